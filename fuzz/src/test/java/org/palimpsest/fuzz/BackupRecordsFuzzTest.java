package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.palimpsest.backup.MalformedBackupException;
import org.palimpsest.backup.RecordManifest;

/** {@code Manifest.mbdb}: every entry is named by the hash of its path, and damage is told once. */
final class BackupRecordsFuzzTest {

  @FuzzTest
  void visit(byte[] bytes) throws IOException {
    Limits limits = new Limits();
    int[] damaged = new int[1];
    try {
      RecordManifest.open(() -> new ByteArrayInputStream(bytes))
          .visit(
              entry -> {
                assertThat(entry.isNamedRightly()).isTrue();
                assertThat(entry.place()).startsWith(entry.domain());
                entry.climbs();
              },
              place -> damaged[0]++);
      assertThat(damaged[0]).isBetween(0, 1);
    } catch (MalformedBackupException e) {
      // The one refusal.
    }
    limits.check();
  }
}
