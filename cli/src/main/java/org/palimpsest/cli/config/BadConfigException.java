package org.palimpsest.cli.config;

/** A configuration that cannot be used: where, why, and what to write instead. */
public final class BadConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  /**
   * @param where {@code line 3}, or the name of an environment variable or option
   * @param cause what is wrong, without the value itself
   * @param remedy what to do
   */
  BadConfigException(String where, String cause, String remedy) {
    super(where + ": " + cause);
    this.remedy = remedy;
  }

  /** Where and why, in one sentence. */
  public String causeInWords() {
    return String.valueOf(getMessage());
  }

  /** What to write instead. */
  public String remedy() {
    return remedy;
  }
}
