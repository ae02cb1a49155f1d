package org.palimpsest.sync;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Judges devices. Recently Deleted empties after about 30 days, so a snapshot older than 7 days is
 * a warning and one older than 25 days a failure: what is deleted just after it may be gone for
 * good before the next one.
 */
public final class SyncCheck {

  private static final long WARN_DAYS = 7;
  private static final long FAIL_DAYS = 25;
  static final Duration SYNC_OVERDUE = Duration.ofDays(2);

  private SyncCheck() {}

  /** How grave an alarm is; the names match those of findings. */
  public enum Grade {
    /** To know. */
    INFO,
    /** To look at. */
    MEDIUM,
    /** To look at now. */
    HIGH
  }

  /**
   * Something about a device that its owner should know.
   *
   * @param kind lower case with hyphens
   * @param grade how grave
   * @param statement one sentence
   */
  public record Alarm(String kind, Grade grade, String statement) {}

  /**
   * What is said of a device.
   *
   * @param state what was read
   * @param ageDays age of the newest snapshot in whole days, -1 without one
   * @param verdict what a deletion now would mean
   * @param nextStep the one thing to do, in plain words
   * @param alarms the grounds
   * @param detail what is known beyond the figures
   */
  public record Judged(
      DeviceState state,
      long ageDays,
      Verdict verdict,
      String nextStep,
      List<Alarm> alarms,
      Detail detail) {}

  /** Judges one device by its figures alone. */
  public static Judged judge(DeviceState state, Instant now) {
    return judge(state, Detail.NONE, now);
  }

  /** Judges one device. */
  public static Judged judge(DeviceState state, Detail detail, Instant now) {
    List<Alarm> alarms = new ArrayList<>();
    long age =
        state
            .newest()
            .map(newest -> Math.max(0, Duration.between(newest.asOf(), now).toDays()))
            .orElse(-1L);
    snapshotAge(state, age, alarms);
    sync(state, now, alarms);
    retention(state, detail, alarms);
    lost(state, detail, alarms);
    alarms.addAll(DetailAlarms.of(state, detail));
    Verdict verdict = verdict(state, detail, age);
    return new Judged(
        state, age, verdict, nextStep(state, detail, age, verdict), List.copyOf(alarms), detail);
  }

  /** The gravest verdict of all devices. */
  public static Verdict worst(List<Judged> devices) {
    return devices.stream()
        .map(Judged::verdict)
        .max(Comparator.naturalOrder())
        .orElse(Verdict.UNKNOWN);
  }

  private static void snapshotAge(DeviceState state, long age, List<Alarm> alarms) {
    if (age < 0) {
      alarms.add(
          new Alarm(
              "no-snapshot",
              Grade.HIGH,
              "There is no snapshot of " + state.device() + "; " + otherHolder(state)));
    } else if (age > FAIL_DAYS) {
      alarms.add(
          new Alarm(
              "snapshot-overdue",
              Grade.HIGH,
              "The newest snapshot of "
                  + state.device()
                  + " shows the state of "
                  + age
                  + " days ago; Recently Deleted empties after about 30."));
    } else if (age > WARN_DAYS) {
      alarms.add(
          new Alarm(
              "snapshot-old",
              Grade.MEDIUM,
              "The newest snapshot of "
                  + state.device()
                  + " shows the state of "
                  + age
                  + " days ago."));
    }
  }

  private static String otherHolder(DeviceState state) {
    return switch (state.sync()) {
      case "on" -> "beside the device only sync holds its messages.";
      case "off" -> "nothing but the device itself holds its messages.";
      default -> "whether anything beside the device holds its messages is not known.";
    };
  }

  private static void sync(DeviceState state, Instant now, List<Alarm> alarms) {
    if (!state.sync().equals("on")) {
      return;
    }
    if (state.messages().stalled() > 0) {
      alarms.add(
          new Alarm(
              "uploads-stalled",
              Grade.MEDIUM,
              DetailAlarms.count(state.messages().stalled(), "message")
                  + " on "
                  + state.device()
                  + (state.messages().stalled() == 1 ? " is" : " are")
                  + " older than an hour and not uploaded"
                  + oversized(state.messages().oversized())));
    }
    if (state.lastSync().map(at -> at.isBefore(now.minus(SYNC_OVERDUE))).orElse(false)
        && state.live()) {
      alarms.add(
          new Alarm(
              "sync-overdue",
              Grade.INFO,
              state.device() + " last synchronised on " + state.lastSync().get() + "."));
    }
    if (state.downloadPermille() >= 0 && state.downloadPermille() < 1000) {
      alarms.add(
          new Alarm(
              "download-unfinished",
              Grade.MEDIUM,
              state.device()
                  + " has downloaded "
                  + state.downloadPermille() / 10
                  + " percent of what iCloud holds; what is not here yet is not lost."));
    }
  }

