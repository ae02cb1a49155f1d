package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/** Every other device that was asked still has it, and has synchronised since. */
final class OnlyGoneHere implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "only-gone-here",
          "A message that every other device of the account still holds, though one of them"
              + " synchronised after it was gone here, did not go through sync as far as those devices"
              + " show; a deletion on this device is possible.",
          List.of(
              "the message had been uploaded and Messages in iCloud was on",
              "every other device that was asked shows it no earlier than the second snapshot",
              "one of them synchronised after the second snapshot"),
          List.of("always: that a deletion made here would have reached the others"),
          "Deletions travel where sync is on (known); how long that takes is not.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    List<Witness> others = c.witnesses();
    boolean allHold =
        !others.isEmpty()
            && others.stream()
                .allMatch(
                    witness ->
                        witness.present().contains(gone.guid())
                            && !witness.later().isBefore(c.end()));
    boolean syncedSince = others.stream().anyMatch(w -> w.lastSync().isAfter(c.end()));
    if (!allHold || !syncedSince || !gone.had(Facets.UPLOADED) || !c.to().syncOn()) {
      return Optional.empty();
    }
    Ruling ruling = Ruling.of(Cause.DELETED_ON_THIS_DEVICE, Confidence.POSSIBLE);
    others.forEach(witness -> ruling.ground("still-elsewhere", Sightings.present(witness)));
    ruling.counter(
        "did-not-travel",
        "a deletion made here would be expected to reach the others through sync");
    Sightings.unseenExpiry(gone, c, ruling);
    return Optional.of(ruling.open(Cause.SYNC_PROPAGATED, Cause.SYSTEM_CLEANUP));
  }
}
