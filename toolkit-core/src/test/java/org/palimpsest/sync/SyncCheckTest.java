package org.palimpsest.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
        new DeviceState.Messages(100, 100, 0, 0, 0, 0),
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

  @ParameterizedTest
  @CsvSource({"on, only sync holds", "off, nothing but the device itself", "unknown, is not known"})
  void whatHoldsTheMessagesOfADeviceWithoutSnapshotIsSaidAsFarAsKnown(String sync, String words) {
    DeviceState none = well(-1);
    DeviceState state =
        new DeviceState(
            none.device(),
            none.live(),
            sync,
            none.basis(),
            none.lastSync(),
            none.downloadPermille(),
            none.retentionDays(),
            none.messages(),
            none.attachments(),
            none.newest(),
            none.notInAnySnapshot(),
            none.noLongerLive(),
            none.complete());
    String said = SyncCheck.judge(state, NOW).alarms().get(0).statement();
    assertTrue(said.contains(words), said);
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
    DeviceState.Messages messages = new DeviceState.Messages(100, 90, 10, 4, 1, 2);
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

  private static DeviceState changed(UnaryOperator<Draft> change) {
    return change.apply(new Draft()).state();
  }

  /** The device that is well, with what one test says otherwise. */
  private static final class Draft {
    private boolean live = true;
    private String sync = "on";
    private Duration lastSync = Duration.ofHours(1);
    private long permille = 1000;
    private long retention;
    private DeviceState.Messages messages = well(1).messages();
    private DeviceState.Attachments attachments = well(1).attachments();
    private long gone;

    Draft live(boolean is) {
      live = is;
      return this;
    }

    Draft sync(String word) {
      sync = word;
      return this;
    }

    Draft lastSync(Duration ago) {
      lastSync = ago;
      return this;
    }

    Draft downloaded(long is) {
      permille = is;
      return this;
    }

    Draft keeps(long days) {
      retention = days;
      return this;
    }

    Draft stalled(long stalled, long oversized) {
      messages = new DeviceState.Messages(100, 100 - stalled, stalled, stalled, oversized, 0);
      return this;
    }

    Draft recentlyDeleted(long count) {
      messages = new DeviceState.Messages(100, 100, 0, 0, 0, count);
      return this;
    }

    Draft missing(long count) {
      attachments = new DeviceState.Attachments(5, 2, count, 1_000, true);
      return this;
    }

    Draft gone(long count) {
      gone = count;
      return this;
    }

    DeviceState state() {
      DeviceState well = well(1);
      return new DeviceState(
          well.device(),
          live,
          sync,
          well.basis(),
          Optional.of(NOW.minus(lastSync)),
          permille,
          retention,
          messages,
          attachments,
          well.newest(),
          OptionalLong.of(0),
          OptionalLong.of(gone),
          true);
    }
  }

  /**
   * A row of the risk matrix.
   *
   * @param alarm what it is called
   * @param fires a device on which it must be raised, and nothing else
   * @param silent one that comes as near as possible, on which nothing may be
   */
  private record Risk(String alarm, UnaryOperator<Draft> fires, UnaryOperator<Draft> silent) {
    @Override
    public String toString() {
      return alarm;
    }
  }

  static Stream<Risk> risks() {
    return Stream.of(
        new Risk("uploads-stalled", d -> d.stalled(1, 0), d -> d.stalled(1, 0).sync("off")),
        new Risk("uploads-stalled", d -> d.stalled(3, 2), d -> d.stalled(0, 0)),
        new Risk(
            "sync-overdue",
            d -> d.lastSync(SyncCheck.SYNC_OVERDUE.plusSeconds(1)),
            d -> d.lastSync(SyncCheck.SYNC_OVERDUE)),
        new Risk(
            "sync-overdue",
            d -> d.lastSync(Duration.ofDays(90)),
            d -> d.lastSync(Duration.ofDays(90)).live(false)),
        new Risk("download-unfinished", d -> d.downloaded(999), d -> d.downloaded(1000)),
        new Risk("download-unfinished", d -> d.downloaded(0), d -> d.downloaded(-1)),
        new Risk("retention-limited", d -> d.keeps(30), d -> d.keeps(0)),
        new Risk("retention-limited", d -> d.keeps(365), d -> d.keeps(-1)),
        new Risk("no-longer-live", d -> d.gone(1), d -> d.gone(0)),
        new Risk("recently-deleted", d -> d.recentlyDeleted(1), d -> d.recentlyDeleted(0)),
        new Risk("attachments-missing", d -> d.missing(1), d -> d.missing(0)));
  }

  @ParameterizedTest
  @MethodSource("risks")
  void eachRiskIsSaidWhereItIsAndNowhereElse(Risk risk) {
    assertEquals(List.of(risk.alarm()), alarms(SyncCheck.judge(changed(risk.fires()), NOW)));
    assertEquals(List.of(), alarms(SyncCheck.judge(changed(risk.silent()), NOW)));
  }

  @Test
  void whatIsTooLargeToBeUploadedIsCounted() {
    assertEquals(
        "3 messages on mac are older than an hour and not uploaded; 2 of them, above 40,960 bytes,"
            + " will never be.",
        SyncCheck.judge(changed(d -> d.stalled(3, 2)), NOW).alarms().get(0).statement());
    assertEquals(
        "1 message on mac is older than an hour and not uploaded.",
        SyncCheck.judge(changed(d -> d.stalled(1, 0)), NOW).alarms().get(0).statement());
    assertTrue(
        SyncCheck.judge(changed(d -> d.stalled(1, -1)), NOW)
            .alarms()
            .get(0)
            .statement()
            .endsWith("; messages above 40,960 bytes never are."));
  }

  private static Detail detail(long tidied, long unthreaded) {
    Detail none = Detail.NONE;
    return new Detail(
        none.threads(),
        none.storage(),
        none.turns(),
        none.retentionFirstSeen(),
        none.retentionOtherwise(),
        none.disagreements(),
        none.strangers(),
        none.unreadSettings(),
        tidied,
        unthreaded);
  }

  @Test
  void messagesThatNoThreadShowsAreLost() {
    SyncCheck.Judged judged = SyncCheck.judge(changed(d -> d.gone(0)), detail(0, 24), NOW);
    assertEquals(List.of("in-no-thread"), alarms(judged));
    assertEquals(Verdict.LOSING, judged.verdict());
    assertTrue(judged.nextStep().contains("diff"), judged.nextStep());
  }

  @Test
  void tapbacksThatWereReplacedAreNoLoss() {
    Detail tidied = detail(2, 0);
    assertEquals(List.of(), alarms(SyncCheck.judge(changed(d -> d.gone(2)), tidied, NOW)));
    assertEquals(
        List.of("no-longer-live"), alarms(SyncCheck.judge(changed(d -> d.gone(3)), tidied, NOW)));
  }
}
