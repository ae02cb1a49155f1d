package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.snapshot.RecordRuns;

/** Sums over runs, compared with themselves. */
final class RecordRunsFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    try {
      RecordRuns runs = RecordRuns.read(bytes);
      long done = 0;
      for (RecordRuns.Stretch each : RecordRuns.compare(runs, runs)) {
        assertThat(each.fromA()).isEqualTo(done);
        assertThat(each.toB() - each.fromB()).isEqualTo(each.toA() - each.fromA());
        done = each.toA();
      }
      assertThat(done).isEqualTo(runs.rows());
    } catch (IOException e) {
      // The one refusal.
    }
  }
}
