package org.palimpsest.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Cause;
import org.palimpsest.cause.Confidence;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.testdata.Generation;

/** What is concluded from two snapshots, and how sure it is said to be. */
class CausesTest {

  @TempDir Path folder;

  private interface Event {
    void happen(Household home) throws Exception;
  }

  /** Two devices, a snapshot of each before and after, judged for the first. */
  private Judgement judged(
      Generation generation, boolean sync, Event before, Event event, boolean upload)
      throws Exception {
    try (Household home = new Household(folder.resolve("world"), generation, sync)) {
      Lab lab = new Lab(folder.resolve("lab"));
      before.happen(home);
      Instant first = home.world.now();
      Manifest macBefore = lab.snapshot(home.mac, first);
      Manifest otherBefore = lab.snapshot(home.other, first);
      home.world.advance(Duration.ofDays(2));
      event.happen(home);
      home.world.advance(Duration.ofMinutes(5));
      if (upload) {
        home.world.sync();
      }
      home.world.advance(Duration.ofHours(1));
      Instant second = home.world.now();
      Manifest macAfter = lab.snapshot(home.mac, second);
      Manifest otherAfter = lab.snapshot(home.other, second);
      java.util.Objects.requireNonNull(otherBefore);
      java.util.Objects.requireNonNull(otherAfter);
      return lab.judge(macBefore, macAfter);
    }
  }

  private static Set<Cause> causes(Judgement judgement) {
    Set<Cause> causes = new TreeSet<>();
    judgement.diff().messages().stream()
        .filter(change -> change.kind() == ChangeKind.REMOVED)
        .forEach(change -> causes.add(attribution(judgement, change.guid()).cause()));
    return causes;
  }

  private static Attribution attribution(Judgement judgement, String guid) {
    return java.util.Objects.requireNonNull(judgement.attributions().get(guid));
  }

