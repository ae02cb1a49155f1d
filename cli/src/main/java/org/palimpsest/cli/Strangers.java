package org.palimpsest.cli;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * Whether a snapshot seems to be of another store than the one before it under the same label: then
 * the two would be compared as one device's, and everything in the first would be gone.
 */
final class Strangers {

  /** So many messages are looked at, from all over the list. */
  private static final int ASKED = 64;

  private Strangers() {}

  /** What to say of it; empty where the two have messages in common, or nothing can be told. */
  static Optional<String> of(Workspace workspace, Manifest taken) {
    try {
      return compared(workspace, taken);
    } catch (VaultException | IOException e) {
      // What lies in the vault is damaged, which verify says; what was taken stands all the same.
      return Optional.empty();
    }
  }

  private static Optional<String> compared(Workspace workspace, Manifest taken)
      throws VaultException, IOException {
    // Records are taken over only where the database is the one before.
    boolean carried = taken.json().at("/acquisition/carried").asLong() > 0;
    Optional<Manifest> before =
        carried || !taken.complete() ? Optional.empty() : before(workspace, taken);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Vault vault = workspace.vault();
    try (SnapshotKeys earlier = SnapshotKeys.open(vault, before.get());
        SnapshotKeys now = SnapshotKeys.open(vault, taken)) {
      Set<String> asked = earlier.someMessages(ASKED);
      return asked.isEmpty() || !now.messages(asked).isEmpty()
          ? Optional.empty()
          : Optional.of(
              "none of "
                  + Plain.count(asked.size(), "message")
                  + " of the snapshot of "
                  + taken.device()
                  + " before is in this one; if this is another device's store, give it a label of"
                  + " its own: --device");
    }
  }

  private static Optional<Manifest> before(Workspace workspace, Manifest taken)
      throws VaultException, IOException {
    return workspace.snapshots().list().stream()
        .filter(each -> each.device().equals(taken.device()) && each.complete())
        .filter(each -> !each.id().equals(taken.id()))
        .filter(each -> each.count("messages") > 0)
        .max(Comparator.comparing(Manifest::takenAt));
  }
}
