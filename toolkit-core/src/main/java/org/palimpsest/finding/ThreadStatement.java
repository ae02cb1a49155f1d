package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.MovedMessage;

/** Says which messages are shown in another thread now: regrouped rows are not a loss. */
final class ThreadStatement implements Statement {

  @Override
  public String sentence() {
    return "Says how many messages hang in another thread than before, which is not a loss.";
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
          List<Evidence> evidence = new ArrayList<>();
          for (MovedMessage move : moved.subList(0, Math.min(moved.size(), Places.LISTED))) {
            evidence.add(
                Places.place(review.diff().to(), "message", move.after().rowid(), move.guid()));
          }
          drafts.add(
              new Draft(
                      "messages-moved",
                      Severity.INFO,
                      Words.count(moved.size(), "message")
                          + Words.verb(moved.size(), " is", " are")
                          + " shown in another thread than before; none of"
                          + Words.verb(moved.size(), " it", " them")
                          + " is gone.")
                  .about(key)
                  .observed(
                      "the guids are in both snapshots; only the thread that shows them differs")
                  .observed(Places.note(moved.size()))
                  .openWords("threads were merged or split by the system")
                  .evidence(evidence));
        });
    return drafts;
  }
}
