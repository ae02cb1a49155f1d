package org.palimpsest.apple;

/** Bytes that are not the property list, keyed archive or typedstream they should be. */
public final class MalformedArchiveException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, without quoting content. */
  public MalformedArchiveException(String message) {
    super(message);
  }
}
