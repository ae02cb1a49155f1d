package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.AttachmentChange;
import org.palimpsest.diff.ReshapedMessage;

/**
 * Says which attachments went from messages that are still there. One that goes with its message
 * shares that one's cause; one that its sender took back is told by the unsending.
 */
final class AttachmentLossStatement implements Statement {

  @Override
  public String sentence() {
    return "Says how many attachments are gone from messages that are there, otherwise as they were,"
        + " with fewer attachments than before.";
  }

  @Override
  public List<Draft> findings(Review review) {
    Set<String> fewer = new HashSet<>();
    for (ReshapedMessage message : review.diff().reshaped()) {
      // The number of attachments; another guid in an old one's place is no loss.
      if (message.after().detail() < message.before().detail()) {
        fewer.add(message.guid());
      }
    }
    List<Evidence> evidence = new ArrayList<>();
    long count = 0;
    for (AttachmentChange change : review.diff().attachments()) {
      boolean lost = change.kind() == AttachmentChange.Kind.REMOVED;
      if (lost && fewer.contains(change.message())) {
        count++;
        if (evidence.size() < Places.LISTED) {
          evidence.add(Places.guid(review.diff().from(), "attachment", change.guid()));
        }
      }
    }
    // Of what could not be read whole, absences say nothing.
    if (count == 0 || !review.diff().sameDevice() || !review.diff().complete()) {
      return List.of();
    }
    return List.of(
        new Draft(
                "attachment-removed",
                Severity.MEDIUM,
                Words.count(count, "attachment")
                    + Words.verb(
                        count,
                        " is gone from a message that is still there, and no unsending or edit"
                            + " accounts for it.",
                        " are gone from messages that are still there, and no unsending or edit"
                            + " accounts for them."))
            .observed(
                "the first snapshot has the rows, the second has not; text, sender and date of the"
                    + " messages are unchanged")
            .openWords(
                "a program other than Messages deleted them",
                "the system dropped them, as where a download is unfinished")
            .evidence(evidence));
  }
}