  private static Finding finding(Judgement judgement, String kind) {
    return judgement.findings().stream()
        .filter(each -> each.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static void purgeElsewhere(Household home) {
    home.other.deleteThread(home.family);
    home.other.purgeThread(home.family);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void aThreadPurgedElsewhereIsSupportedAsSyncAndTheOtherDeviceIsAWitness(Generation generation)
      throws Exception {
    Judgement judgement = judged(generation, true, home -> {}, CausesTest::purgeElsewhere, true);
    assertEquals(Set.of(Cause.SYNC_PROPAGATED), causes(judgement));
    Finding finding = finding(judgement, "thread-removed");
    assertEquals(Severity.HIGH, finding.severity());
    assertEquals(Confidence.SUPPORTED, finding.confidence().orElseThrow());
    assertTrue(
        finding.observations().stream().anyMatch(words -> words.contains("gone from other too")));
    assertFalse(finding.alternatives().isEmpty());
    assertTrue(judgement.hasFindingsAtOrAbove(Severity.HIGH));
    assertTrue(judgement.showsLoss());
  }

  @Test
  void aDeletionThatTheOtherDeviceNeverHeardOfIsOnlyPossiblyFromSync() throws Exception {
    // The other device was cut off, so it still has the thread and speaks against.
    Judgement judgement =
        judged(
            Generation.MACOS_26,
            true,
            home -> home.other.goOffline(),
            home -> {
              home.mac.deleteThread(home.family);
              home.mac.purgeThread(home.family);
            },
            true);
    for (var change : judgement.diff().messages()) {
      if (change.kind() == ChangeKind.REMOVED) {
        Attribution attribution = attribution(judgement, change.guid());
        assertFalse(attribution.confidence() == Confidence.ESTABLISHED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void aDeletionThatWaitsToBeSentWasMadeHere(Generation generation) throws Exception {
    Judgement judgement =
        judged(
            generation,
            true,
            home -> {},
            home -> {
              home.mac.goOffline();
              home.mac.deleteThread(home.family);
              home.mac.purgeThread(home.family);
            },
            false);
    assertTrue(causes(judgement).contains(Cause.DELETED_ON_THIS_DEVICE));
    assertFalse(causes(judgement).contains(Cause.SYNC_PROPAGATED));
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void withoutSyncADeletionIsOfThisDevice(Generation generation) throws Exception {
    Judgement judgement =
        judged(
            generation,
            false,
            home -> {},
            home -> home.mac.deleteOutright(home.workGuids.subList(0, 6)),
            false);
    assertEquals(Set.of(Cause.DELETED_ON_THIS_DEVICE), causes(judgement));
    assertEquals("messages-removed", judgement.findings().get(0).kind());
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void whatTheRetentionSettingSweepsIsExpired(Generation generation) throws Exception {
    Judgement judgement =
        judged(generation, true, home -> {}, home -> home.mac.sweepRetention(5), true);
    assertEquals(Set.of(Cause.EXPIRED), causes(judgement));
  }

  @Test
  void whatWasOlderThanTheLimitIsNeverSupportedAsSync() throws Exception {
    // A sweep, then a week without one: older messages are there, so the rule of expiry is silent.
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest before = lab.snapshot(home.mac, home.world.now());
      home.world.advance(Duration.ofDays(2));
      home.mac.sweepRetention(5);
      home.world.sync();
      Manifest after = lab.snapshot(home.mac, home.aWeekOn());
      Judgement judgement = lab.judge(before, after);
      assertTrue(judgement.showsLoss());
      judgement
          .attributions()
          .values()
          .forEach(
              attribution -> {
                // The sweep left a clean cut, which a week without one does not hide.
                assertEquals(Cause.EXPIRED, attribution.cause());
              });
    }
  }

  @Test
  void whatLayInRecentlyDeletedLeftFromThere() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_13,
            true,
            home -> home.mac.deleteThread(home.family),
            home -> {
              home.world.advance(Duration.ofDays(31));
              home.mac.expireRecentlyDeleted(Duration.ofDays(30));
              home.other.expireRecentlyDeleted(Duration.ofDays(30));
            },
            true);
    assertEquals(Set.of(Cause.RECENTLY_DELETED), causes(judgement));
  }

  @Test
  void aReplacedTapbackIsTheSystemsOwnTidying() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_26,
            true,
            home -> {},
            home -> home.world.tapback(home.family, home.mother, home.familyGuids.get(1), 2004),
            true);
    assertEquals(Set.of(Cause.SYSTEM_CLEANUP), causes(judgement));
    assertEquals(Severity.INFO, finding(judgement, "messages-removed").severity());
  }

  @Test
  void aTapbackOnAnotherPartReplacesNone() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_26,
            true,
            home -> {},
            home -> {
              home.world.tapback(home.family, home.mother, home.familyGuids.get(1), 2004);
              home.mac
                  .store()
                  .sql()
                  .run(
                      "UPDATE message SET associated_message_guid ="
                          + " replace(associated_message_guid, 'p:0/', 'p:1/') WHERE"
                          + " associated_message_type = 2004");
            },
            true);
    Attribution attribution = attribution(judgement, gone(judgement.diff()));
    assertEquals("tapback-without-message", attribution.grounds().get(0).id());
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void anUnfinishedDownloadIsNoDeletion(Generation generation) throws Exception {
    Judgement judgement =
        judged(generation, true, home -> {}, home -> home.mac.replaceStore(0.4), false);
    assertEquals(Set.of(Cause.NOT_DOWNLOADED), causes(judgement));
    assertFalse(judgement.hasFindingsAtOrAbove(Severity.HIGH));
  }

  @Test
  void aFreshDownloadThatLacksWhatWasNeverUploadedIsAReplacedStore() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_26,
            true,
            home -> home.world.send(home.work, "never uploaded"),
            home -> home.mac.replaceStore(1.0),
            false);
    assertEquals(Set.of(Cause.STORE_REPLACED), causes(judgement));
  }

  @Test
  void aRowTakenOutByAToolHasNoCauseThatTheDataShows() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_26,
            true,
            home -> {},
            home -> home.mac.tamperDelete(home.workGuids.get(5)),
            true);
    Attribution attribution = attribution(judgement, gone(judgement.diff()));
    assertFalse(attribution.confidence() == Confidence.ESTABLISHED);
  }

  private static String gone(Diff diff) {
    return diff.messages().stream()
        .filter(change -> change.kind() == ChangeKind.REMOVED)
        .findFirst()
        .orElseThrow()
        .guid();
  }

  @Test
  void aRewrittenTextIsAlteredAndNothingAccountsForIt() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_13,
            true,
            home -> {},
            home -> home.mac.tamper(home.workGuids.get(2), "I agree to everything"),
            true);
    Finding finding = finding(judgement, "message-altered");
    assertEquals(Severity.HIGH, finding.severity());
    assertEquals(Cause.UNDETERMINED, finding.cause().orElseThrow());
    assertFalse(judgement.showsLoss());
  }

  @Test
  void editsAndUnsendsAreSaidWithoutAlarm() throws Exception {
    Judgement judgement =
        judged(
            Generation.MACOS_26,
            true,
            home -> {},
            home -> {
              home.world.edit(home.familyGuids.get(2), "better words");
              home.world.unsend(home.familyGuids.get(4));
            },
            true);
    assertEquals(Severity.INFO, finding(judgement, "message-edited").severity());
    assertEquals(Cause.UNSENT, finding(judgement, "message-unsent").cause().orElseThrow());
    assertFalse(judgement.hasFindingsAtOrAbove(Severity.MEDIUM));
  }

  @Test
  void filesThatLeftAndFilesThatAreMissingAreToldApart() throws Exception {
    Judgement offloaded =
        judged(
            Generation.MACOS_26, true, home -> {}, home -> home.mac.offload(home.withFile), true);
    assertEquals(Cause.OFFLOADED, finding(offloaded, "attachment-offloaded").cause().orElseThrow());
  }

  @Test
  void aMissingFileIsAFindingWithoutACause() throws Exception {
    Judgement missing =
        judged(
            Generation.MACOS_26, true, home -> {}, home -> home.mac.loseFile(home.withFile), true);
    Finding finding = finding(missing, "attachment-missing");
    assertEquals(Severity.MEDIUM, finding.severity());
    assertTrue(finding.cause().isEmpty());
  }

  @Test
  void betweenTwoDevicesNothingIsCalledRemoved() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_26, false)) {
      Lab lab = new Lab(folder.resolve("lab"));
      home.other.deleteOutright(home.workGuids.subList(0, 3));
      Instant now = home.world.now();
      Manifest mac = lab.snapshot(home.mac, now);
      Manifest other = lab.snapshot(home.other, now);
      Diff diff = lab.diff(mac, other);
      assertFalse(diff.sameDevice());
      assertEquals(0, diff.count(ChangeKind.REMOVED));
      assertEquals(3, diff.count(ChangeKind.NOT_ON_DEVICE));
      Judgement judgement = lab.judge(mac, other);
      assertEquals("not-on-device", judgement.findings().get(0).kind());
      assertTrue(judgement.findings().get(0).cause().isEmpty());
    }
  }

  @Test
  void theSameStoreReadThroughANewerSchemaChangesNothing() throws Exception {
    try (Household home = new Household(folder.resolve("world"), Generation.MACOS_13, true)) {
      Lab lab = new Lab(folder.resolve("lab"));
      Manifest before = lab.snapshot(home.mac, home.world.now());
      home.mac.upgrade();
      Manifest after = lab.snapshot(home.mac, home.aWeekOn());
      Diff diff = lab.diff(before, after);
      assertEquals(List.of(), diff.messages());
      assertEquals(List.of(), diff.threads());
      assertEquals(List.of(), lab.judge(before, after).findings());
    }
  }
}
