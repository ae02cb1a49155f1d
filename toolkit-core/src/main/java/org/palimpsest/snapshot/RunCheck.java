package org.palimpsest.snapshot;

import java.io.IOException;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** Compares all of a snapshot's digest list and index with the sums over their runs. */
final class RunCheck {

  private RunCheck() {}

  /** Whether each sum is right, and the runs end where they should. */
  static boolean isRight(Vault vault, Manifest manifest) throws VaultException, IOException {
    try (ObjectBytes sums = vault.object(manifest.object("records", "runs"));
        ObjectBytes digestBytes = vault.object(manifest.object("records", "digests"));
        ObjectBytes indexBytes = vault.object(manifest.object("records", "index"))) {
      RecordRuns runs = RecordRuns.read(sums.readAll());
      DigestList digests = DigestList.open(digestBytes, runs);
      RecordIndex index = RecordIndex.open(indexBytes, runs);
      digests.requireSound();
      index.requireSound();
      DigestCursor cursor = digests.cursor();
      int run = 0;
      for (int row = 1; cursor.next(); row++) {
        boolean ends =
            RecordRuns.ends(cursor.contentByte(), row - runs.start(run)) || row == runs.rows();
        if (ends != (runs.start(run + 1) == row)) {
          return false;
        }
        run += ends ? 1 : 0;
      }
      return true;
    } catch (DamagedObjectException e) {
      return false;
    }
  }
}
