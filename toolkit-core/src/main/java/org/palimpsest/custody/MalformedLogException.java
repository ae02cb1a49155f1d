package org.palimpsest.custody;

/** A custody log, entry or checkpoint that is not of the form it should be. */
public final class MalformedLogException extends Exception {
  private static final long serialVersionUID = 1;

  private final long line;
  private final String why;

  MalformedLogException(long line, String why) {
    super(line == 0 ? why : "line " + line + ": " + why);
    this.line = line;
    this.why = why;
  }

  /** Number of the line, from 1; 0 if it is not about a line. */
  public long line() {
    return line;
  }

  /** What is wrong, without the line number and without quoting content. */
  public String why() {
    return why;
  }
}
