package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.snapshot.RecordIndex;
import org.palimpsest.sqlite.ByteSource;

/** Record indexes, with the facets of every line. */
final class RecordIndexFuzzTest {

  @FuzzTest
  void open(byte[] bytes) {
    try {
      RecordIndex index = RecordIndex.open(ByteSource.of(bytes));
      assertThat(index.threads()).doesNotContainNull();
      for (long line = 0; line < index.rows(); line++) {
        assertThat(index.facets(line).extra()).isNotNull();
      }
    } catch (IOException e) {
      // The one refusal.
    }
  }
}
