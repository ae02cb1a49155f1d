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

class SyncCheckTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  /** A device that is well, read now, with a snapshot of that age. */
  private static DeviceState well(long ageDays) {
    return new DeviceState(
        "mac",
        true,
        "on",
        "com.apple.madrid CloudKitSyncingEnabled",
        Optional.of(NOW.minus(Duration.ofHours(1))),
        1000,
        0,
        new DeviceState.Messages(100, 100, 0, 0, 0),
        new DeviceState.Attachments(5, 2, 0, 1_000, true),
        ageDays < 0
            ? Optional.empty()
            : Optional.of(
                new DeviceState.Newest("a".repeat(64), NOW.minus(Duration.ofDays(ageDays)))),
        OptionalLong.of(0),
        OptionalLong.of(0),
        true);
  }

  private static DeviceState with(
      DeviceState state, DeviceState.Messages messages, OptionalLong notIn, OptionalLong gone) {
    return new DeviceState(
        state.device(),
        state.live(),
        state.sync(),
        state.basis(),
        state.lastSync(),
        state.downloadPermille(),
        state.retentionDays(),
        messages,
        state.attachments(),
        state.newest(),
        notIn,
        gone,
        state.complete());
  }

  private static List<String> alarms(SyncCheck.Judged judged) {
    return judged.alarms().stream().map(SyncCheck.Alarm::kind).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, SAFE, ''",
    "7, SAFE, ''",
    "8, EXPOSED, snapshot-old",
    "25, EXPOSED, snapshot-old",
    "26, EXPOSED, snapshot-overdue",
    "-1, EXPOSED, no-snapshot"
  })
  void theAgeOfTheNewestSnapshotDecides(long age, Verdict verdict, String alarm) {
    SyncCheck.Judged judged = SyncCheck.judge(well(age), NOW);
    assertEquals(verdict, judged.verdict());
    assertEquals(alarm.isEmpty() ? List.of() : List.of(alarm), alarms(judged));
  }

  @Test
  void messagesThatAreGoneMakeItLosing() {
    DeviceState state = with(well(1), well(1).messages(), OptionalLong.of(0), OptionalLong.of(3));
    SyncCheck.Judged judged = SyncCheck.judge(state, NOW);
    assertEquals(Verdict.LOSING, judged.verdict());
    assertTrue(judged.nextStep().contains("diff"));
    assertTrue(alarms(judged).contains("no-longer-live"));
  }

  @Test
  void messagesInNoSnapshotAreExposed() {
    DeviceState state = with(well(1), well(1).messages(), OptionalLong.of(3), OptionalLong.of(0));
    assertEquals(Verdict.EXPOSED, SyncCheck.judge(state, NOW).verdict());
  }

  @Test
  void stalledUploadsAndRecentlyDeletedAreSaid() {
    DeviceState.Messages messages = new DeviceState.Messages(100, 90, 10, 4, 2);
    DeviceState state = with(well(1), messages, OptionalLong.of(0), OptionalLong.of(0));
    assertEquals(
        List.of("uploads-stalled", "recently-deleted"), alarms(SyncCheck.judge(state, NOW)));
  }

  @Test
  void whatIsKnownFromASnapshotAloneIsNeverCalledSafe() {
    DeviceState live = well(1);
    DeviceState kept =
        new DeviceState(
            live.device(),
            false,
            live.sync(),
            live.basis(),
            live.lastSync(),
            500,
            30,
            live.messages(),
            new DeviceState.Attachments(1, 0, 2, 10, true),
            live.newest(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            true);
    SyncCheck.Judged judged = SyncCheck.judge(kept, NOW);
    assertEquals(Verdict.UNKNOWN, judged.verdict());
    assertEquals(
        List.of("download-unfinished", "retention-limited", "attachments-missing"), alarms(judged));
  }

  @Test
  void whatCouldNotBeReadIsUnknown() {
    DeviceState live = well(1);
    DeviceState torn =
        new DeviceState(
            live.device(),
            true,
            "unknown",
            "",
            Optional.empty(),
            -1,
            -1,
            live.messages(),
            live.attachments(),
            live.newest(),
            live.notInAnySnapshot(),
            live.noLongerLive(),
            false);
    assertEquals(Verdict.UNKNOWN, SyncCheck.judge(torn, NOW).verdict());
    var json = CheckJson.of(List.of(SyncCheck.judge(torn, NOW), SyncCheck.judge(well(-1), NOW)));
    assertEquals("palimpsest/check/1", json.path("schema").asText());
    assertTrue(json.path("devices").path(0).path("retentionDays").isNull());
    assertTrue(json.path("devices").path(1).path("snapshot").path("latest").isNull());
    assertEquals(
        SyncCheck.worst(List.of(SyncCheck.judge(torn, NOW), SyncCheck.judge(well(-1), NOW))).word(),
        json.path("verdict").asText());
    assertEquals(Verdict.UNKNOWN, SyncCheck.worst(List.of()));
  }
}
