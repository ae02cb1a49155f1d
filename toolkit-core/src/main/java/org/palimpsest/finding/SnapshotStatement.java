package org.palimpsest.finding;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.cause.Words;
import org.palimpsest.snapshot.Manifest;

/** A snapshot that could not be read in full, or a second one that shows the earlier time. */
final class SnapshotStatement implements Statement {

  @Override
  public String sentence() {
    return "Says of an incomplete snapshot that absence must not be inferred from it, and of two that"
        + " are out of order, or show the same time, that it is so.";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<Draft> drafts = new ArrayList<>();
    incomplete(review.diff().from(), "first", drafts);
    incomplete(review.diff().to(), "later", drafts);
    Manifest from = review.diff().from();
    Manifest to = review.diff().to();
    if (review.diff().sameDevice() && to.asOf().isBefore(from.asOf())) {
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
                  counterFell(from, to)
                      ? "a counter of the store that never falls is lower in the second, so the two"
                          + " may have been given the wrong way round"
                      : "the store's own counters did not fall, so a clock may be at fault and not"
                          + " the order")
              .openWords("a clock that was set wrong", "snapshots given in the wrong order"));
    } else if (review.diff().sameDevice()
        && to.asOf().equals(from.asOf())
        && (review.diff().drifted() > 0 || !review.diff().messages().isEmpty())) {
      drafts.add(
          new Draft(
                  "same-time",
                  Severity.MEDIUM,
                  "Both snapshots show the same time ("
                      + Words.day(to.asOf())
                      + ") and not the same records, so which came first is not known.")
              .openWords(
                  "a time that was kept when the files were copied", "a clock that was set"));
    }
    return drafts;
  }

  private static boolean counterFell(Manifest from, Manifest to) {
    JsonNode were = from.json().path("facts").path("counters");
    JsonNode are = to.json().path("facts").path("counters");
    for (Map.Entry<String, JsonNode> counter : were.properties()) {
      if (are.path(counter.getKey()).asLong(0) < counter.getValue().asLong()) {
        return true;
      }
    }
    return false;
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
