package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.testdata.Generation;

/** Messages that wait to be sent at a set time: until then their date is no more than a plan. */
class SentLaterTest {

  private static final String PLANNED = "817000000000000000";
  private static final String LATER = "827000000000000000";

  @TempDir Path folder;

  private Household home;
  private Lab lab;
  private String guid;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true);
    lab = new Lab(folder.resolve("lab"));
    guid = home.familyGuids.get(1);
  }

  @AfterEach
  void close() {
    home.close();
  }

  private static void run(Path store, String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + store.resolve("chat.db"));
        Statement sql = connection.createStatement()) {
      List<String> triggers = new ArrayList<>();
      try (ResultSet rows =
          sql.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
        while (rows.next()) {
          triggers.add(rows.getString(1));
        }
      }
      for (String trigger : triggers) {
        sql.executeUpdate("DROP TRIGGER " + trigger);
      }
      for (String each : statements) {
        assertThat(sql.executeUpdate(each)).isEqualTo(1);
      }
    }
  }

  private String set(String assignments) {
    return "UPDATE message SET " + assignments + " WHERE guid = '" + guid + "'";
  }

  private Judgement between(String before, String after) throws Exception {
    Instant first = home.world.now();
    Instant second = first.plus(Duration.ofDays(7));
    Path a = lab.copy(home.mac, first);
    Path b = lab.copy(home.mac, second);
    run(a, set(before));
    run(b, set(before), set(after));
    return lab.judge(lab.snapshot(a, "mac", first), lab.snapshot(b, "mac", second));
  }

  private static String waits(String date) {
    return "schedule_type = 2, is_sent = 0, date = " + date;
  }

  @Test
  void anotherTimeIsNoAlterationUntilItIsSent() throws Exception {
    for (String after : List.of("date = " + LATER, "is_sent = 1, date = date + 5000000000")) {
      Judgement judgement = between(waits(PLANNED), after);
      assertThat(judgement.diff().messages()).as(after).isEmpty();
      assertThat(judgement.findings()).extracting(Finding::kind).contains("message-rescheduled");
      assertThat(judgement.findings())
          .as(after)
          .allMatch(finding -> finding.severity() == Severity.INFO);
    }
  }

  @Test
  void anotherTimeOfOneThatWasSentIsAnAlteration() throws Exception {
    for (String before :
        List.of("schedule_type = 2, is_sent = 1", "schedule_type = 0, is_sent = 0")) {
      Judgement judgement = between(before, "date = " + LATER);
      assertThat(judgement.diff().count(ChangeKind.ALTERED)).as(before).isEqualTo(1);
    }
  }

  @Test
  void anotherTimeHidesNoOtherWords() throws Exception {
    Judgement judgement =
        between(waits(PLANNED), "date = " + LATER + ", attributedBody = NULL, text = 'other'");
    assertThat(judgement.diff().count(ChangeKind.ALTERED)).isEqualTo(1);
    Judgement sender = between(waits(PLANNED), "date = " + LATER + ", is_from_me = 0");
    assertThat(sender.diff().count(ChangeKind.ALTERED)).isEqualTo(1);
  }

  @Test
  void aPlanIsNotWhenTheNewestMessageWasSent() throws Exception {
    Instant at = home.world.now();
    Manifest before = lab.snapshot(home.mac, at);
    Path store = lab.copy(home.mac, at);
    guid = home.workGuids.get(0);
    run(store, set("is_from_me = 1, " + waits(LATER)));
    Manifest after = lab.snapshot(store, "mac", at);
    assertThat(newest(after)).isEqualTo(newest(before));
    try (SnapshotView view = lab.view(after)) {
      assertThat(view.index().threads())
          .extracting(thread -> thread.lastSentAt().orElseThrow())
          .allMatch(last -> !last.isAfter(at));
      assertThat(view.index().threads()).extracting(ThreadEntry::held).doesNotContain(0L);
    }
  }

  private static String newest(Manifest manifest) {
    return manifest.json().path("facts").path("newestMessageAt").asText();
  }
}
