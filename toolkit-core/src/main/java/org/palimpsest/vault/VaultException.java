package org.palimpsest.vault;

/** A vault that cannot be used, or an object in it that is damaged or gone. */
public final class VaultException extends Exception {
  private static final long serialVersionUID = 1;

  /** What is wrong, which decides the exit code. */
  public enum Reason {
    /** There is no vault at that place. */
    ABSENT,
    /** A vault is there already, or the place is not empty. */
    OCCUPIED,
    /** Another run holds the lock. */
    LOCKED,
    /** The vault was made by a newer version. */
    UNKNOWN_FORMAT,
    /** The vault is encrypted and no key was given. */
    ENCRYPTED,
    /** The passphrase or key is not the vault's. */
    WRONG_KEY,
    /** Bytes differ from what their name says, or are gone. */
    DAMAGED
  }

  private final Reason reason;

  /** Says what is wrong. */
  public VaultException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
