package org.palimpsest.sync;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.palimpsest.sync.SyncCheck.Alarm;
import org.palimpsest.sync.SyncCheck.Grade;

/** What a device's series, its storage and its fellow devices give reason to say. */
final class DetailAlarms {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private DetailAlarms() {}

  static List<Alarm> of(DeviceState state, Detail detail) {
    List<Alarm> alarms = new ArrayList<>();
    for (Turn turn : detail.turns()) {
      turn(state.device(), turn).ifPresent(alarms::add);
    }
    for (Disagreement each : detail.disagreements()) {
      alarms.add(disagreement(each));
    }
    for (String stranger : detail.strangers()) {
      alarms.add(
          new Alarm(
              "account-mismatch",
              Grade.INFO,
              state.device()
                  + " and "
                  + stranger
                  + " are used with different own addresses, so what one shows says nothing of the"
                  + " other's sync."));
    }
    for (String file : detail.unreadSettings()) {
      alarms.add(
          new Alarm(
              "settings-unreadable",
              Grade.MEDIUM,
              file
                  + " of "
                  + state.device()
                  + " could not be read, so what it says of sync or of how long messages are kept"
                  + " is not known."));
    }
    return alarms;
  }

  private static java.util.Optional<Alarm> turn(String device, Turn turn) {
    String span =
        " between "
            + day(turn.lastBefore())
            + " and "
            + day(turn.firstAfter())
            + ", by its snapshots.";
    return switch (turn.kind()) {
      case "sync-reset" ->
          java.util.Optional.of(
              new Alarm(
                  "sync-reset",
                  Grade.INFO,
                  "The upload marks of " + device + " were reset at once" + span));
      case "sync-switched" ->
          java.util.Optional.of(
              new Alarm(
                  "sync-switched",
                  Grade.INFO,
                  "Messages in iCloud on "
                      + device
                      + " changed from "
                      + turn.was()
                      + " to "
                      + turn.is()
                      + span));
      case "store-replaced" ->
          java.util.Optional.of(
              new Alarm(
                  "store-replaced",
                  Grade.INFO,
                  "Another store, or an earlier state, took the place of that on "
                      + device
                      + span));
      case "counter-fell" ->
          java.util.Optional.of(
              new Alarm(
                  "counter-fell",
                  Grade.INFO,
                  "The counter of messages on "
                      + device
                      + " fell while others of its store grew"
                      + span
                      + " Another store, or an earlier state that went on, shows this, and so does a"
                      + " number that was written; the diff of the two tells more."));
      default -> java.util.Optional.empty();
    };
  }

  private static Alarm disagreement(Disagreement each) {
    StringBuilder words = new StringBuilder();
    if (each.messages() > 0) {
      words
          .append(count(each.messages(), "message"))
          .append(" on ")
          .append(each.holder())
          .append(each.messages() == 1 ? " is" : " are")
          .append(" not on ")
          .append(each.other())
          .append(" as of ")
          .append(day(each.lostBy()));
      each.lostAfter()
          .ifPresent(
              at ->
                  words
                      .append("; ")
                      .append(each.lost())
                      .append(each.lost() == 1 ? " of them was" : " of them were")
                      .append(" there on ")
                      .append(day(at)));
      if (each.outbound() > 0) {
        words
            .append("; the removal of ")
            .append(each.outbound())
            .append(" waits there to be sent to iCloud");
      }
      words.append('.');
    }
    if (each.recentlyDeleted() > 0) {
      words
          .append(words.isEmpty() ? "" : " ")
          .append(count(each.recentlyDeleted(), "message"))
          .append(" shown on ")
          .append(each.holder())
          .append(each.recentlyDeleted() == 1 ? " lies" : " lie")
          .append(" in Recently Deleted on ")
          .append(each.other())
          .append('.');
    }
    boolean grave = each.lost() > 0 || each.outbound() > 0 || each.recentlyDeleted() > 0;
    return new Alarm("devices-disagree", grave ? Grade.HIGH : Grade.MEDIUM, words.toString());
  }

  static String count(long number, String noun) {
    return String.format(Locale.ENGLISH, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  static String day(Instant instant) {
    return DAY.format(instant);
  }
}
