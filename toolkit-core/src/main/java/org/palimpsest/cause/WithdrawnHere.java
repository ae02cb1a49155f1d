package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/** A device counts the removals from Recently Deleted that it itself queued, and never down. */
final class WithdrawnHere implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "withdrawn-here",
          "When this device queued at least as many removals from Recently Deleted as ordinary messages"
              + " went, within a time too short for expiry, they were taken out for good on this"
              + " device, even if the queue was sent and emptied since.",
          List.of(
              "the counter of unsynced_removed_recoverable_messages grew by at least the number of"
                  + " ordinary messages that went and of those that may have come and gone unseen",
              "less than 29 days lie between the snapshots",
              "the message was not in Recently Deleted in the first snapshot"),
          List.of(
              "the message had gone from another device while it was still here",
              "another device of the account counted as many removals",
              "messages that lay in Recently Deleted in the first snapshot went too"),
          "The table queues removals that this device made and has not uploaded (known); its counter"
              + " never falls (SQLite). That a device which follows another's removal does not write"
              + " to it is inferred from its purpose.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    long withdrawn = c.withdrawals();
    if (!c.withdrewAll() || c.hidesRecentlyDeleted() || gone.had(Facets.RECENTLY_DELETED)) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.DELETED_ON_THIS_DEVICE, Confidence.SUPPORTED)
            .ground(
                "removals-queued-here",
                "this device queued "
                    + Words.count(withdrawn, "removal")
                    + " from Recently Deleted between the two snapshots (counter of"
                    + " unsynced_removed_recoverable_messages)")
            .open(Cause.SYNC_PROPAGATED);
    if (c.recentlyDeletedWent()) {
      ruling.counter(
          "others-withdrawn",
          "messages that lay in Recently Deleted in the first snapshot went too, and a removal can be"
              + " queued more than once, so the removals may be of those");
    }
    for (Witness witness : c.witnesses()) {
      if (witness.goneBefore().containsKey(gone.guid())) {
        ruling.counter(
            "gone-elsewhere-first",
            "it had gone from " + witness.device() + " while it was still here");
      } else if (witness.gone().contains(gone.guid())
          && witness.withdrawals() >= c.ordinaryGone()) {
        ruling.counter(
            "removals-queued-elsewhere", witness.device() + " queued as many removals itself");
      }
    }
    Sightings.unseenExpiry(gone, c, ruling);
    return Optional.of(ruling);
  }
}
