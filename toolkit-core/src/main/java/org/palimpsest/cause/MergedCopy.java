package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Two copies of one message that were made one. */
final class MergedCopy implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "merged-copy",
          "A message of which an equal one (sender, text, time within two seconds) is still there"
              + " under another guid is a copy that was merged, as happens when one message arrived"
              + " on two services.",
          List.of(
              "an equal message is in the second snapshot under another guid",
              "supported when another service carried the copy that stayed"),
          List.of(
              "both copies came on the same service: somebody may have sent the words twice",
              "its removal waits on this device to be sent, or as many removals from Recently Deleted"
                  + " were queued here"),
          "The column was_deduplicated shows that the system merges copies; how is not documented"
              + " (inferred).");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    Behind.Copy copy = c.behind().copies().get(gone.guid());
    if (copy == null) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.SYSTEM_CLEANUP, Confidence.SUPPORTED)
            .ground(
                "equal-message-there",
                "an equal message of the same sender and time is still there, as " + copy.guid())
            .open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED);
    if (!copy.otherService()) {
      ruling.counter(
          "same-service", "both came on the same service, so the words may have been sent twice");
    }
    Sightings.byHand(gone, c, ruling);
    return Optional.of(ruling);
  }
}
