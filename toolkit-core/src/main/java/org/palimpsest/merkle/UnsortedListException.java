package org.palimpsest.merkle;

/** A list that is not strictly ascending bytewise, or whose last line has no end. */
public final class UnsortedListException extends Exception {
  private static final long serialVersionUID = 1;

  private final long line;

  UnsortedListException(String message, long line) {
    super(message + " (line " + line + ")");
    this.line = line;
  }

  /** Number of the first line that is wrong, from 1. */
  public long line() {
    return line;
  }
}
