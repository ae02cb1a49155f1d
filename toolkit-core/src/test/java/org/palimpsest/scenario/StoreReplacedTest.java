package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cause.Cause;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.sync.Timeline;
import org.palimpsest.sync.Turn;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.MessagesStore;

/** Numbers that were written to make a deletion look like a store that was replaced. */
class StoreReplacedTest {

  @TempDir Path folder;

  private Household home;
  private Lab lab;
  private Manifest before;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, false);
    lab = new Lab(folder.resolve("lab"));
    before = lab.snapshot(home.mac, home.world.now());
    home.world.advance(Duration.ofDays(2));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private Manifest later() throws Exception {
    home.world.advance(Duration.ofHours(1));
    return lab.snapshot(home.mac, home.world.now());
  }

  private static List<String> kinds(Judgement judgement) {
    return judgement.findings().stream().map(Finding::kind).toList();
  }

  private static Finding finding(Judgement judgement, String kind) {
    return judgement.findings().stream()
        .filter(each -> each.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Cause cause(Judgement judgement, String guid) {
    return Objects.requireNonNull(judgement.attributions().get(guid)).cause();
  }

  private MessagesStore store() {
    return home.mac.store();
  }

  @Test
  void aCounterBelowRowsThatAreThereShowsNoEarlierState() throws Exception {
    String guid = home.workGuids.get(15);
    long number = store().rowid(guid);
    home.mac.deleteOutright(List.of(guid));
    store().sql().run("UPDATE sqlite_sequence SET seq = ? WHERE name = 'message'", number - 1);
    Judgement judgement = lab.judge(before, later());
    assertThat(cause(judgement, guid)).isEqualTo(Cause.DELETED_ON_THIS_DEVICE);
    assertThat(kinds(judgement)).contains("messages-removed").doesNotContain("store-replaced");
    assertThat(finding(judgement, "messages-removed").severity()).isEqualTo(Severity.HIGH);
    assertThat(finding(judgement, "counter-changed").statement()).contains("higher numbers");
  }

  /** No row is left above the counter; the store's deletion records grew and name the message. */
  @Test
  void norDoesOneThatTheDeletionRecordsContradict() throws Exception {
    List<String> newest =
        store().sql().strings("SELECT guid FROM message ORDER BY ROWID DESC LIMIT 3");
    home.mac.deleteOutright(newest);
    store()
        .sql()
        .run(
            "UPDATE sqlite_sequence SET seq = (SELECT max(ROWID) FROM message)"
                + " WHERE name = 'message'");
    Manifest after = later();
    Judgement judgement = lab.judge(before, after);
    assertThat(turns(after)).contains("counter-fell").doesNotContain("store-replaced");
    assertThat(judgement.attributions().values())
        .noneMatch(each -> each.cause() == Cause.STORE_REPLACED);
    Finding changed = finding(judgement, "counter-changed");
    assertThat(changed.observations()).anyMatch(words -> words.contains("deleted_messages"));
    assertThat(kinds(judgement)).doesNotContain("store-replaced");
  }

  /** Nothing in the store contradicts it, as in one that was copied back. */
  @Test
  void aCounterThatNothingContradictsIsBelieved() throws Exception {
    List<String> newest =
        store().sql().strings("SELECT guid FROM message ORDER BY ROWID DESC LIMIT 3");
    for (String guid : newest) {
      store().tampering().deleteWithoutTrace(guid);
    }
    store()
        .sql()
        .run(
            "UPDATE sqlite_sequence SET seq = (SELECT max(ROWID) FROM message)"
                + " WHERE name = 'message'");
    store()
        .sql()
        .run(
            "UPDATE sqlite_sequence SET seq = 0 WHERE name LIKE '%deleted%' OR name LIKE '%removed%'");
    Manifest after = later();
    assertThat(kinds(lab.judge(before, after))).contains("store-replaced");
    assertThat(turns(after)).contains("store-replaced").doesNotContain("counter-fell");
  }

  /** What the manifests alone say of the two snapshots. */
  private List<String> turns(Manifest after) {
    return new Timeline(List.of(before, after)).turns().stream().map(Turn::kind).toList();
  }

  @Test
  void oneRowOfAnotherNumberHidesNoDeletion() throws Exception {
    List<String> gone = new ArrayList<>(home.familyGuids.subList(0, 12));
    long free = store().rowid(gone.get(0));
    home.mac.deleteOutright(gone);
    long moved = store().rowid(home.workGuids.get(4));
    store()
        .tampering()
        .withoutForeignKeys("UPDATE message SET ROWID = ? WHERE ROWID = ?", free, moved);
    store()
        .tampering()
        .withoutForeignKeys(
            "UPDATE chat_message_join SET message_id = ? WHERE message_id = ?", free, moved);
    Judgement judgement = lab.judge(before, later());
    for (String guid : gone) {
      assertThat(cause(judgement, guid)).isNotEqualTo(Cause.STORE_REPLACED);
    }
    assertThat(kinds(judgement)).contains("rows-past-counter").doesNotContain("store-replaced");
    assertThat(finding(judgement, "rows-past-counter").observations())
        .anyMatch(words -> words.startsWith("1 message is in both snapshots under different"));
  }

  /** Read backwards, a deletion puts rows in and every counter falls. */
  @Test
  void twoSnapshotsTheWrongWayRoundAccuseNoProgram() throws Exception {
    home.mac.deleteOutright(home.familyGuids.subList(0, 12));
    Manifest after = later();
    assertThat(kinds(lab.judge(after, before)))
        .contains("out-of-order")
        .doesNotContain("rows-past-counter", "counter-changed");
  }
}
