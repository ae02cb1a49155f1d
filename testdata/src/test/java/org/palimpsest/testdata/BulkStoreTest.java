package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BulkStoreTest {
  private static final String PAIRS = " FROM a.message x JOIN message y USING (guid) WHERE ";
  private static final String SAME_BODY = "x.attributedBody IS y.attributedBody";
  private static final String SAME_SUMMARY = "x.message_summary_info = y.message_summary_info";

  @TempDir private Path folder;

  @Test
  void truthOfMutationEqualsWhatJoinsSay() throws Exception {
    Path a = folder.resolve("a/chat.db");
    Path b = folder.resolve("b/chat.db");
    BulkStore.forge(a, 5_000, 11);
    BulkTruth truth = BulkStore.mutate(a, b, new BulkStore.Spec(12, 100, 50, 45, 10, 5, 40));

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + b)) {
      Sql sql = new Sql(connection);
      sql.run("ATTACH ? AS a", a.toString());
      assertThat(set(sql, "SELECT guid FROM a.message EXCEPT SELECT guid FROM main.message"))
          .isEqualTo(truth.removed())
          .hasSize(50);
      assertThat(set(sql, "SELECT guid FROM main.message EXCEPT SELECT guid FROM a.message"))
          .isEqualTo(truth.added())
          .hasSize(100);
      assertThat(set(sql, "SELECT guid" + PAIRS + "y.date_edited > 0"))
          .isEqualTo(truth.edited())
          .hasSize(45);
      assertThat(set(sql, "SELECT guid" + PAIRS + "y.attributedBody IS NULL"))
          .isEqualTo(truth.unsent())
          .hasSize(10);
      assertThat(set(sql, "SELECT guid" + PAIRS + "NOT " + SAME_BODY + " AND " + SAME_SUMMARY))
          .isEqualTo(truth.altered())
          .hasSize(5);
      assertThat(
              set(
                  sql,
                  "SELECT guid"
                      + PAIRS
                      + SAME_BODY
                      + " AND (x.date_read, x.ck_record_change_tag)"
                      + " IS NOT (y.date_read, y.ck_record_change_tag)"))
          .isEqualTo(truth.drifted())
          .hasSize(40);
      assertThat(set(sql, "SELECT guid FROM deleted_messages")).isEqualTo(truth.removed());
      for (String schema : List.of("a", "main")) {
        assertThat(sql.strings("PRAGMA " + schema + ".integrity_check")).containsExactly("ok");
        assertThat(sql.rows("PRAGMA " + schema + ".foreign_key_check")).isEmpty();
        assertThat(sql.strings("PRAGMA " + schema + ".journal_mode")).containsExactly("wal");
      }
    }
    assertThat(new HashSet<>(all(truth))).hasSize(all(truth).size());
    assertThat(truth.toJson()).startsWith("{\"removed\":[\"").endsWith("]}\n");
  }

  private static Set<String> set(Sql sql, String query) {
    return new TreeSet<>(sql.strings(query));
  }

  private static List<String> all(BulkTruth truth) {
    List<String> out = new ArrayList<>(truth.removed());
    out.addAll(truth.added());
    out.addAll(truth.edited());
    out.addAll(truth.unsent());
    out.addAll(truth.altered());
    out.addAll(truth.drifted());
    return out;
  }

  @Test
  void sameSeedGivesSameBytes() throws Exception {
    Path one = folder.resolve("one/chat.db");
    Path two = folder.resolve("two/chat.db");
    BulkStore.forge(one, 500, 5);
    BulkStore.forge(two, 500, 5);

    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
  }

  @Test
  void bulkStoreHasTheSchemaOfAStore() throws Exception {
    Path bulk = folder.resolve("bulk/chat.db");
    BulkStore.forge(bulk, 100, 5);
    String query = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
    try (MessagesStore store =
            MessagesStore.create(
                folder.resolve("store"), Generation.MACOS_13, MessagesStore.SecureDelete.OFF);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + bulk)) {
      assertThat(new Sql(connection).strings(query)).isEqualTo(store.sql().strings(query));
    }
  }

  @Test
  void proportionsFollowTheSize() {
    assertThat(BulkStore.Spec.proportional(1_000_000, 1))
        .isEqualTo(new BulkStore.Spec(1, 20_000, 5_000, 4_500, 400, 100, 5_000));
    assertThat(BulkStore.Spec.proportional(10_000, 1).added()).isEqualTo(200);
  }
}
