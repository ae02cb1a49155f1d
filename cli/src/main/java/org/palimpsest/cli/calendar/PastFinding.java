package org.palimpsest.cli.calendar;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a run found and reported, as the custody log has it.
 *
 * @param at when that run began
 * @param severity {@code info}, {@code low}, {@code medium} or {@code high}
 * @param report folder of its report, by its name; empty where the log does not say it
 * @param device label of the device
 * @param statement one sentence without content
 */
public record PastFinding(
    Instant at, String severity, String report, String device, String statement) {

  private static final String FOUND = "found ";
  private static final String REPORT = "report ";
  private static final int WORDS = 3;

  /** The step of a run's entry that says so. A label holds no colon, and a folder no space. */
  public static String step(String severity, String report, String device, String statement) {
    return FOUND + severity + " " + report + " " + device + ": " + statement;
  }

  /** Reads a step; empty if it is another one. */
  static Optional<PastFinding> of(PastRun run, String step) {
    int colon = step.indexOf(": ");
    String[] words = step.substring(0, Math.max(0, colon)).split(" ", WORDS + 1);
    if (!step.startsWith(FOUND) || words.length <= WORDS) {
      return Optional.empty();
    }
    return Optional.of(
        new PastFinding(run.at(), words[1], words[2], words[WORDS], step.substring(colon + 2)));
  }

  /** What the log of an earlier version says, which names the device and nothing else. */
  static Optional<PastFinding> ofReport(PastRun run, String step) {
    if (!step.startsWith(REPORT)) {
      return Optional.empty();
    }
    String device = step.substring(REPORT.length());
    return Optional.of(
        new PastFinding(run.at(), "medium", "", device, "Something was found on " + device + "."));
  }
}
