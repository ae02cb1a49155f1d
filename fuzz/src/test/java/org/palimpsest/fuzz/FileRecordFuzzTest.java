package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.backup.FileRecord;
import org.palimpsest.backup.MalformedBackupException;

/** Archives of class {@code MBFile}, of which a manifest holds one for each row. */
final class FileRecordFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    Limits limits = new Limits();
    try {
      FileRecord record = FileRecord.read(bytes);
      assertThat(record.size()).isNotNegative();
      assertThat(record.path()).isNotNull();
    } catch (MalformedBackupException e) {
      // The one refusal.
    }
    limits.check();
  }
}
