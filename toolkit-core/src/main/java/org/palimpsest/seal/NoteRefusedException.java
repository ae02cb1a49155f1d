package org.palimpsest.seal;

/** Text that is not a well-formed signed note, or is not signed by the key it should be. */
public final class NoteRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, without quoting the note. */
  public NoteRefusedException(String message) {
    super(message);
  }
}
