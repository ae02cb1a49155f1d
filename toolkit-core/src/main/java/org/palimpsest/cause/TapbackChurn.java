package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.trace.RowFacts;

/**
 * Of a person's tapbacks on a message only the latest is kept; a tapback shares its message's fate.
 */
final class TapbackChurn implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "tapback-churn",
          "A tapback that goes while the message it belongs to stays was replaced or taken back,"
              + " which deletes its row; one whose message went too, went for the same reason.",
          List.of(
              "the row is a tapback",
              "supported when the same person's newer tapback on the same part of the message is"
                  + " there, or when the message is still there"),
          List.of("neither a newer tapback nor the message it belongs to is there"),
          "Only the latest tapback of a person on a part is kept (read in real stores); a tapback"
              + " stays when only its message is deleted (schema, run).");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!gone.had(Facets.TAPBACK)) {
      return Optional.empty();
    }
    RowFacts row = c.behind().rows().get(gone.guid());
    String target = row == null ? null : row.target();
    Ruling ruling = Ruling.of(Cause.SYSTEM_CLEANUP, Confidence.SUPPORTED);
    ruling.open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED);
    if (c.behind().replacedBy().containsKey(gone.guid())) {
      return Optional.of(
          ruling.ground(
              "tapback-replaced",
              "it is a tapback, and a newer one of the same person on the same part of the message"
                  + " is there"));
    }
    if (target != null && c.goneMessage(target).filter(each -> !isTapback(each)).isPresent()) {
      return Optional.of(CauseRules.ruling(c.goneMessage(target).orElseThrow(), c))
          .map(
              with ->
                  with.ground(
                      "tapback-with-message", "it is a tapback on a message that went too"));
    }
    if (target != null && c.behind().targetsPresent().contains(target)) {
      return Optional.of(
          ruling.ground(
              "tapback-without-message",
              "it is a tapback, and the message it belongs to is still there"));
    }
    if (c.threadRemoved(gone)) {
      return Optional.empty();
    }
    return Optional.of(
        ruling
            .ground("is-tapback", "it is a tapback, whose row goes when it is replaced")
            .counter(
                "no-newer-tapback", "no newer one and no message that it belongs to was found"));
  }

  private static boolean isTapback(MessageChange change) {
    return change.had(Facets.TAPBACK);
  }
}
