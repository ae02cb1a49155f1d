package org.palimpsest.json;

/** Bytes that are not the JSON they should be. */
public final class MalformedJsonException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, without quoting content. */
  public MalformedJsonException(String message) {
    super(message);
  }
}
