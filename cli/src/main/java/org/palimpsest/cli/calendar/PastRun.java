package org.palimpsest.cli.calendar;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run as the custody log has it.
 *
 * @param seq number of its entry
 * @param at when it began
 * @param outcome in one word
 * @param exit its exit code
 * @param steps what was done
 * @param errors what could not be done
 */
public record PastRun(
    long seq, Instant at, String outcome, int exit, List<String> steps, List<String> errors) {

  /**
   * What a step of the log begins with that says how much of the vault was read, and how it was.
   */
  public static final String VERIFIED = "verify ";

  /** What such a step ends with where the vault is not as it was. */
  public static final String DAMAGED = " failed";

  private static final int INTEGRITY = 4;

  /** Copies the lists. */
  public PastRun {
    steps = List.copyOf(steps);
    errors = List.copyOf(errors);
  }

  /** Whether it says of the vault that it is sound, or that it is not. */
  public boolean judgesVault() {
    return isVerified() || exit == INTEGRITY;
  }

  /**
   * Whether it found the vault damaged. Its code may be that of something else; where it did not
   * come to verifying, it is all that is left to judge by.
   */
  public boolean foundDamage() {
    return isVerified()
        ? steps.stream().anyMatch(step -> step.startsWith(VERIFIED) && step.endsWith(DAMAGED))
        : exit == INTEGRITY;
  }

  /** What it found and reported, in its order. */
  public List<PastFinding> found() {
    List<PastFinding> found =
        steps.stream().flatMap(step -> PastFinding.of(this, step).stream()).toList();
    List<PastFinding> reported =
        steps.stream()
            .flatMap(step -> PastFinding.ofReport(this, step).stream())
            .filter(each -> found.stream().noneMatch(known -> known.device().equals(each.device())))
            .toList();
    return Stream.concat(found.stream(), reported.stream()).toList();
  }

  private boolean isVerified() {
    return steps.stream().anyMatch(step -> step.startsWith(VERIFIED));
  }
}
