package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a recovery compares with the truth. Only what it calls deleted counts.
 *
 * @param scenario the scenario's name
 * @param reported all that was called deleted
 * @param rows of deleted messages that survive whole
 * @param entries of guids that survive as an entry of the index
 * @param pairs of the same, given with the right ROWID
 * @param links of links that survive
 * @param wrongProven ROWIDs that were called proven and are wrong
 * @param wrongClaimed ROWIDs that were given, not called proven, and are wrong
 * @param liveAsDeleted what is there and was called deleted
 * @param phantoms what was called deleted and never was so
 * @param phantomRows of them the rows, of all rows that were called deleted
 * @param staleCopies as the recovery counts them
 * @param rungs the status of each rung
 * @param examples some of what is wrong or missing
 */
public record RecoveryScore(
    String scenario,
    int reported,
    Part rows,
    Part entries,
    Part pairs,
    Part links,
    int wrongProven,
    int wrongClaimed,
    int liveAsDeleted,
    int phantoms,
    Part phantomRows,
    long staleCopies,
    Map<String, String> rungs,
    List<String> examples) {
  private static final int PERCENT = 100;
  private static final int ROWS = 96;
  private static final int ENTRIES = 95;
  private static final int PHANTOMS = 2;

  /** So many of so many. */
  public record Part(long found, long all) {
    boolean below(int percent) {
      return found * PERCENT < all * percent;
    }

    @Override
    public String toString() {
      return found + "/" + all;
    }
  }

  /** Copies. */
  public RecoveryScore {
    examples = List.copyOf(examples);
  }

  /** Scores a document of {@code palimpsest recover --json}. */
  public static RecoveryScore of(DeletionTruth truth, String recoverJson) {
    return new RecoveryScorer(truth).score(RecoverDocument.read(recoverJson));
  }

  /** The bars that were missed, one sentence each; empty when all is well. */
  public List<String> failures() {
    List<String> out = new ArrayList<>();
    miss(out, rows.below(ROWS), "rows recovered whole: " + rows);
    miss(out, entries.below(ENTRIES), "guids behind the index recovered: " + entries);
    miss(out, links.below(ENTRIES), "links recovered: " + links);
    miss(out, wrongProven > 0, "wrong ROWIDs called proven: " + wrongProven);
    miss(out, liveAsDeleted > 0, "live called deleted: " + liveAsDeleted);
    miss(
        out, phantoms * PERCENT > reported * PHANTOMS, "phantoms: " + phantoms + " of " + reported);
    miss(
        out,
        phantomRows.found() * PERCENT > phantomRows.all() * PHANTOMS,
        "phantoms among rows: " + phantomRows);
    DeletionScenario scenario = DeletionScenario.valueOf(this.scenario);
    if (!scenario.deletes()) {
      miss(out, reported > 0, "reported as deleted where nothing was: " + reported);
      for (String rung : List.of("counters", "freelist", "index-entries")) {
        miss(
            out,
            !Set.of("none-found", "not-looked-at").contains(status(rung)),
            rung + " is " + status(rung) + " where nothing was deleted");
      }
    } else {
      miss(out, !status("counters").equals("found"), "counters: " + status("counters"));
    }
    if (scenario.zeroed() && !scenario.logged() || scenario.vacuumed()) {
      miss(out, !rungs.containsValue("destroyed"), "no rung is said to be destroyed");
    }
    return out;
  }

  private String status(String rung) {
    return rungs.getOrDefault(rung, "missing");
  }

  private static void miss(List<String> out, boolean missed, String sentence) {
    if (missed) {
      out.add(sentence);
    }
  }

  /** One line of figures. */
  public String summary() {
    return String.format(
        "%s reported %d, whole %s, index %s (ROWID right %s), link %s, live %d, phantoms %d"
            + " (rows %s), wrong ROWIDs %d proven %d claimed, stale copies %d",
        scenario,
        reported,
        rows,
        entries,
        pairs,
        links,
        liveAsDeleted,
        phantoms,
        phantomRows,
        wrongProven,
        wrongClaimed,
        staleCopies);
  }
}
