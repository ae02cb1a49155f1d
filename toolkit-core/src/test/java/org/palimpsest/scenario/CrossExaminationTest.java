package org.palimpsest.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.sync.Disagreement;
import org.palimpsest.sync.Disagreements;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Preferences;
import org.palimpsest.testdata.Service;

/**
 * What somebody would object who wants a finding to fall: another thing happened that leaves the
 * same traces. Each time no more may be said than both leave open.
 */
class CrossExaminationTest {

  private static final String PLANTED = "11111111-2222-4333-8444-555555555555";

  @TempDir Path folder;

  private Household home;
  private Lab lab;

  @BeforeEach
  void make() throws Exception {
    home = new Household(folder.resolve("world"), Generation.MACOS_26, true);
    lab = new Lab(folder.resolve("lab"));
  }

  @AfterEach
  void close() {
    home.close();
  }

  private void live(boolean sync, Generation generation) throws Exception {
    home.close();
    home = new Household(folder.resolve("another"), generation, sync);
  }

  private void days(long days) {
    home.world.advance(Duration.ofDays(days));
  }

  private Manifest mac() throws Exception {
    return lab.snapshot(home.mac, home.world.now());
  }

  private Manifest other() throws Exception {
    return lab.snapshot(home.other, home.world.now());
  }

  private static int sql(Device device, String statement, Object... values) {
    return device.store().sql().run(statement, values);
  }

  private static void outright(Device device, List<String> guids) {
    device.store().deletions().delete(guids);
  }

  private static void byHand(Device device, List<String> guids) {
    device.deleteMessages(guids);
    device.purge(guids);
  }

  private static List<String> kinds(Judgement judgement) {
    return judgement.findings().stream().map(Finding::kind).toList();
  }

  private static Finding only(Judgement judgement, String kind) {
    List<Finding> found =
        judgement.findings().stream().filter(each -> each.kind().equals(kind)).toList();
    assertThat(found).as(kinds(judgement).toString()).hasSize(1);
    return found.get(0);
  }

  private static Attribution of(Judgement judgement, String guid) {
    return Objects.requireNonNull(judgement.attributions().get(guid));
  }

  private static void assertSaid(
      Judgement judgement, List<String> guids, Cause cause, Confidence confidence) {
    for (String guid : guids) {
      assertThat(of(judgement, guid).cause()).isEqualTo(cause);
      assertThat(of(judgement, guid).confidence()).isEqualTo(confidence);
    }
  }

  @Test
  void numbersOfRefusedInsertionsAreNoMessages() throws Exception {
    Manifest before = mac();
    days(1);
    for (String guid : home.workGuids.subList(0, 5)) {
      sql(
          home.mac,
          "INSERT OR IGNORE INTO message(guid, text, date) VALUES (?, ?, ?)",
          guid,
          "x",
          1);
    }
    home.world.receive(home.family, home.mother, "hello");
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertThat(kinds(judgement)).containsExactly("came-and-went");
    Finding finding = only(judgement, "came-and-went");
    assertThat(finding.statement()).startsWith("5 row numbers were given out");
    assertThat(finding.alternatives()).anyMatch(each -> each.contains("refused"));
  }

