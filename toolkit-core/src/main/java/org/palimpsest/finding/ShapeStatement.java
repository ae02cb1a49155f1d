package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.ReshapedMessage;

/** Says of which messages the text stayed and something else of the content did not. */
final class ShapeStatement implements Statement {

  @Override
  public String sentence() {
    return "Says how many messages have the same text, sender and date and are otherwise not the"
        + " same: first those of which an app's or a link's data were others before, then those that"
        + " waited to be sent at another time, then the rest.";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<ReshapedMessage> apps = new ArrayList<>();
    List<ReshapedMessage> rescheduled = new ArrayList<>();
    List<ReshapedMessage> rest = new ArrayList<>();
    List<ReshapedMessage> respelled = new ArrayList<>();
    for (ReshapedMessage message : review.diff().reshaped()) {
      if (message.app() == ReshapedMessage.App.CHANGED) {
        apps.add(message);
      }
      if (message.respelled()) {
        respelled.add(message);
      } else if (message.rescheduled()) {
        rescheduled.add(message);
      } else if (message.app() != ReshapedMessage.App.CHANGED && !message.moved()) {
        rest.add(message);
      }
    }
    List<Draft> drafts = new ArrayList<>();
    if (!review.diff().sameDevice()) {
      return drafts;
    }
    if (!apps.isEmpty()) {
      drafts.add(
          new Draft(
                  "app-data-changed",
                  Severity.MEDIUM,
                  Words.count(apps.size(), "message")
                      + Words.verb(apps.size(), " shows", " show")
                      + " other data of an app or a link than before, or none; "
                      + (apps.stream().anyMatch(ReshapedMessage::rescheduled)
                          ? "text and sender are the same."
                          : "text, sender and date are the same."))
              .observed("the column payload_data held other bytes in the first snapshot")
              .observed(Places.note(apps.size()))
              .openWords(
                  "the system fetched a link's preview anew",
                  "a program other than Messages changed them")
              .evidence(evidence(review, apps)));
    }
    if (!rescheduled.isEmpty()) {
      drafts.add(
          new Draft(
                  "message-rescheduled",
                  Severity.INFO,
                  Words.count(rescheduled.size(), "message")
                      + Words.verb(rescheduled.size(), " that was", " that were")
                      + " to be sent later"
                      + Words.verb(rescheduled.size(), " has", " have")
                      + " another time than before.")
              .observed(
                  "in the first snapshot schedule_type is set and is_sent is not; until it is sent,"
                      + " the time of such a message can be changed")
              .observed("text and sender are unchanged")
              .observed(Places.note(rescheduled.size()))
              .evidence(evidence(review, rescheduled)));
    }
    if (!respelled.isEmpty()) {
      drafts.add(
          new Draft(
                  "sender-respelled",
                  Severity.LOW,
                  Words.count(respelled.size(), "message")
                      + Words.verb(respelled.size(), " names its", " name their")
                      + " sender by another spelling of one address than before; what"
                      + Words.verb(respelled.size(), " it says", " they say")
                      + " is the same.")
              .observed(
                  "the two differ in case, punctuation or what stands before a number abroad; all else"
                      + " that goes into the content is the same in both rows")
              .observed(Places.note(respelled.size()))
              .openWords(
                  "the system rewrote the address",
                  "a program other than Messages did, and the numbers are two people's")
              .evidence(evidence(review, respelled)));
    }
    if (!rest.isEmpty()) {
      drafts.add(
          new Draft(
                  "message-reshaped",
                  Severity.INFO,
                  Words.count(rest.size(), "message")
                      + Words.verb(rest.size(), " says", " say")
                      + " what"
                      + Words.verb(rest.size(), " it", " they")
                      + " said, and what is around the text is not the same: a preview that came, an"
                      + " attachment, the form of the text, the unit of the date, or a further"
                      + " thread.")
              .observed("text, sender, date and edit history are unchanged")
              .observed(Places.note(rest.size()))
              .observed(unasked(rest))
              .evidence(evidence(review, rest)));
    }
    return drafts;
  }

  /** What is said of messages whose rows were not opened for this. */
  static List<String> unasked(List<ReshapedMessage> messages) {
    long count =
        messages.stream().filter(message -> message.app() == ReshapedMessage.App.NOT_ASKED).count();
    return count == 0
        ? List.of()
        : List.of(
            "of "
                + Words.count(count, "message")
                + " it was not looked up whether the data of an app or a link changed too; there"
                + " are too many");
  }

  private static List<Evidence> evidence(Review review, List<ReshapedMessage> messages) {
    List<Evidence> evidence = new ArrayList<>();
    for (ReshapedMessage each : messages.subList(0, Math.min(messages.size(), Places.LISTED))) {
      evidence.add(
          Places.place(review.diff().from(), "message", each.before().rowid(), each.guid()));
      evidence.add(Places.place(review.diff().to(), "message", each.after().rowid(), each.guid()));
    }
    return evidence;
  }
}
