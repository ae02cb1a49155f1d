package org.palimpsest.finding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;

/**
 * What is concluded from a diff.
 *
 * @param diff the changes
 * @param attributions a cause for each message that is gone or went to Recently Deleted, by guid
 * @param findings gravest first
 * @param corroboration what was looked for in the later snapshot's own bytes
 */
public record Judgement(
    Diff diff,
    Map<String, Attribution> attributions,
    List<Finding> findings,
    Corroboration corroboration) {

  /** Judges a diff, with what other devices show. */
  public static Judgement of(Diff diff, List<Witness> witnesses) {
    return of(diff, witnesses, Corroboration.none(diff));
  }

  /** The same, with what remains of messages in the later snapshot's own bytes. */
  public static Judgement of(Diff diff, List<Witness> witnesses, Corroboration corroboration) {
    Comparison comparison = Comparison.of(diff, witnesses, corroboration);
    Map<String, Attribution> attributions = new HashMap<>();
    for (MessageChange change : diff.messages()) {
      attribution(change, comparison)
          .ifPresent(attribution -> attributions.put(change.guid(), attribution));
    }
    return new Judgement(
        diff, attributions, new Statements(comparison, attributions).findings(), corroboration);
  }

  private static Optional<Attribution> attribution(MessageChange change, Comparison comparison) {
    return switch (change.kind()) {
      case REMOVED -> Optional.of(CauseRules.judge(change, comparison));
      case RECENTLY_DELETED ->
          Optional.of(
              new Attribution(
                  Cause.RECENTLY_DELETED,
                  Confidence.ESTABLISHED,
                  List.of("it lies in Recently Deleted (chat_recoverable_message_join)"),
                  List.of(),
                  List.of()));
      case UNSENT ->
          Optional.of(
              new Attribution(
                  Cause.UNSENT,
                  Confidence.ESTABLISHED,
                  List.of("the store marks it as retracted"),
                  List.of(),
                  List.of()));
      case ALTERED ->
          change.historyLost()
              ? Optional.of(
                  new Attribution(
                      Cause.SYSTEM_CLEANUP,
                      Confidence.POSSIBLE,
                      List.of("its edit history is gone and its text is unchanged"),
                      List.of(),
                      List.of(Cause.UNDETERMINED)))
              : Optional.of(
                  new Attribution(
                      Cause.UNDETERMINED,
                      Confidence.UNDETERMINED,
                      List.of("no edit history accounts for the difference"),
                      List.of(),
                      List.of(Cause.SYSTEM_CLEANUP)));
      case ADDED, EDITED, RESTORED, DRIFTED, NOT_ON_DEVICE -> Optional.empty();
    };
  }

  /** Whether any finding is at least that grave. */
  public boolean hasFindingsAtOrAbove(Severity severity) {
    return findings.stream().anyMatch(finding -> finding.severity().compareTo(severity) >= 0);
  }

  /** Whether some message counts as gone. */
  public boolean showsLoss() {
    return diff.count(ChangeKind.REMOVED) + diff.count(ChangeKind.RECENTLY_DELETED) > 0;
  }
}
