package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** The system never gives a row number twice; a writer that does is another one. */
final class NumberTaken implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "number-taken",
          "In a store that went on, another message under the row number of one that is gone shows that"
              + " a row was put in its place with a number chosen by the writer, which the system does"
              + " not do; no listed cause is named.",
          List.of(
              "the store went on: other messages kept their numbers, and the counter did not fall, or"
                  + " was written",
              "a message that is new in the second snapshot has the row number of the one gone"),
          List.of(),
          "AUTOINCREMENT never gives a number twice (SQLite, known).");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!c.numberTaken(gone)) {
      return Optional.empty();
    }
    return Optional.of(
        Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED)
            .ground(
                "number-taken",
                "another message has its row number now, in a store that went on: a row was put in its"
                    + " place by a writer that chose the number"));
  }
}
