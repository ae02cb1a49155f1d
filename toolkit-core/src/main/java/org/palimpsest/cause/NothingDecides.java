package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** When nothing else can be said, that is said. */
final class NothingDecides implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "nothing-decides",
          "Where no other rule concludes anything, no cause is named.",
          List.of("no other rule applies"),
          List.of(),
          "No column says why a row went (known).");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    return Optional.of(
        Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED)
            .ground(
                "sync-state",
                "Messages in iCloud was "
                    + c.from().sync()
                    + " in the first snapshot and "
                    + c.to().sync()
                    + " in the second, which decides nothing here")
            .open(
                Cause.DELETED_ON_THIS_DEVICE,
                Cause.SYNC_PROPAGATED,
                Cause.EXPIRED,
                Cause.RECENTLY_DELETED));
  }
}
