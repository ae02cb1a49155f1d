package org.palimpsest.finding;

import java.util.List;
import java.util.Map;
import org.palimpsest.cause.Attribution;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;

/**
 * What is concluded from a diff; {@link Judging} makes it.
 *
 * @param diff the changes
 * @param attributions a cause for each message that is gone or went to Recently Deleted, by guid
 * @param findings gravest first
 */
public record Judgement(Diff diff, Map<String, Attribution> attributions, List<Finding> findings) {

  /** Whether any finding is at least that grave. */
  public boolean hasFindingsAtOrAbove(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().compareTo(severity) >= 0);
  }

  /** Whether some message counts as gone. */
  public boolean showsLoss() {
    return diff.count(ChangeKind.REMOVED) + diff.count(ChangeKind.RECENTLY_DELETED) > 0;
  }
}
