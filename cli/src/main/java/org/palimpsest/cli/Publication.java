package org.palimpsest.cli;

import java.io.IOException;
import org.palimpsest.custody.Entry;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.vault.VaultException;

/** Makes a snapshot visible together with its custody entry. */
final class Publication {

  private Publication() {}

  /** Carries a failure of the log out through an interface that knows input and output only. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Exception reason;

    Refused(Exception reason) {
      super(reason);
      this.reason = reason;
    }
  }

  static Manifest publish(
      Workspace workspace, KeyRing ring, SnapshotMaker.Prepared prepared, Entry entry)
      throws Failure, VaultException, IOException {
    try {
      return workspace
          .snapshots()
          .publish(
              prepared,
              manifest -> {
                try {
                  workspace.append(entry, ring);
                } catch (Failure | VaultException e) {
                  throw new Refused(e);
                }
              });
    } catch (Refused e) {
      if (e.reason instanceof Failure failure) {
        throw failure;
      }
      if (e.reason instanceof VaultException vault) {
        throw vault;
      }
      throw e;
    }
  }
}
