package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.testdata.DeletionTruth.Deleted;
import org.palimpsest.testdata.DeletionTruth.Link;
import org.palimpsest.testdata.DeletionTruth.Live;

final class DeletionMatrixTest {
  private static final int ROWS = 1_500;
  private static final long SEED = 7;

  @TempDir private Path folder;

  private DeletionTruth forge(DeletionScenario scenario) {
    return DeletionMatrix.forge(scenario, ROWS, SEED, folder);
  }

  /** SQLite itself must agree with the truth, and find the copied files sound. */
  @ParameterizedTest
  @EnumSource
  void truthEqualsWhatSqlSays(DeletionScenario scenario) throws Exception {
    DeletionTruth truth = forge(scenario);
    boolean wal = truth.files().contains("chat.db-wal");
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("chat.db"))) {
      Sql sql = new Sql(connection);
      assertThat(sql.strings("PRAGMA integrity_check")).containsExactly("ok");
      List<Live> live = new ArrayList<>();
      for (List<?> row :
          sql.rows(
              "SELECT m.ROWID, m.guid, m.date, j.chat_id FROM message m JOIN chat_message_join j"
                  + " ON j.message_id = m.ROWID AND j.message_date = m.date ORDER BY m.ROWID")) {
        live.add(
            new Live(
                number(row.get(0)),
                String.valueOf(row.get(1)),
                number(row.get(2)),
                number(row.get(3))));
      }
      assertThat(live.equals(truth.live())).isTrue();
      assertThat(sql.number("SELECT count(*) FROM message")).isEqualTo(live.size());
      assertThat(sql.number("SELECT count(*) FROM chat_message_join")).isEqualTo(live.size());
      assertThat(sql.number("SELECT seq FROM sqlite_sequence WHERE name = 'message'"))
          .isEqualTo(live.size() + truth.deleted().size());
      assertThat(sql.number("SELECT count(*) FROM chat"))
          .isEqualTo(MatrixRows.CHATS - truth.goneChats().size());
      assertThat(sql.rows("SELECT * FROM message LIMIT 0")).isEmpty();
      assertThat(sql.strings("SELECT name FROM pragma_table_info('message')"))
          .isEqualTo(truth.columns());
      assertThat(sql.strings("PRAGMA journal_mode")).containsExactly(wal ? "wal" : "delete");
    }
    Set<String> there = truth.live().stream().map(Live::guid).collect(Collectors.toSet());
    Set<String> gone = truth.deleted().stream().map(Deleted::guid).collect(Collectors.toSet());
    assertThat(gone).hasSize(truth.deleted().size());
    assertThat(there).hasSize(truth.live().size()).noneMatch(gone::contains);
    assertThat(truth.links().stream().map(Link::message))
        .containsExactlyElementsOf(truth.deleted().stream().map(Deleted::rowid).toList());
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  /** What was deleted is told value by value: the same store without the deletion holds it. */
  @Test
  void deletedValuesAreThoseOfTheStoreBefore() throws Exception {
    DeletionTruth truth = forge(DeletionScenario.S22);
    Path before = folder.resolve("before");
    DeletionMatrix.forge(DeletionScenario.S35, ROWS, SEED, before);
    assertThat(truth.deleted()).hasSizeGreaterThan(ROWS / 10 - 1);
    try (Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + before.resolve("chat.db"))) {
      Sql sql = new Sql(connection);
      for (Deleted each : truth.deleted()) {
        List<?> row = sql.rows("SELECT * FROM message WHERE ROWID = ?", each.rowid()).get(0);
        List<?> known = each.values();
        assertThat(known).hasSize(each.rowid() <= ROWS / 2 ? 71 : 79);
        for (int i = 0; i < truth.columns().size(); i++) {
          Object expected = i < known.size() ? known.get(i) : truth.standards().get(i);
          assertThat(RecoverDocument.plain(row.get(i)))
              .as("%s of %s", truth.columns().get(i), each.rowid())
              .isEqualTo(RecoverDocument.plain(expected));
        }
      }
      for (Link link : truth.links()) {
        assertThat(
                sql.rows(
                    "SELECT chat_id, message_date, message_id FROM chat_message_join"
                        + " WHERE rowid = ?",
                    link.rowid()))
            .hasToString("[[" + link.chat() + ", " + link.date() + ", " + link.message() + "]]");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"S05", "S09", "S18", "S20", "S25", "S30"})
  void sameSeedGivesSameBytes(DeletionScenario scenario) throws Exception {
    DeletionTruth truth = forge(scenario);
    Path again = folder.resolve("again");
    DeletionMatrix.forge(scenario, ROWS, SEED, again);
    for (String file : truth.files()) {
      assertThat(Files.mismatch(folder.resolve(file), again.resolve(file))).as(file).isEqualTo(-1);
    }
    DeletionMatrix.forge(scenario, ROWS, SEED + 1, again);
    assertThat(Files.mismatch(folder.resolve("chat.db"), again.resolve("chat.db")))
        .isNotEqualTo(-1);
  }

  @Test
  void truthIsReadAsItWasWritten() throws Exception {
    DeletionTruth truth = forge(DeletionScenario.S24);
    Path file = folder.resolve("truth.json");
    Path again = folder.resolve("again.json");
    TruthFile.write(truth, file);
    DeletionTruth read = TruthFile.read(file);
    TruthFile.write(read, again);

    assertThat(Files.mismatch(file, again)).isEqualTo(-1);
    assertThat(read.live().equals(truth.live())).isTrue();
    assertThat(read.links().equals(truth.links())).isTrue();
    assertThat(read.goneChats().equals(truth.goneChats())).isTrue();
    Object blob = read.deleted().get(0).values().get(truth.columns().indexOf("attributedBody"));
    assertThat(blob).isInstanceOf(byte[].class);
    assertThat(read.goneChats()).isNotEmpty();
  }

  /** The search for bytes once more, the slow way, over a whole file as one string. */
  @Test
  void whatSurvivesIsInTheBytes() throws Exception {
    DeletionTruth truth = forge(DeletionScenario.S06);
    String bytes =
        new String(Files.readAllBytes(folder.resolve("chat.db")), StandardCharsets.ISO_8859_1);
    Set<Boolean> seen = new HashSet<>();
    for (Deleted each : truth.deleted()) {
      List<Object> values = new ArrayList<>(each.values());
      String guid = each.guid();
      assertThat(bytes.contains(guid)).isEqualTo(each.survives().guid());
      values.remove(0);
      String body = latin(RecordBody.of(values).bytes());
      assertThat(body).startsWith(guid + latin(RecordBody.stored(values.get(1))));
      assertThat(bytes.contains(body)).isEqualTo(each.survives().full());
      if (each.survives().full()) {
        int at = Integer.parseInt(each.survives().where().substring("chat.db:".length()));
        assertThat(bytes.startsWith(body, at)).isTrue();
      }
      assertThat(bytes.contains(guid + latin(RecordBody.stored(each.rowid()))))
          .isEqualTo(each.survives().index());
      seen.add(each.survives().full());
    }
    assertThat(seen).containsExactlyInAnyOrder(true, false);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** What each way of deleting is known to leave; bounds that hold for any number of rows. */
  @Test
  void scenariosLeaveWhatTheyAreKnownToLeave() {
    assertThat(share(DeletionScenario.S01)).isGreaterThan(90);
    assertThat(share(DeletionScenario.S03)).isLessThan(5);
    assertThat(share(DeletionScenario.S04)).isZero();
    assertThat(share(DeletionScenario.S07)).isGreaterThan(85);
    assertThat(share(DeletionScenario.S08)).isZero();
    DeletionTruth shrunk = forge(DeletionScenario.S09);
    assertThat(share(shrunk)).isLessThan(5);
    assertThat(shrunk.deleted().stream().filter(each -> each.survives().index()).count())
        .isGreaterThan(shrunk.deleted().size() * 9L / 10);
    assertThat(share(DeletionScenario.S13)).isZero();
    assertThat(share(DeletionScenario.S16)).isEqualTo(100);
    assertThat(share(DeletionScenario.S18)).isBetween(90L, 99L);
    assertThat(share(DeletionScenario.S19)).isLessThan(5);
    assertThat(share(DeletionScenario.S20)).isEqualTo(100);
    assertThat(share(DeletionScenario.S21)).isZero();
    assertThat(share(DeletionScenario.S25)).isBetween(20L, 60L);
    assertThat(share(DeletionScenario.S31)).isEqualTo(100);
  }

  private long share(DeletionScenario scenario) {
    return share(forge(scenario));
  }

  private static long share(DeletionTruth truth) {
    assertThat(truth.deleted()).isNotEmpty();
    return truth.deleted().stream().filter(each -> each.survives().full()).count()
        * 100
        / truth.deleted().size();
  }
}
