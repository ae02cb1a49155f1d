package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Absence from a snapshot that could not be read in full shows nothing. */
final class IncompleteSnapshot implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "incomplete-snapshot",
          "When the later snapshot is incomplete, absence is not taken for removal, and no cause is"
              + " named.",
          List.of("the later snapshot is torn, damaged or otherwise incomplete"),
          List.of(),
          "How a snapshot is read; known.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (c.diff().to().complete()) {
      return Optional.empty();
    }
    return Optional.of(
        Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED)
            .ground(
                "later-incomplete",
                "the later snapshot is incomplete, so the message may be there unread")
            .open(Cause.values()));
  }
}
