package org.palimpsest.cli;

import java.io.IOException;
import org.palimpsest.custody.Entry;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.VaultException;

/** Makes a snapshot visible together with its custody entry. */
final class Publication {

  private Publication() {}

  static Manifest publish(
      Workspace workspace, LogKey key, SnapshotMaker.Prepared prepared, Entry entry)
      throws Failure, VaultException, IOException {
    try {
      return workspace
          .snapshots()
          .publish(
              prepared,
              new Snapshots.Log() {
                @Override
                public void append(Manifest manifest) throws IOException {
                  Refused.guard(() -> workspace.append(entry, key));
                }

                @Override
                public boolean mayHold(Manifest manifest) {
                  return isLogged(workspace, manifest);
                }
              });
    } catch (Refused e) {
      throw e.unwrap();
    }
  }

  private static boolean isLogged(Workspace workspace, Manifest manifest) {
    try {
      return workspace.entries().stream()
          .flatMap(logged -> logged.entry().snapshot().stream())
          .anyMatch(facts -> facts.id().equals(manifest.id()));
    } catch (VaultException | IOException e) {
      // A disk that fails now may be read again when the next run asks.
      return true;
    }
  }
}
