package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cause.Words;
import org.palimpsest.sync.Turn;

/** Says between which two snapshots a setting that governs deletion changed. */
final class SettingStatement implements Statement {

  @Override
  public String sentence() {
    return "Says between which two snapshots of the series the retention setting or Messages in iCloud"
        + " was found changed.";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<Draft> drafts = new ArrayList<>();
    for (Turn turn : review.timeline()) {
      boolean retention = turn.kind().equals("retention-changed");
      if (!retention && !turn.kind().equals("sync-switched")) {
        continue;
      }
      String span =
          "the former was last seen on "
              + Words.day(turn.lastBefore())
              + ", the latter first on "
              + Words.day(turn.firstAfter());
      boolean shorter = retention && turn.is().startsWith("for ") && !turn.is().equals("for ever");
      drafts.add(
          new Draft(
                  turn.kind(),
                  shorter ? Severity.MEDIUM : Severity.INFO,
                  (retention
                          ? "How long this device keeps messages changed from "
                          : "Messages in iCloud changed from ")
                      + turn.was()
                      + " to "
                      + turn.is()
                      + "; "
                      + span
                      + ".")
              .about(turn.snapshotAfter())
              .observed("the preference files of the two snapshots say so, or the lack of them")
              .openWords(
                  "a preference file was found and could be read in one snapshot and not in the other"));
    }
    return drafts;
  }
}
