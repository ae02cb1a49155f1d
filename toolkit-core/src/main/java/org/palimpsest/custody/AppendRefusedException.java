package org.palimpsest.custody;

/** An entry that was not appended because the log is not as it should be; nothing was written. */
public final class AppendRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why an append was refused. */
  public enum Reason {
    /** Another process is appending. */
    LOCKED,
    /** The last line is only half there, from a crash while it was written. */
    HALF_WRITTEN,
    /** The log does not verify. */
    NOT_INTACT,
    /** The key is not the one that signs this log. */
    WRONG_KEY
  }

  private final Reason reason;

  AppendRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
