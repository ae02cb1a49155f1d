package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.DigestList;
import org.palimpsest.sqlite.ByteSource;

/** Digest lists: every row is read, and every key that can be read is looked for. */
final class DigestListFuzzTest {

  @FuzzTest
  void walk(byte[] bytes) {
    try {
      DigestList list = DigestList.open(ByteSource.of(bytes));
      DigestCursor cursor = list.cursor();
      long rows = 0;
      while (cursor.next()) {
        assertThat(cursor.number()).isEqualTo(rows++);
        String key = cursor.key();
        assertThat(cursor.kind().word()).isNotEmpty();
        assertThat(list.find(key.getBytes(StandardCharsets.US_ASCII))).isBetween(0L, list.rows());
      }
      assertThat(rows).isEqualTo(list.rows());
    } catch (IOException e) {
      // The one refusal.
    }
  }
}
