package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/** What the system holds for junk it removes by itself. */
final class JunkCleanup implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "junk-cleanup",
          "A message marked as spam, or of a thread that the system treats as junk or blocks, that"
              + " goes without a removal being queued here is what the system clears away by itself.",
          List.of(
              "the message is marked as spam, or its thread is with one person whose chat row is marked"
                  + " as blocked, as deleting what comes in, or as reported or detected as junk",
              "no removal of it waits on this device to be sent, and none was queued"),
          List.of(
              "its removal waits on this device to be sent, or as many removals from Recently Deleted"
                  + " were queued here, as after a deletion by hand",
              "other messages of the thread are not so marked"),
          "is_spam, is_blackholed and is_deleting_incoming_messages are read by their names; when the"
              + " system removes junk is not documented.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    boolean junkThread = c.behind().junk().contains(gone.thread());
    if (!junkThread && !gone.had(Facets.SPAM)) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.SYSTEM_CLEANUP, Confidence.SUPPORTED)
            .ground(
                "held-for-junk",
                junkThread
                    ? "the system treats the thread as junk, or blocks it"
                    : "the message is marked as spam")
            .open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED);
    Sightings.byHand(gone, c, ruling);
    if (!junkThread && !c.onlyOfThread(gone, each -> each.had(Facets.SPAM))) {
      ruling.counter("others-not-spam", "messages that are not so marked went from the thread too");
    }
    return Optional.of(ruling);
  }
}