  private static String oversized(long count) {
    if (count < 0) {
      return "; messages above 40,960 bytes never are.";
    }
    return count == 0 ? "." : "; " + count + " of them, above 40,960 bytes, will never be.";
  }

  private static void retention(DeviceState state, Detail detail, List<Alarm> alarms) {
    if (state.retentionDays() > 0) {
      String seen =
          detail
              .retentionFirstSeen()
              .map(
                  at ->
                      " The setting was first seen on "
                          + DetailAlarms.day(at)
                          + detail
                              .retentionOtherwise()
                              .map(was -> ", and another one last on " + DetailAlarms.day(was))
                              .orElse("")
                          + ".")
              .orElse("");
      alarms.add(
          new Alarm(
              "retention-limited",
              Grade.MEDIUM,
              state.device()
                  + " deletes messages after "
                  + state.retentionDays()
                  + " days, here and, with sync on, everywhere."
                  + seen));
    }
  }

  /** What went and is not merely a tapback that was replaced. */
  private static long lost(DeviceState state, Detail detail) {
    return state.noLongerLive().orElse(0) - detail.tidied();
  }

  private static void lost(DeviceState state, Detail detail, List<Alarm> alarms) {
    if (lost(state, detail) > 0) {
      alarms.add(
          new Alarm(
              "no-longer-live",
              Grade.HIGH,
              lost(state, detail)
                  + " messages of the newest snapshot of "
                  + state.device()
                  + " are no longer on it."));
    }
    if (detail.unthreaded() > 0) {
      alarms.add(
          new Alarm(
              "in-no-thread",
              Grade.HIGH,
              DetailAlarms.count(detail.unthreaded(), "message")
                  + " of the newest snapshot of "
                  + state.device()
                  + (detail.unthreaded() == 1 ? " is" : " are")
                  + " in its store and in no thread any more, so Messages does not show "
                  + (detail.unthreaded() == 1 ? "it." : "them.")));
    }
    if (state.messages().recentlyDeleted() > 0) {
      alarms.add(
          new Alarm(
              "recently-deleted",
              Grade.MEDIUM,
              state.messages().recentlyDeleted()
                  + " messages lie in Recently Deleted on "
                  + state.device()
                  + " and will go after about 30 days."));
    }
    if (state.attachments().missing() > 0) {
      alarms.add(
          new Alarm(
              "attachments-missing",
              Grade.MEDIUM,
              state.attachments().missing()
                  + " attachments should be on "
                  + state.device()
                  + " and are not."));
    }
  }

  private static Verdict verdict(DeviceState state, Detail detail, long age) {
    boolean lostHere =
        detail.disagreements().stream()
            .anyMatch(each -> each.other().equals(state.device()) && each.lost() > 0);
    if (lost(state, detail) > 0 || detail.unthreaded() > 0 || lostHere) {
      return Verdict.LOSING;
    }
    if (!state.complete()) {
      return Verdict.UNKNOWN;
    }
    if (age < 0 || age > WARN_DAYS || state.notInAnySnapshot().orElse(0) > 0) {
      return Verdict.EXPOSED;
    }
    // A snapshot shows what was there when it was taken; only a reading of the device shows now.
    return state.live() ? Verdict.SAFE : Verdict.UNKNOWN;
  }

  private static String nextStep(DeviceState state, Detail detail, long age, Verdict verdict) {
    return switch (verdict) {
      case LOSING ->
          lost(state, detail) <= 0 && detail.unthreaded() == 0 && !detail.disagreements().isEmpty()
              ? "keep the device that still has them offline and take a snapshot of it:"
                  + " palimpsest snapshot --device "
                  + detail.disagreements().get(0).holder()
              : "run: palimpsest diff "
                  + state.device()
                  + ":latest --now SOURCE, to see what is gone; keep every snapshot";
      case UNKNOWN ->
          state.complete()
              ? "read the device itself: palimpsest check SOURCE --device " + state.device()
              : "find out what could not be read: palimpsest doctor";
      case EXPOSED ->
          age < 0
              ? "take a first snapshot: palimpsest snapshot --device " + state.device()
              : "take a snapshot now: palimpsest snapshot --device " + state.device();
      case SAFE -> "nothing to do; take the next snapshot within 7 days";
    };
  }
}
