package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.backup.DatabaseManifest;
import org.palimpsest.backup.MalformedBackupException;
import org.palimpsest.sqlite.ByteSource;

/** {@code Manifest.db} as a whole: refused, or shown row by row with what is wrong in each. */
final class BackupDatabaseFuzzTest {

  @FuzzTest
  void visit(byte[] bytes) throws IOException {
    Limits limits = new Limits();
    try {
      DatabaseManifest.open(ByteSource.of(bytes))
          .visit(
              entry -> {
                entry.isNamedRightly();
                entry.climbs();
              },
              place -> {});
    } catch (MalformedBackupException e) {
      // The one refusal.
    }
    limits.check();
  }
}
