package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.snapshot.LineCursor;
import org.palimpsest.sqlite.ByteSource;

/** Record lists, line by line. */
final class RecordListFuzzTest {

  @FuzzTest
  void walk(byte[] bytes) {
    LineCursor lines = LineCursor.over(ByteSource.of(bytes));
    long seen = 0;
    long length = 0;
    try {
      while (lines.next()) {
        assertThat(lines.number()).isEqualTo(seen++);
        length += lines.line().length + 1L;
        assertThat(lines.key()).isNotEmpty();
        assertThat(lines.kind()).isNotNull();
      }
      assertThat(length).isEqualTo(bytes.length);
    } catch (IOException e) {
      // The one refusal.
    }
  }
}
