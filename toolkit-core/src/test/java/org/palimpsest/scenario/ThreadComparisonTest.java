package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.ThreadChange.Kind;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Sql;

/** Threads that lost messages while others of theirs were hung elsewhere. */
class ThreadComparisonTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;
  private Manifest before;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true);
    lab = new Lab(folder.resolve("lab"));
    before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Sql sql() {
    return home.mac.store().sql();
  }

  private Judgement later() throws Exception {
    home.world.advance(Duration.ofHours(1));
    return lab.judge(before, lab.snapshot(home.mac, home.world.now()));
  }

  private void hangElsewhere(List<String> guids) {
    for (String guid : guids) {
      sql()
          .run(
              "UPDATE chat_message_join SET chat_id = (SELECT min(ROWID) FROM chat WHERE"
                  + " chat_identifier = ?) WHERE message_id = (SELECT ROWID FROM message WHERE guid"
                  + " = ?)",
              home.ben.address(),
              guid);
    }
  }

  private List<String> family() {
    return sql()
        .strings(
            "SELECT guid FROM message WHERE ROWID IN (SELECT message_id FROM chat_message_join WHERE"
                + " chat_id IN (SELECT ROWID FROM chat WHERE chat_identifier = ?))",
            home.mother.address());
  }

  private static String statement(Judgement judgement, String kind) {
    return judgement.findings().stream()
        .filter(each -> each.kind().equals(kind))
        .map(Finding::statement)
        .findFirst()
        .orElse("");
  }

  @Test
  void movingOneMessageFirstTurnsNoLossIntoAMerger() throws Exception {
    hangElsewhere(home.familyGuids.subList(0, 1));
    home.mac.store().deletions().delete(family());
    Judgement judgement = later();
    assertThat(judgement.diff().count(Kind.REMOVED)).isEqualTo(1);
    assertThat(judgement.diff().count(Kind.MERGED)).isZero();
    assertThat(statement(judgement, "thread-removed"))
        .startsWith("The thread with +15550100, ")
        .contains(" is gone; 1 message of it is shown in another thread, and ");
  }

  @Test
  void aThreadWithAnotherNameIsThinnedByWhatIsGone() throws Exception {
    String name = "00000000-AAAA-4444-8888-000000000000";
    sql()
        .run(
            "UPDATE chat SET group_id = ?, original_group_id = ?, room_name = ?, chat_identifier = ?"
                + " WHERE style = 43",
            name,
            name,
            name,
            name);
    List<String> lunch =
        sql()
            .strings(
                "SELECT m.guid FROM message m JOIN chat_message_join j ON j.message_id = m.ROWID JOIN"
                    + " chat c ON c.ROWID = j.chat_id WHERE c.style = 43 ORDER BY m.ROWID LIMIT 3");
    home.mac.store().deletions().delete(lunch);
    Judgement judgement = later();
    assertThat(judgement.diff().count(ChangeKind.REMOVED)).isEqualTo(3);
    assertThat(judgement.diff().count(Kind.THINNED)).isEqualTo(1);
    assertThat(judgement.diff().count(Kind.MERGED)).isZero();
  }

  @Test
  void whatIsOnlyHungElsewhereIsAMerger() throws Exception {
    hangElsewhere(family());
    Judgement judgement = later();
    assertThat(judgement.diff().count(Kind.MERGED)).isEqualTo(1);
    assertThat(judgement.showsLoss()).isFalse();
  }

  @Test
  void movingOneMessageFirstHidesNoThreadInRecentlyDeleted() throws Exception {
    hangElsewhere(home.familyGuids.subList(0, 1));
    home.mac.store().deletions().recentlyDelete(family(), home.world.now());
    Judgement judgement = later();
    assertThat(judgement.diff().count(Kind.RECENTLY_DELETED)).isEqualTo(1);
    assertThat(statement(judgement, "messages-recently-deleted")).doesNotContain("All ");
  }
}
