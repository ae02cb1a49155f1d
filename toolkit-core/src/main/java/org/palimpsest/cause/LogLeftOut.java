package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** A database that was copied without its log lacks what only the log held. */
final class LogLeftOut implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "log-left-out",
          "Where the main file of the database is byte for byte the same in both snapshots, and the log"
              + " that the first had beside it is not in the second, what went is what the log held,"
              + " and no cause is named.",
          List.of(
              "the main file has the same SHA-256 in both",
              "the first snapshot holds a write-ahead log and the second none"),
          List.of(),
          "SQLite deletes a log only after it has written it into the main file (SQLite, known).");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!c.behind().logLeftOut()) {
      return Optional.empty();
    }
    return Optional.of(
        Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED)
            .ground(
                "log-left-out",
                "the main file of the database is byte for byte the same, and the log beside it,"
                    + " which the first snapshot holds, is not in the second")
            .open(Cause.STORE_REPLACED));
  }
}
