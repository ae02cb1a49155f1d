package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** The Messages system takes join rows along; a writer that leaves them is another one. */
final class ForeignKeysOff implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "foreign-keys-off",
          "A join row that still names the message's row number shows that the row was deleted by a"
              + " writer that did not enforce foreign keys, which is SQLite's default and not how the"
              + " Messages system is seen to work; no listed cause is named.",
          List.of(
              "the message is gone from table message",
              "a row of chat_message_join still names its number"),
          List.of(),
          "Verified by running the published schema; that the system itself runs with foreign keys on"
              + " is inferred from stores without such rows.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!c.behind().orphaned().contains(gone.guid())) {
      return Optional.empty();
    }
    return Optional.of(
        Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED)
            .ground(
                "join-row-left",
                "a row of chat_message_join still names the message's row number: it was deleted"
                    + " with foreign keys off, as a plain SQLite tool does, and not in the way the"
                    + " Messages system is seen to delete"));
  }
}
