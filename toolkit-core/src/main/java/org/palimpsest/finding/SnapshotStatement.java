package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cause.Words;
import org.palimpsest.snapshot.Manifest;

/** A snapshot that could not be read in full, or a second one that shows the earlier time. */
final class SnapshotStatement implements Statement {

  @Override
  public String sentence() {
    return "Says of an incomplete snapshot that absence must not be inferred from it, and of two that"
        + " are out of order that they are.";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<Draft> drafts = new ArrayList<>();
    incomplete(review.diff().from(), "first", drafts);
    incomplete(review.diff().to(), "later", drafts);
    Manifest from = review.diff().from();
    Manifest to = review.diff().to();
    if (review.diff().sameDevice() && to.asOf().isBefore(from.asOf())) {
      long counted = review.diff().continuity().counterBefore();
      long counts = review.diff().continuity().counterAfter();
      boolean onward = counted >= 0 && counts >= counted;
      drafts.add(
          new Draft(
                  "out-of-order",
                  Severity.MEDIUM,
                  "The second snapshot shows an earlier time ("
                      + Words.day(to.asOf())
                      + ") than the first ("
                      + Words.day(from.asOf())
                      + ").")
              .observed(
                  onward
                      ? "the store's own counters did not fall, so a clock may be at fault and not"
                          + " the order"
                      : "the store's counters fell too, so the two may have been given the wrong way"
                          + " round")
              .openWords("a clock that was set wrong", "snapshots given in the wrong order"));
    }
    return drafts;
  }

  private static void incomplete(Manifest manifest, String which, List<Draft> drafts) {
    if (manifest.complete()) {
      return;
    }
    List<String> reasons = new ArrayList<>();
    manifest.json().path("incompleteReasons").forEach(reason -> reasons.add(reason.asText()));
    drafts.add(
        new Draft(
                "incomplete-snapshot",
                Severity.MEDIUM,
                "The "
                    + which
                    + " snapshot ("
                    + Words.day(manifest.asOf())
                    + ") is incomplete, so absence must not be inferred from it.")
            .about(which)
            .observed(reasons));
  }
}
