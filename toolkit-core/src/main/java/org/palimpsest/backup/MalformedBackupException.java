package org.palimpsest.backup;

/** Bytes of a backup that are not the manifest, keybag or row they should be. */
public final class MalformedBackupException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, without quoting content. */
  public MalformedBackupException(String message) {
    super(message);
  }

  /** What is wrong. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
