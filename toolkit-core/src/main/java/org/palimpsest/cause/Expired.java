package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** The retention setting removes what is older than its limit, in all threads alike. */
final class Expired implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "expired",
          "A message older than a retention limit that is set, here in either snapshot or on another"
              + " device of the account, went, and nothing as old as what went is left in any thread:"
              + " the clean cut of a sweep.",
          List.of(
              "a device of the account keeps messages for a limited time, by its settings, or (possible"
                  + " only) no setting is known and the cut lies where one of 30 or 365 days would"
                  + " put it",
              "the message was older than that at the second snapshot",
              "no message as old as the newest of those that went is left in any thread"),
          List.of(
              "the message was past the limit long before the first snapshot, under the same setting",
              "older messages are left in other threads, and only this thread is cut clean",
              "the limit is set only in the first snapshot or on another device, and what is set in its"
                  + " stead is longer, or for ever",
              "this device queued as many removals from Recently Deleted, past which a sweep goes"),
          "Retention deletes from iCloud and every device (reported). On a Mac the setting is in"
              + " com.apple.iChat or com.apple.MobileSMS; from iOS 17 on SSKeepMessages goes before"
              + " KeepMessageForDays.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    List<Sweep> sweeps = c.sweeps().all();
    for (Sweep sweep : sweeps) {
      boolean expected = sweep == sweeps.get(0);
      Optional<Ruling> ruling = judge(gone, c, sweep, expected);
      if (ruling.isPresent()) {
        return expected
            ? ruling
            : ruling.map(
                each ->
                    each.counter(
                        "limits-differ", "not every setting says so: " + sweeps.get(0).basis()));
      }
    }
    return Optional.empty();
  }

  /** By a limit that is not the one expected, only a cut through all threads counts. */
  private static Optional<Ruling> judge(
      MessageChange gone, Comparison c, Sweep sweep, boolean expected) {
    if (!sweep.isPastLimit(gone)) {
      return Optional.empty();
    }
    boolean inThread = expected && !c.threadRemoved(gone) && sweep.isCleanInThread(gone);
    if (!sweep.isClean() && !(inThread && sweep.isStated())) {
      return Optional.empty();
    }
    Ruling ruling = Ruling.of(Cause.EXPIRED, Confidence.SUPPORTED);
    if (sweep.isStated()) {
      ruling.ground("retention-set", sweep.basis());
      ruling.ground("past-limit", "the message was older than that");
    } else {
      ruling.ground(
          "cut-at-limit",
          "everything older than about "
              + sweep.days()
              + " days went, from several threads at once");
      ruling.counter("no-setting-known", "no setting that limits the time is known");
    }
    if (sweep.isClean()) {
      ruling.ground("clean-cut", "nothing as old as what went is left in any thread");
    } else {
      ruling.ground("clean-cut-in-thread", "nothing that old is left in this thread");
      ruling.counter("older-elsewhere", "messages as old are left in other threads");
    }
    if (sweep.outlivedLimit(gone)) {
      ruling.counter(
          "outlived-limit",
          "it had been past the limit before the first snapshot, which showed it");
    }
    if (sweep.isStated() && c.to().retentionDays() == 0 && c.from().retentionDays() > 0) {
      ruling.counter(
          "limit-lifted",
          "the second snapshot keeps messages for ever, so a sweep must have come before that was set");
    }
    Sightings.withdrawn(c, ruling);
    if (!c.inOrder()) {
      ruling.counter("clock", "the times that the snapshots show are out of order");
    }
    return Optional.of(ruling.open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED));
  }
}
