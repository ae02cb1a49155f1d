package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NoiseTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Generation.class)
  void everyOddTextIsStoredAsItIs(Generation generation) {
    try (MessagesStore store =
        MessagesStore.create(folder, generation, MessagesStore.SecureDelete.OFF)) {
      Map<String, String> poured = new Noise(3).pour(store, Instant.parse("2026-02-02T02:02:02Z"));

      List<List<Object>> rows = store.sql().rows("SELECT guid, attributedBody FROM message");
      assertThat(rows).hasSameSizeAs(poured.keySet());
      for (List<Object> row : rows) {
        String text = PlainBody.text((byte[]) row.get(1));
        assertThat(text).isEqualTo(poured.get(String.valueOf(row.get(0))));
      }
      assertThat(
              store
                  .sql()
                  .number(
                      "SELECT count(*) FROM message WHERE text IS NOT NULL"
                          + " AND instr(attributedBody, CAST(text AS BLOB)) = 0"))
          .isZero();
      assertThat(
              store
                  .sql()
                  .number(
                      "SELECT count(*) FROM message WHERE ROWID NOT IN"
                          + " (SELECT message_id FROM chat_message_join)"))
          .isEqualTo(3);
      assertThat(store.sql().strings("PRAGMA integrity_check")).containsExactly("ok");
    }
  }
}
