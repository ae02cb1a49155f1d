package org.palimpsest.verdict;

/**
 * One thing that was verified, or that could not be.
 *
 * @param name what was looked at, lower case, for example {@code custody chain}
 * @param status how it ended
 * @param detail one sentence for a person: the figures when it passed, both sides when it failed,
 *     the reason when it was not checked
 */
public record Check(String name, Status status, String detail) {

  /** How a check ended. */
  public enum Status {
    /** Looked at and right. */
    PASSED,
    /** Looked at and wrong: an integrity failure. */
    FAILED,
    /** Not looked at, with the reason; neither good nor bad. */
    NOT_CHECKED
  }

  /** A check that was right. */
  public static Check passed(String name, String detail) {
    return new Check(name, Status.PASSED, detail);
  }

  /** A check that was wrong. */
  public static Check failed(String name, String detail) {
    return new Check(name, Status.FAILED, detail);
  }

  /** A check that was not made. */
  public static Check notChecked(String name, String reason) {
    return new Check(name, Status.NOT_CHECKED, reason);
  }

  /** Whether this check was made and went wrong. */
  public boolean isFailure() {
    return status == Status.FAILED;
  }
}
