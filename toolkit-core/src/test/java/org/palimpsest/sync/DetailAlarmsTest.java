package org.palimpsest.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a series of snapshots and the other devices give reason to say, and what they do not. */
class DetailAlarmsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant EARLIER = NOW.minus(Duration.ofDays(9));

  private static final DeviceState MAC =
      new DeviceState(
          "mac",
          true,
          "on",
          "com.apple.madrid CloudKitSyncingEnabled",
          Optional.of(NOW),
          1000,
          0,
          new DeviceState.Messages(100, 100, 0, 0, 0, 0),
          new DeviceState.Attachments(5, 2, 0, 1_000, true),
          Optional.of(new DeviceState.Newest("a".repeat(64), NOW)),
          OptionalLong.of(0),
          OptionalLong.of(0),
          true);

  private static SyncCheck.Judged judged(
      List<Turn> turns, List<Disagreement> disagreements, List<String> strangers) {
    return judged(turns, disagreements, strangers, List.of());
  }

  private static SyncCheck.Judged judged(
      List<Turn> turns,
      List<Disagreement> disagreements,
      List<String> strangers,
      List<String> unreadSettings) {
    Detail none = Detail.NONE;
    return SyncCheck.judge(
        MAC,
        new Detail(
            none.threads(),
            none.storage(),
            turns,
            none.retentionFirstSeen(),
            none.retentionOtherwise(),
            disagreements,
            strangers,
            unreadSettings,
            0,
            0),
        NOW);
  }

  private static List<String> kinds(SyncCheck.Judged judged) {
    return judged.alarms().stream().map(SyncCheck.Alarm::kind).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "sync-reset, true",
    "sync-switched, true",
    "store-replaced, true",
    "counter-fell, true",
    "retention-changed, false",
    "schema-changed, false",
    "download-finished, false",
    "download-unfinished, false"
  })
  void aTurnOfTheStoreIsSaidAndOneThatAnotherRowSaysIsNot(String kind, boolean said) {
    Turn turn = new Turn(kind, EARLIER, NOW, "a".repeat(64), "b".repeat(64), "on", "off");
    SyncCheck.Judged judged = judged(List.of(turn), List.of(), List.of());
    assertEquals(said ? List.of(kind) : List.of(), kinds(judged));
    assertEquals(Verdict.SAFE, judged.verdict());
  }

  @Test
  void aPreferenceFileThatCannotBeReadIsSaid() {
    SyncCheck.Judged judged =
        judged(List.of(), List.of(), List.of(), List.of("com.apple.MobileSMS.plist"));
    assertEquals(List.of("settings-unreadable"), kinds(judged));
    assertEquals(SyncCheck.Grade.MEDIUM, judged.alarms().get(0).grade());
    assertTrue(judged.alarms().get(0).statement().startsWith("com.apple.MobileSMS.plist of mac "));
  }

  @Test
  void anotherAccountIsSaidAndIsNoDisagreement() {
    SyncCheck.Judged judged = judged(List.of(), List.of(), List.of("phone"));
    assertEquals(List.of("account-mismatch"), kinds(judged));
    assertEquals(
        "mac and phone are used with different own addresses, so what one shows says nothing of the"
            + " other's sync.",
        judged.alarms().get(0).statement());
  }

  private static Disagreement disagreement(
      String holder, String other, long messages, long lost, long outbound, long deleted) {
    return new Disagreement(
        holder,
        other,
        messages,
        lost,
        lost > 0 ? Optional.of(EARLIER) : Optional.empty(),
        NOW,
        outbound,
        deleted);
  }

  @Test
  void messagesThatWereNeverThereAreNoLoss() {
    SyncCheck.Judged judged =
        judged(List.of(), List.of(disagreement("phone", "mac", 2, 0, 0, 0)), List.of());
    assertEquals(List.of("devices-disagree"), kinds(judged));
    assertEquals(SyncCheck.Grade.MEDIUM, judged.alarms().get(0).grade());
    assertEquals(
        "2 messages on phone are not on mac as of 20 November 2026.",
        judged.alarms().get(0).statement());
    assertEquals(Verdict.SAFE, judged.verdict());
  }

  @Test
  void messagesThatThisDeviceLostMakeItLosing() {
    SyncCheck.Judged judged =
        judged(List.of(), List.of(disagreement("phone", "mac", 2, 1, 0, 0)), List.of());
    assertEquals(SyncCheck.Grade.HIGH, judged.alarms().get(0).grade());
    assertEquals(Verdict.LOSING, judged.verdict());
    SyncCheck.Judged other =
        judged(List.of(), List.of(disagreement("mac", "phone", 2, 1, 0, 0)), List.of());
    assertEquals(Verdict.SAFE, other.verdict());
  }

  @Test
  void aRemovalThatWaitsAndRecentlyDeletedAreGrave() {
    SyncCheck.Judged waits =
        judged(List.of(), List.of(disagreement("phone", "mac", 1, 0, 1, 0)), List.of());
    assertEquals(SyncCheck.Grade.HIGH, waits.alarms().get(0).grade());
    SyncCheck.Judged lies =
        judged(List.of(), List.of(disagreement("phone", "mac", 0, 0, 0, 1)), List.of());
    assertEquals(
        "1 message shown on phone lies in Recently Deleted on mac.",
        lies.alarms().get(0).statement());
  }

  @Test
  void withNothingToSayNothingIsSaid() {
    assertEquals(List.of(), kinds(judged(List.of(), List.of(), List.of())));
  }
}
