package org.palimpsest.cause;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Another device shows that it was the first to lose the message, or queued its removal. */
final class DeletedElsewhere implements CauseRule {

  /** Clocks of devices are not compared; so far apart, their order is not in doubt. */
  private static final Duration CLOCKS = Duration.ofDays(1);

  private static final RuleText TEXT =
      new RuleText(
          "deleted-elsewhere",
          "When another device of the account had lost or hidden the message while it was still here,"
              + " or holds the queued removal, or counted the removals that this device did not, the"
              + " deletion reached this device from there through sync.",
          List.of(
              "Messages in iCloud was not off on this device",
              "another device of the same account had lost the message, or moved it to Recently"
                  + " Deleted, while this one still showed it; or its queue there holds the removal;"
                  + " or it counted at least as many removals from Recently Deleted as ordinary"
                  + " messages went, and this one counted none",
              "of a device with sync off, in the middle of its first download, or whose store was"
                  + " replaced, absence says nothing"),
          List.of(
              "only the other device's queue says so",
              "the two devices were read less than a day apart",
              "a removal of it waits in this device's own queue too",
              "this device queued as many removals from Recently Deleted itself",
              "the device's last recorded synchronisation lies before the first snapshot"),
          "Changes such as deletions travel where sync is on (known). Which of two devices that lost a"
              + " message in the same span was the first cannot be told from either store alone.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (c.to().syncOff() || c.from().syncOff()) {
      return Optional.empty();
    }
    boolean waitsHere = c.diff().outbound().contains(gone.guid());
    Ruling ruling =
        Ruling.of(Cause.SYNC_PROPAGATED, Confidence.SUPPORTED).open(Cause.DELETED_ON_THIS_DEVICE);
    boolean told = false;
    boolean onlyQueued = true;
    boolean clear = false;
    for (Witness witness : c.witnesses()) {
      if (witness.goneBefore().containsKey(gone.guid())) {
        told = true;
        onlyQueued = false;
        clear |= !witness.earlier().plus(CLOCKS).isAfter(c.start());
        ruling.ground(
            "gone-elsewhere-first",
            "on "
                + witness.device()
                + " it was gone or in Recently Deleted on "
                + Words.day(witness.earlier())
                + ", while this device still showed it");
      } else if (witness.outbound().contains(gone.guid()) && !waitsHere && !withdrawnHere(c)) {
        told = true;
        ruling.ground(
            "outbound-elsewhere",
            "on " + witness.device() + " its removal waits in the queue to be sent to iCloud");
      } else if (witness.gone().contains(gone.guid())
          && c.withdrawals() == 0
          && witness.withdrawals() > 0
          && witness.withdrawals() >= c.ordinaryGone()) {
        told = true;
        onlyQueued = false;
        clear = true;
        ruling.ground("gone-elsewhere", Sightings.goneToo(witness));
        ruling.ground(
            "removals-queued-elsewhere",
            witness.device()
                + " queued "
                + Words.count(witness.withdrawals(), "removal")
                + " from Recently Deleted in that time, and this device none");
      }
    }
    if (!told) {
      return Optional.empty();
    }
    if (onlyQueued) {
      ruling.counter(
          "queue-alone",
          "a device that follows another's deletion may hold it in its queue for a time too");
    } else if (!clear) {
      ruling.counter(
          "clocks",
          "the two devices were read less than a day apart, each by its own clock, so which was first"
              + " is not sure");
    }
    if (waitsHere) {
      ruling.counter(
          "waits-to-be-sent",
          "a removal of it waits in this device's own queue too, as its triggers write on any delete");
    }
    if (withdrawnHere(c)) {
      ruling.counter(
          "removals-queued-here",
          "this device queued as many removals from Recently Deleted itself");
    }
    SyncPropagated.common(gone, c, ruling);
    return Optional.of(ruling);
  }

  private static boolean withdrawnHere(Comparison c) {
    return c.withdrewAll();
  }
}
