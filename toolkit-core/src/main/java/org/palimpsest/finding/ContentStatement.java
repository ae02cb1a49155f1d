package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.palimpsest.cause.Attribution;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.MessageChange;

/** Sums up one way in which messages that are there say something else, or came back. */
record ContentStatement(
    String kind,
    Severity severity,
    Predicate<MessageChange> which,
    String one,
    String several,
    List<String> excluded)
    implements Statement {

  private static final String ALTERED = "message-altered";

  /** One for each way. */
  static List<Statement> all() {
    return List.of(
        new ContentStatement(
            ALTERED,
            Severity.HIGH,
            change ->
                (change.kind() == ChangeKind.ALTERED && !change.historyLost())
                    || change.alteredBesides(),
            "differs in content between the two snapshots, and no edit history accounts for it.",
            "differ in content between the two snapshots, and no edit history accounts for it.",
            List.of(
                "deletion does not account for it: each message is there, if in Recently Deleted",
                "what is noted of parts that were taken back, and what lies of them in Recently"
                    + " Deleted, does not account for it either")),
        new ContentStatement(
            "edit-history-lost",
            Severity.LOW,
            change -> change.kind() == ChangeKind.ALTERED && change.historyLost(),
            "lost its edit history while its text stayed.",
            "lost their edit history while their text stayed.",
            List.of(
                "text, sender and date are unchanged",
                "the system is known to drop histories, together with the upload marks; any program"
                    + " can empty the column")),
        new ContentStatement(
            "message-edited",
            Severity.INFO,
            change -> change.kind() == ChangeKind.EDITED,
            "was edited, and the edit history holds the former text.",
            "were edited, and the edit history holds the former text.",
            List.of(
                "the former text is among the states that message_summary_info keeps, and the"
                    + " present one is the last of them")),
        new ContentStatement(
            "message-unsent",
            Severity.INFO,
            change ->
                change.kind() == ChangeKind.UNSENT && !change.markOnly() && !elsewhere(change),
            "is marked as taken back by its sender.",
            "are marked as taken back by their sender.",
            List.of()),
        new ContentStatement(
            "unsent-on-other-service",
            Severity.MEDIUM,
            change -> change.kind() == ChangeKind.UNSENT && elsewhere(change),
            "is marked as taken back, though it went over a service on which nothing can be.",
            "are marked as taken back, though they went over a service on which nothing can be.",
            List.of(
                "the column service names the service that carried a message",
                "a program other than Messages can set such a mark")),
        new ContentStatement(
            "unsent-by-mark-only",
            Severity.MEDIUM,
            change ->
                change.kind() == ChangeKind.UNSENT && change.markOnly() && !change.textStands(),
            "says something else or nothing now, and a column alone marks it as taken back; what was"
                + " taken back is noted nowhere.",
            "say something else or nothing now, and a column alone marks them as taken back; what"
                + " was taken back is noted nowhere.",
            List.of(
                "message_summary_info, where Messages names the parts that were taken back, names"
                    + " none",
                "a program other than Messages can set such a mark")),
        new ContentStatement(
            "marked-unsent-with-text",
            Severity.MEDIUM,
            change ->
                change.kind() == ChangeKind.UNSENT && change.markOnly() && change.textStands(),
            "is marked as taken back, and its text stands as before.",
            "are marked as taken back, and their text stands as before.",
            List.of(
                "message_summary_info, where Messages names the parts that were taken back, names"
                    + " none",
                "a program other than Messages can set such a mark")),
        new ContentStatement(
            "message-restored",
            Severity.INFO,
            change -> change.kind() == ChangeKind.RESTORED && change.before() != null,
            "came back from Recently Deleted.",
            "came back from Recently Deleted.",
            List.of(
                "the first snapshot holds it in Recently Deleted, whole or in part, and the second"
                    + " shows it in its thread")),
        new ContentStatement(
            "message-back",
            Severity.INFO,
            change -> change.kind() == ChangeKind.RESTORED && change.before() == null,
            "that an earlier snapshot held and the first did not is back.",
            "that an earlier snapshot held and the first did not are back.",
            List.of("they are in the second snapshot under the guids that the earlier one held")));
  }

  /** Whether what it said is gone, and on its service nothing can be taken back. */
  private static boolean elsewhere(MessageChange change) {
    return change.taking() == MessageChange.Taking.OTHER_SERVICE
        && !change.markOnly()
        && !change.textStands();
  }

  @Override
  public String sentence() {
    return "Says how many messages fit: \"" + several + "\"";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<MessageChange> changes = review.changes(which);
    if (changes.isEmpty()) {
      return List.of();
    }
    Draft draft =
        new Draft(
            kind,
            severity,
            Words.count(changes.size(), "message")
                + " "
                + Words.verb(changes.size(), one, several));
    List<String> grounds = new ArrayList<>(excluded);
    attribution(review, changes.get(0))
        .ifPresent(
            attribution -> {
              draft.infer(attribution).open(attribution.alternatives());
              draft.against(
                  Shared.of(changes, change -> attribution(review, change), Attribution::against));
              if (grounds.isEmpty()) {
                grounds.addAll(attribution.observations());
              }
            });
    return List.of(
        draft
            .observed(grounds)
            .observed(Places.note(changes.size()))
            .evidence(Places.of(review, changes)));
  }

  /** Why a message was moved may be known; why it says something else besides is not. */
  private Optional<Attribution> attribution(Review review, MessageChange change) {
    return kind.equals(ALTERED) && change.alteredBesides()
        ? Optional.of(Judging.unaccounted())
        : review.attribution(change);
  }
}
