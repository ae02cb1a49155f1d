package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.trace.RowFacts;

/** An audio message that is not kept goes by itself after it was played. */
final class ExpiredAudio implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "expired-audio",
          "An audio message marked to expire that goes while the thread's other messages stay is what"
              + " the system removes by itself after it was played.",
          List.of(
              "the row is an audio message and marked to expire",
              "the thread is still there",
              "supported when it had been played or was the owner's own, and nothing but such"
                  + " messages and tapbacks went from the thread"),
          List.of(
              "it had not been played",
              "other messages went from the thread as well",
              "its removal waits on this device to be sent, or as many removals from Recently Deleted"
                  + " were queued here"),
          "Audio messages that expire are deleted by the system (reported); what the values of"
              + " expire_state mean is not known.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!isExpiringAudio(gone) || (c.threadRemoved(gone) && !alone(gone, c))) {
      return Optional.empty();
    }
    RowFacts row = c.behind().rows().get(gone.guid());
    Ruling ruling =
        Ruling.of(Cause.SYSTEM_CLEANUP, Confidence.SUPPORTED)
            .ground("audio-marked-to-expire", "it is an audio message marked to expire")
            .open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED);
    if (row != null && row.played()) {
      ruling.ground("was-played", "it had been played");
    } else if (!gone.had(Facets.FROM_ME)) {
      ruling.counter("not-played", "the first snapshot does not show that it was played");
    }
    if (!alone(gone, c)) {
      ruling.counter("others-went", "other messages went from the thread as well");
    }
    Sightings.byHand(gone, c, ruling);
    return Optional.of(ruling);
  }

  static boolean isExpiringAudio(MessageChange change) {
    return change.had(Facets.AUDIO) && change.had(Facets.EXPIRABLE);
  }

  private static boolean alone(MessageChange gone, Comparison c) {
    return c.onlyOfThread(gone, each -> isExpiringAudio(each) || each.had(Facets.TAPBACK));
  }
}
