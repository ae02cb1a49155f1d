package org.palimpsest.cli;

import java.io.IOException;
import org.palimpsest.custody.Entry;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
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
          .publish(prepared, manifest -> Refused.guard(() -> workspace.append(entry, key)));
    } catch (Refused e) {
      throw e.unwrap();
    }
  }
}
