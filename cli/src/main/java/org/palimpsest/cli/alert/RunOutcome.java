package org.palimpsest.cli.alert;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.palimpsest.cli.calendar.PastFinding;

/**
 * How a run went.
 *
 * @param began when it began
 * @param exit its exit code
 * @param word its outcome in one word
 * @param sources the sources in their order
 * @param alarms what asks for attention, the gravest first
 * @param earlier what runs before it found and nobody has said to have looked at
 * @param verified {@code passed}, {@code share-passed}, {@code failed} or {@code not-checked}
 * @param pruned how many old snapshots were dropped by the rule
 * @param logEntries how many entries the custody log holds
 * @param absent days on which a run was expected and none was made, since the run before this one
 * @param lastSuccess when a run last went through completely
 */
public record RunOutcome(
    Instant began,
    int exit,
    String word,
    List<SourceState> sources,
    List<Alarm> alarms,
    List<PastFinding> earlier,
    String verified,
    int pruned,
    long logEntries,
    List<LocalDate> absent,
    Optional<Instant> lastSuccess) {

  /** Copies the lists. */
  public RunOutcome {
    sources = List.copyOf(sources);
    alarms = alarms.stream().sorted(Alarm.ORDER).toList();
    earlier = List.copyOf(earlier);
    absent = List.copyOf(absent);
  }

  /** How many alarms have that severity. */
  public long count(String severity) {
    return alarms.stream().filter(alarm -> alarm.severity().equals(severity)).count();
  }

  /** How many sources gave no snapshot. */
  public long unreadable() {
    return sources.stream().filter(source -> !source.isRead()).count();
  }

  /** The run in one sentence, without content. */
  public String summary() {
    StringBuilder words = new StringBuilder();
    long whole = sources.stream().filter(each -> each.outcome().equals("complete")).count();
    words.append(whole).append(" of ").append(sources.size());
    words.append(sources.size() == 1 ? " source complete" : " sources complete");
    for (String severity : List.of("high", "medium", "low", "info")) {
      long count = count(severity);
      if (count > 0) {
        words.append("; ").append(count).append(' ').append(severity);
      }
    }
    if (!earlier.isEmpty()) {
      words.append("; ").append(earlier.size());
      words.append(earlier.size() == 1 ? " finding" : " findings");
      words.append(" of earlier runs not yet looked at");
    } else if (alarms.isEmpty()) {
      words.append("; nothing to look at");
    }
    words.append(
        switch (verified) {
          case "passed" -> "; vault verified";
          case "share-passed" -> "; a share of the vault verified";
          case "failed" -> "; THE VAULT DOES NOT VERIFY";
          default -> "; vault not verified";
        });
    if (pruned > 0) {
      words.append("; ").append(pruned);
      words.append(pruned == 1 ? " old snapshot dropped" : " old snapshots dropped");
    }
    return words.append("; exit ").append(exit).toString();
  }
}
