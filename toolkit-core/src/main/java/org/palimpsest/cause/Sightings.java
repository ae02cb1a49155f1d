package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Words and weights that several rules about deletions share. */
final class Sightings {

  private Sightings() {}

  static String present(Witness witness) {
    return "it is still on " + witness.device() + " as of " + Words.day(witness.later());
  }

  static String goneToo(Witness witness) {
    return "it is gone from "
        + witness.device()
        + " too, where it was on "
        + Words.day(witness.earlier())
        + " and not on "
        + Words.day(witness.later());
  }

  /** What passed unseen between two snapshots that lie far apart, and what was old enough. */
  static void unseenExpiry(MessageChange gone, Comparison c, Ruling ruling) {
    if (c.hidesRecentlyDeleted()) {
      ruling.counter(
          "time-for-recently-deleted",
          c.inOrder()
              ? "the snapshots lie so far apart that it can have lain in Recently Deleted and"
                  + " expired from there in between"
              : "the order of the snapshots is not sure, so it can have lain in Recently Deleted"
                  + " and expired from there in between");
      ruling.open(Cause.RECENTLY_DELETED);
    }
    c.sweeps()
        .over(gone)
        .ifPresent(
            sweep ->
                ruling.counter("past-limit", "it was also older than allowed: " + sweep.basis()));
    if (!c.sweeps().isExcluded(gone)) {
      ruling.open(Cause.EXPIRED);
    }
    long missing = c.withoutRecord();
    if (missing > 0) {
      ruling.counter(
          "records-missing",
          Words.count(missing, "row")
              + " of those that went left no deletion record, and which ones is not known");
    }
    if (c.uploadsReset()) {
      ruling.counter("uploads-reset", "the upload marks of most messages were reset in between");
      ruling.open(Cause.STORE_REPLACED, Cause.NOT_DOWNLOADED);
    }
  }

  /**
   * What speaks for a hand where the system may have tidied: removals from Recently Deleted that
   * this device queued, and one of this very message that waits to be sent.
   */
  static void byHand(MessageChange gone, Comparison c, Ruling ruling) {
    if (c.diff().outbound().contains(gone.guid())) {
      ruling.counter(
          "waits-to-be-sent", "its removal waits in this device's queue to be sent to iCloud");
    }
    withdrawn(c, ruling);
  }

  /** The first of these alone: a sweep goes past Recently Deleted. */
  static void withdrawn(Comparison c, Ruling ruling) {
    if (c.withdrewAll()) {
      ruling.counter(
          "removals-queued-here",
          "this device queued as many removals from Recently Deleted itself, as a deletion by hand"
              + " does");
    }
  }

  /** The other devices that lost it in the same span, and nothing that tells who was first. */
  static List<Witness> losers(MessageChange gone, Comparison c) {
    return c.witnesses().stream().filter(witness -> witness.gone().contains(gone.guid())).toList();
  }

  static Optional<Witness> holder(MessageChange gone, Comparison c) {
    return c.witnesses().stream()
        .filter(witness -> witness.outbound().contains(gone.guid()))
        .findFirst();
  }
}
