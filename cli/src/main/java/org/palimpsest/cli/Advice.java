package org.palimpsest.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.finding.Judgement;

/** The first thing to do when something is gone. */
final class Advice {

  /** Recently Deleted is emptied after 30 to 40 days; the shorter is counted. */
  private static final Duration FUSE = Duration.ofDays(30);

  private Advice() {}

  /**
   * What to do first.
   *
   * @param live whether the comparison is with the device as it is now
   */
  static Optional<String> of(Judgement judgement, boolean live) {
    long hidden = judgement.diff().count(ChangeKind.RECENTLY_DELETED);
    long gone = judgement.diff().count(ChangeKind.REMOVED);
    if (hidden > 0) {
      return Optional.of(
          "open Recently Deleted in Messages on the device and recover the thread; it is emptied"
              + " about 30 days after the deletion, from "
              + day(judgement.diff().from().asOf().plus(FUSE))
              + " on");
    }
    if (gone > 0) {
      return Optional.of(
          live
              ? "look into Recently Deleted on every other device before it syncs"
                  + elsewhere(judgement)
                  + "; what was deleted since the earlier snapshot lies there until "
                  + day(judgement.diff().from().asOf().plus(FUSE))
                  + " or later; keep every snapshot: they hold what is gone"
              : "keep every snapshot: the earlier one holds what is gone; then palimpsest report");
    }
    return Optional.empty();
  }

  /** Where sync is on, what one device shows may be so on the others too. */
  private static String elsewhere(Judgement judgement) {
    String sync =
        judgement.diff().to().json().path("facts").path("messagesInICloud").asText("unknown");
    return sync.equals("on") ? " (Messages in iCloud is on, so they may have lost it too)" : "";
  }

  private static String day(Instant instant) {
    String time = Plain.time(instant);
    return time.substring(0, time.length() - " 00:00 UTC".length());
  }
}