  @Test
  void whatWasDeletedAfterARestoreIsNotPutDownToIt() throws Exception {
    live(false, Generation.MACOS_13);
    Path backup = folder.resolve("backup");
    home.mac.store().backupTo(backup);
    days(2);
    List<String> later = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      later.add(home.world.receive(home.family, home.mother, "after the backup " + i));
    }
    Manifest before = mac();
    days(1);
    home.mac.store().restoreFrom(backup);
    for (int i = 0; i < 6; i++) {
      home.world.receive(home.family, home.mother, "after the restore " + i);
    }
    days(1);
    home.mac.store().deletions().recentlyDelete(home.workGuids, home.world.now());
    home.mac.store().deletions().purge(home.workGuids, false);
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, home.workGuids, Cause.DELETED_ON_THIS_DEVICE, Confidence.SUPPORTED);
    // Of four numbers that carry other messages, and no counter that fell, a tool may have its
    // hand.
    assertSaid(judgement, later, Cause.STORE_REPLACED, Confidence.POSSIBLE);
  }

  @Test
  void whatWasDownloadedAndThenDeletedIsNoDownloadToCome() throws Exception {
    Manifest before = mac();
    days(1);
    home.mac.replaceStore(0.9);
    days(1);
    List<String> some = new ArrayList<>(home.workGuids.subList(12, 24));
    some.retainAll(home.mac.guids());
    assertThat(some).isNotEmpty();
    home.mac.deleteOutright(some);
    home.world.advance(Duration.ofHours(1));
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, some, Cause.DELETED_ON_THIS_DEVICE, Confidence.SUPPORTED);
  }

  @Test
  void theNewestRowWrittenOverIsNoRestore() throws Exception {
    String last = home.world.receive(home.work, home.ben, "what was said");
    home.world.sync();
    days(1);
    Manifest before = mac();
    days(1);
    sql(
        home.mac,
        "UPDATE message SET guid = ?, text = 'see you', attributedBody = NULL WHERE guid = ?",
        PLANTED,
        last);
    Judgement judgement = lab.judge(before, mac());
    assertThat(kinds(judgement)).doesNotContain("store-replaced");
    assertThat(of(judgement, last).cause()).isEqualTo(Cause.UNDETERMINED);
    assertThat(of(judgement, last).alternatives()).contains(Cause.STORE_REPLACED);
    assertThat(only(judgement, "messages-removed").severity()).isEqualTo(Severity.HIGH);
  }

  @Test
  void aStoreWithNothingInCommonIsNoEarlierStateOfIt() throws Exception {
    Manifest before = mac();
    days(1);
    sql(home.mac, "UPDATE message SET guid = lower(guid)");
    Judgement judgement = lab.judge(before, mac());
    Finding finding = only(judgement, "store-replaced");
    assertThat(finding.statement()).contains("another store");
    assertThat(finding.observations())
        .contains("no message of the first snapshot is in the second");
    assertThat(finding.alternatives()).anyMatch(each -> each.contains("under this label"));
    assertThat(of(judgement, home.workGuids.get(0)).observations().get(0))
        .startsWith("no message of the first snapshot is in the second, and");
  }

  @Test
  void nobodyTakesBackWhatWentAsATextMessage() throws Exception {
    String text = home.world.receive(home.work, home.ben, Service.SMS, "by text");
    String app = home.world.receive(home.work, home.ben, "as iMessage");
    home.world.sync();
    days(60);
    Manifest before = mac();
    days(5);
    home.world.unsend(text);
    home.world.unsend(app);
    home.world.sync();
    Judgement judgement = lab.judge(before, mac());
    Finding finding = only(judgement, "unsent-on-other-service");
    assertThat(finding.severity()).isEqualTo(Severity.MEDIUM);
    assertThat(of(judgement, text).confidence()).isEqualTo(Confidence.POSSIBLE);
    // The other is unsent as far as the store says, and the store's own dates speak against it.
    assertThat(of(judgement, app).confidence()).isEqualTo(Confidence.SUPPORTED);
    assertThat(only(judgement, "message-unsent").against())
        .anyMatch(each -> each.contains("two minutes"));
  }

  @Test
  void whatWasMovedAndRewrittenCountsAsBoth() throws Exception {
    Manifest before = mac();
    days(1);
    String guid = home.workGuids.get(2);
    home.mac.deleteMessages(List.of(guid));
    home.mac.tamper(guid, "I agree to everything");
    Judgement judgement = lab.judge(before, mac());
    assertThat(only(judgement, "message-altered").severity()).isEqualTo(Severity.HIGH);
    assertThat(judgement.diff().count(ChangeKind.ALTERED)).isEqualTo(1);
    assertThat(judgement.diff().count(ChangeKind.RECENTLY_DELETED)).isEqualTo(1);
    assertThat(DiffJson.of(judgement).at("/summary/messages/altered").asLong()).isEqualTo(1);
  }

  @Test
  void aTabletThatIsFilledAnewIsNoWitness() throws Exception {
    other();
    days(1);
    home.other.replaceStore(0.3);
    days(1);
    other();
    days(1);
    Manifest before = mac();
    days(1);
    List<String> some = home.workGuids.subList(0, 6);
    outright(home.mac, some);
    home.world.advance(Duration.ofHours(3));
    home.world.sync();
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, some, Cause.SYNC_PROPAGATED, Confidence.POSSIBLE);
    assertThat(of(judgement, some.get(0)).rule()).isEqualTo("sync-propagated");
  }

  @Test
  void whatATabletThatIsFilledAnewDoesNotHoldYetIsNotLost() throws Exception {
    Manifest holder = mac();
    Manifest first = other();
    home.world.advance(Duration.ofHours(5));
    home.other.replaceStore(0.4);
    home.world.advance(Duration.ofHours(5));
    Manifest filling = other();
    try (SnapshotView held = lab.view(holder);
        SnapshotView now = lab.view(filling);
        SnapshotView then = lab.view(first)) {
      Disagreement found = Disagreements.between(held, now, List.of(then), 2).orElseThrow();
      assertThat(found.messages()).isPositive();
      assertThat(found.lost()).isZero();
    }
  }

  @Test
  void aTabletWithSyncOffIsNoWitness() throws Exception {
    other();
    days(1);
    List<String> some = home.workGuids.subList(0, 6);
    Preferences.write(home.other.library(), new Preferences.Sync(false, Optional.empty(), 0));
    days(1);
    outright(home.other, some);
    other();
    days(1);
    Manifest before = mac();
    days(1);
    outright(home.mac, some);
    home.world.advance(Duration.ofHours(3));
    Preferences.write(
        home.mac.library(), new Preferences.Sync(true, Optional.of(home.world.now()), 1.0));
    home.mac.store().deletions().drainQueues();
    Judgement judgement = lab.judge(before, mac());
    assertThat(of(judgement, some.get(0)).rule()).isEqualTo("sync-propagated");
  }

  @Test
  void clocksOfTwoDevicesAreNotCompared() throws Exception {
    other();
    days(2);
    Manifest before = mac();
    home.world.advance(Duration.ofHours(2));
    List<String> some = home.workGuids.subList(0, 6);
    home.mac.deleteOutright(some);
    home.world.sync();
    home.world.advance(Duration.ofHours(1));
    lab.snapshot(home.other, home.world.now().minus(Duration.ofHours(5)));
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, some, Cause.SYNC_PROPAGATED, Confidence.POSSIBLE);
    assertThat(of(judgement, some.get(0)).against()).anyMatch(each -> each.contains("own clock"));
  }

  @Test
  void theQueueOfADeviceThatFollowsSupportsNothingByItself() throws Exception {
    Manifest before = mac();
    other();
    days(1);
    List<String> some = home.workGuids.subList(0, 6);
    outright(home.mac, some);
    Preferences.write(
        home.mac.library(), new Preferences.Sync(true, Optional.of(home.world.now()), 1.0));
    home.mac.store().deletions().drainQueues();
    outright(home.other, some);
    home.world.advance(Duration.ofHours(1));
    other();
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, some, Cause.SYNC_PROPAGATED, Confidence.POSSIBLE);
  }

  @Test
  void removalsOfOtherMessagesAreNotCountedForThese() throws Exception {
    Manifest before = mac();
    days(1);
    List<String> newcomers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      newcomers.add(home.world.receive(home.family, home.mother, "advertisement " + i));
    }
    home.world.sync();
    byHand(home.mac, newcomers);
    home.world.sync();
    days(1);
    List<String> some = home.workGuids.subList(0, 6);
    byHand(home.other, some);
    home.world.sync();
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertThat(some).allMatch(guid -> of(judgement, guid).cause() == Cause.SYNC_PROPAGATED);
  }

  @Test
  void removalsOfWhatLayInRecentlyDeletedAreNotCountedForOthers() throws Exception {
    List<String> binned = home.familyGuids.subList(0, 6);
    home.mac.deleteMessages(binned);
    home.world.sync();
    Manifest before = mac();
    days(1);
    for (String guid : binned) {
      for (int part = 0; part < 2; part++) {
        sql(
            home.mac,
            "INSERT INTO unsynced_removed_recoverable_messages(chat_guid, message_guid, part_index)"
                + " VALUES ('x', ?, ?)",
            guid,
            part);
      }
    }
    home.mac.store().deletions().purge(binned, false);
    List<String> some = home.workGuids.subList(0, 5);
    home.other.deleteOutright(some);
    home.world.sync();
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, some, Cause.DELETED_ON_THIS_DEVICE, Confidence.POSSIBLE);
  }

  @Test
  void aLimitThatWasLiftedSweptNothingAfterwards() throws Exception {
    Preferences.write(
        home.mac.library(), new Preferences.Retention(OptionalInt.of(30), OptionalInt.empty()));
    Manifest before = mac();
    days(1);
    Preferences.write(
        home.mac.library(), new Preferences.Retention(OptionalInt.of(0), OptionalInt.empty()));
    days(2);
    List<String> all = new ArrayList<>(home.mac.guids());
    byHand(home.mac, all);
    home.world.sync();
    home.world.receive(home.family, home.mother, "hello");
    days(30);
    Judgement judgement = lab.judge(before, mac());
    Attribution said = of(judgement, home.workGuids.get(0));
    assertThat(said.confidence()).isEqualTo(Confidence.POSSIBLE);
    assertThat(said.against()).anyMatch(each -> each.contains("for ever"));
    assertThat(said.against()).anyMatch(each -> each.contains("queued as many removals"));
  }

  @Test
  void aBlockedThreadMayHaveBeenDeletedByHand() throws Exception {
    sql(home.mac, "UPDATE chat SET is_blackholed = 1 WHERE chat_identifier = ?", "+15550117");
    Manifest before = mac();
    days(1);
    home.mac.deleteThread(home.work);
    days(1);
    home.mac.purgeThread(home.work);
    home.world.sync();
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, home.workGuids, Cause.SYSTEM_CLEANUP, Confidence.POSSIBLE);
    assertThat(of(judgement, home.workGuids.get(0)).against())
        .anyMatch(each -> each.contains("queued as many removals"));
  }

  @Test
  void aSecondCopyMayHaveBeenDeletedByHand() throws Exception {
    String first = home.world.receive(home.work, home.ben, "ok");
    home.world.receive(home.work, home.ben, Service.SMS, "ok");
    home.world.sync();
    days(1);
    Manifest before = mac();
    days(1);
    byHand(home.mac, List.of(first));
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, List.of(first), Cause.SYSTEM_CLEANUP, Confidence.POSSIBLE);
  }

  @Test
  void syncMayHaveBeenOnBetweenTwoSnapshotsWithoutIt() throws Exception {
    live(false, Generation.MACOS_26);
    Manifest before = mac();
    days(1);
    Preferences.write(
        home.mac.library(), new Preferences.Sync(true, Optional.of(home.world.now()), 1.0));
    days(1);
    List<String> some = home.workGuids.subList(0, 6);
    outright(home.mac, some);
    home.mac.store().deletions().forgetTombstones(some);
    Preferences.write(
        home.mac.library(), new Preferences.Sync(false, Optional.of(home.world.now()), 1.0));
    days(1);
    Judgement judgement = lab.judge(before, mac());
    assertSaid(judgement, some, Cause.DELETED_ON_THIS_DEVICE, Confidence.POSSIBLE);
    assertThat(of(judgement, some.get(0)).alternatives()).contains(Cause.SYNC_PROPAGATED);
  }

  @Test
  void rowsPastTheCounterMayBeThoseOfAnEarlierState() throws Exception {
    Path earlier = lab.copy(home.mac, home.world.now());
    days(1);
    home.mac.deleteThread(home.work);
    days(1);
    home.mac.purgeThread(home.work);
    home.world.sync();
    days(1);
    Manifest before = mac();
    days(1);
    home.mac.store().restoreFrom(earlier.resolve("chat.db"));
    days(1);
    Finding finding = only(lab.judge(before, mac()), "rows-past-counter");
    assertThat(finding.alternatives()).contains("an earlier state of the store was restored");
    assertThat(finding.observations()).anyMatch(each -> each.contains("deleted_messages"));
  }

  @Test
  void aDateOfDeletionThatIsTheMessagesOwnIsNotBelieved() throws Exception {
    home.mac.deleteMessages(home.workGuids);
    sql(
        home.mac,
        "UPDATE chat_recoverable_message_join SET delete_date ="
            + " (SELECT date FROM message WHERE ROWID = message_id)");
    Manifest before = mac();
    days(20);
    home.mac.store().deletions().purge(home.workGuids, false);
    days(15);
    Judgement judgement = lab.judge(before, mac());
    Attribution said = of(judgement, home.workGuids.get(0));
    assertThat(said.cause()).isEqualTo(Cause.RECENTLY_DELETED);
    assertThat(said.observations()).noneMatch(each -> each.contains("since"));
    assertThat(said.confidence()).isEqualTo(Confidence.POSSIBLE);
  }

  @Test
  void anAddressThatTheSystemSpellsOtherwiseIsNoOtherSender() throws Exception {
    sql(home.mac, "UPDATE handle SET id = '(555) 555-0117' WHERE id = '+15550117'");
    Manifest before = mac();
    days(1);
    sql(home.mac, "UPDATE handle SET id = '+15555550117' WHERE id = '(555) 555-0117'");
    Manifest spelled = mac();
    Judgement judgement = lab.judge(before, spelled);
    assertThat(only(judgement, "sender-respelled").severity()).isEqualTo(Severity.LOW);
    assertThat(kinds(judgement)).doesNotContain("message-altered");
    assertThat(judgement.diff().count(ChangeKind.ALTERED)).isZero();
    days(1);
    sql(home.mac, "UPDATE handle SET id = '+15555550118' WHERE id = '+15555550117'");
    Judgement another = lab.judge(spelled, mac());
    assertThat(only(another, "message-altered").severity()).isEqualTo(Severity.HIGH);
    assertThat(kinds(another)).doesNotContain("sender-respelled");
    // A text that changed besides is no matter of spelling.
    home.mac.tamper(home.workGuids.get(3), "I agree to everything");
    Judgement both = lab.judge(before, mac());
    assertThat(only(both, "message-altered").statement()).startsWith("25 messages");
  }

  @Test
  void aFileThatLeftWithSyncOffMayBeInNoCloud() throws Exception {
    live(false, Generation.MACOS_26);
    Manifest before = mac();
    days(1);
    home.mac.offload(home.withFile);
    Finding finding = only(lab.judge(before, mac()), "attachment-offloaded");
    assertThat(finding.confidence()).contains(Confidence.POSSIBLE);
  }
}
