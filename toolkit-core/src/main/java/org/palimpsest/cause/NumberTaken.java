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
              + " a row was put in its place, or written over, by a program that chose the number, which"
              + " the system does not do; no listed cause is named. Of the newest row alone it may also"
              + " be an earlier state of the store in which the next message took the number.",
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
    Ruling ruling = Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED);
    boolean newest = !c.diff().continuity().keptBehindTaken();
    if (newest) {
      return Optional.of(
          ruling
              .ground(
                  "number-taken",
                  "another message has its row number now: a row was put in its place, or written over,"
                      + " by a program that chose the number, or an earlier state of the store came"
                      + " back, in which the next message took it")
              .open(Cause.STORE_REPLACED));
    }
    return Optional.of(
        ruling.ground(
            "number-taken",
            "another message has its row number now, in a store that went on: a row was put in its"
                + " place, or written over, by a program that chose the number"));
  }
}
