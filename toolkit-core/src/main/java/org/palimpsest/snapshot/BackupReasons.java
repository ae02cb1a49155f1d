package org.palimpsest.snapshot;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.backup.Fault;
import org.palimpsest.backup.Integrity;

/** Why a snapshot of a backup is incomplete: each kind of fault that touches what was acquired. */
final class BackupReasons {

  private BackupReasons() {}

  static List<String> of(Integrity integrity) {
    List<String> reasons = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      long count = touching(integrity, fault);
      if (count > 0 && fault.gravity() != Fault.Gravity.NOTE) {
        reasons.add(
            (fault.gravity() == Fault.Gravity.INTEGRITY ? "integrity: " : "backup: ")
                + count
                + " "
                + fault.words(count));
      }
    }
    return reasons;
  }

  /**
   * A file that no row lists may have lost its row, and a row that cannot be read or leads
   * elsewhere may be one of Messages, so these count wherever they are.
   */
  private static long touching(Integrity integrity, Fault fault) {
    return switch (fault) {
      case BLOB_NOT_LISTED, ROW_MALFORMED, MANIFEST_DAMAGED, PATH_CLIMBS -> integrity.count(fault);
      default -> integrity.countInScope(fault);
    };
  }
}
