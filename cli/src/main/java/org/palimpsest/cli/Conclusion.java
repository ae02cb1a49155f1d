package org.palimpsest.cli;

import java.util.List;
import org.palimpsest.custody.LogHeads;
import org.palimpsest.verdict.Check;

/**
 * What a verification comes down to. That nothing wrong was found is said only where what was named
 * was looked at: a signature under something else does not speak for it.
 *
 * @param sentence for a person
 * @param exit for a program
 */
record Conclusion(String sentence, int exit) {

  /**
   * Concludes.
   *
   * @param checks all that were made or could not be
   * @param isEverythingRead whether every file that was named was looked at
   * @param isSealed whether a signature holds over each
   */
  static Conclusion of(List<Check> checks, boolean isEverythingRead, boolean isSealed) {
    if (checks.stream().anyMatch(Check::isFailure)) {
      return new Conclusion("something is not as it was sealed", Exit.INTEGRITY);
    }
    if (!isEverythingRead) {
      return open("a file that was named was not checked, so nothing is said of it");
    }
    if (!isSealed) {
      return open("no signature could be checked, so nothing is shown to be as it was sealed");
    }
    if (isOpen(checks, LogProofCheck.ENTRY) || isOpen(checks, LogHeads.GROWN)) {
      return open("the proof itself was not checked, so nothing is shown by it");
    }
    if (isOpen(checks, LogHeads.KNOWN)) {
      return open(
          "not everything could be compared with the known checkpoint, so another history of the"
              + " log is not ruled out");
    }
    return new Conclusion("nothing wrong was found", Exit.OK);
  }

  private static Conclusion open(String sentence) {
    return new Conclusion(sentence, Exit.INCOMPLETE);
  }

  private static boolean isOpen(List<Check> checks, String name) {
    return checks.stream()
        .anyMatch(check -> check.name().equals(name) && check.status() == Check.Status.NOT_CHECKED);
  }
}
