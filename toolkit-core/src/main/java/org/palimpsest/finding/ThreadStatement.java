package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.MovedMessage;
import org.palimpsest.diff.ReshapedMessage;
import org.palimpsest.diff.ThreadChange;

/**
 * Says which messages are shown in another thread now, which is not a loss, and which are in none,
 * where nobody sees them.
 */
final class ThreadStatement implements Statement {

  @Override
  public String sentence() {
    return "Says how many messages hang in another thread than before, which is not a loss, and how"
        + " many of a thread are in none any more, though their rows are there; and how many threads"
        + " have another name, picture or other members.";
  }

  @Override
  public List<Draft> findings(Review review) {
    Map<String, List<MovedMessage>> moves = new LinkedHashMap<>();
    for (MovedMessage move : review.diff().moved()) {
      moves.computeIfAbsent(move.from() + " " + move.to(), key -> new ArrayList<>()).add(move);
    }
    List<Draft> drafts = new ArrayList<>();
    if (!review.diff().sameDevice()) {
      return drafts;
    }
    moves.forEach(
        (key, moved) -> {
          MovedMessage first = moved.get(0);
          Draft draft = first.orphaned() ? orphaned(review, moved) : moved(moved.size());
          drafts.add(
              draft
                  .about(key)
                  .observed(Places.note(moved.size()))
                  .observed(ShapeStatement.unasked(reshaped(review, moved)))
                  .evidence(evidence(review, moved)));
        });
    List<String> groups = review.diff().groups();
    if (!groups.isEmpty()) {
      drafts.add(
          new Draft(
                  "group-changed",
                  Severity.INFO,
                  Words.count(groups.size(), "thread")
                      + Words.verb(groups.size(), " has", " have")
                      + " another name, picture or other members than before.")
              .observed("its messages are judged by themselves")
              .evidence(List.of(Places.table(review.diff().to(), "chat"))));
    }
    return drafts;
  }

  private static Draft moved(int count) {
    return new Draft(
            "messages-moved",
            Severity.INFO,
            Words.count(count, "message")
                + Words.verb(count, " is", " are")
                + " shown in another thread than before; none of"
                + Words.verb(count, " it", " them")
                + " is gone.")
        .observed("the guids are in both snapshots; only the thread that shows them differs")
        .openWords(
            "threads were merged or split by the system",
            "a program other than Messages hung them there");
  }

  private static Draft orphaned(Review review, List<MovedMessage> moved) {
    String thread = moved.get(0).from();
    ThreadChange change = review.thread(thread);
    boolean whole = change != null && change.kind() == ThreadChange.Kind.REMOVED;
    int count = moved.size();
    return new Draft(
            "messages-in-no-thread",
            Severity.HIGH,
            (whole ? "The thread with " + people(review, thread) + " is gone: " : "")
                + Words.count(count, "message")
                + (whole ? " that it showed on " : " of the thread with ")
                + (whole ? Words.day(review.diff().from().asOf()) : people(review, thread))
                + Words.verb(count, " is", " are")
                + " in no thread on "
                + Words.day(review.diff().to().asOf())
                + "; "
                + Words.verb(count, "its row is", "their rows are")
                + " still there, and Messages shows "
                + Words.verb(count, "it", "them")
                + " nowhere.")
        .observed("the guids are in both snapshots, and no chat that is in the second holds them")
        .openWords(
            "the thread was deleted and its messages were left behind",
            "a program other than Messages took them out of the thread");
  }

  private static List<ReshapedMessage> reshaped(Review review, List<MovedMessage> moved) {
    Set<String> guids = new HashSet<>();
    moved.forEach(move -> guids.add(move.guid()));
    return review.diff().reshaped().stream()
        .filter(message -> guids.contains(message.guid()))
        .toList();
  }

  private static String people(Review review, String thread) {
    return Words.people(review.people(thread));
  }

  private static List<Evidence> evidence(Review review, List<MovedMessage> moved) {
    List<Evidence> evidence = new ArrayList<>();
    for (MovedMessage move : moved.subList(0, Math.min(moved.size(), Places.LISTED))) {
      evidence.add(Places.place(review.diff().to(), "message", move.after().rowid(), move.guid()));
    }
    return evidence;
  }
}
