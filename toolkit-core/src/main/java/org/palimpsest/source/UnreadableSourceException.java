package org.palimpsest.source;

/** A source that cannot be read, with the cause and what to do about it. */
public sealed class UnreadableSourceException extends Exception permits AbsentStoreException {
  private static final long serialVersionUID = 1;

  private final String cause;
  private final String remedy;

  /**
   * Says why and what to do.
   *
   * @param cause one sentence without capital and full stop
   * @param remedy the same
   */
  public UnreadableSourceException(String cause, String remedy) {
    super(cause);
    this.cause = cause;
    this.remedy = remedy;
  }

  /** Why it cannot be read. */
  public String causeInWords() {
    return cause;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
