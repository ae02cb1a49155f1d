package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** A removal that waits here to be uploaded was made, or at least applied, here. */
final class QueuedHere implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "queued-here",
          "A removal that waits in this device's queue to be sent to iCloud speaks for a deletion made"
              + " on this device.",
          List.of(
              "a row of sync_deleted_messages with a record id names the message in the second"
                  + " snapshot",
              "the message is not older than a retention limit, not junk and not tidied"),
          List.of(
              "the message had gone from another device while it was still here",
              "another device queued the same removal"),
          "sync_deleted_messages is this device's outbound queue (known). The trigger that fills it"
              + " fires on every delete, so a device that follows another's deletion may fill it too"
              + " before the row is cleared (inferred): the queue alone does not establish anything.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!c.diff().outbound().contains(gone.guid())) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.DELETED_ON_THIS_DEVICE, Confidence.SUPPORTED)
            .ground(
                "waits-to-be-sent",
                "its removal waits in this device's queue to be sent to iCloud"
                    + " (sync_deleted_messages, with a record id)")
            .open(Cause.SYNC_PROPAGATED);
    for (Witness witness : c.witnesses()) {
      if (witness.goneBefore().containsKey(gone.guid())) {
        ruling.counter(
            "gone-elsewhere-first",
            "it had gone from " + witness.device() + " while it was still here");
      } else if (witness.outbound().contains(gone.guid())) {
        ruling.counter(
            "outbound-elsewhere", "its removal waits on " + witness.device() + " as well");
      } else if (witness.present().contains(gone.guid())) {
        ruling.ground("still-elsewhere", Sightings.present(witness));
      }
    }
    Sightings.unseenExpiry(gone, c, ruling);
    return Optional.of(ruling);
  }
}
