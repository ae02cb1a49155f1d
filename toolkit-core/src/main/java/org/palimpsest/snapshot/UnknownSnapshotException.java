package org.palimpsest.snapshot;

/** A name that means no snapshot, or more than one. */
public final class UnknownSnapshotException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong with the name. */
  public UnknownSnapshotException(String message) {
    super(message);
  }
}
