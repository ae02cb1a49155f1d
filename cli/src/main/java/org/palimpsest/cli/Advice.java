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
      Instant until = judgement.diff().from().asOf().plus(FUSE);
      return Optional.of(
          "open Recently Deleted in Messages on the device and recover the thread; it is emptied"
              + " about 30 days after the deletion, from "
              + Plain.time(until).substring(0, Plain.time(until).length() - 10)
              + " on");
    }
    if (gone > 0) {
      return Optional.of(
          live
              ? "look into Recently Deleted on every other device before it syncs, and keep every"
                  + " snapshot: they hold what is gone"
              : "keep every snapshot: the earlier one holds what is gone; then palimpsest report");
    }
    return Optional.empty();
  }
}
