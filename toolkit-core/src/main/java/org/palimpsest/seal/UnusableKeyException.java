package org.palimpsest.seal;

import org.jspecify.annotations.Nullable;

/** A key file or token that cannot be opened, with the reason kept apart. */
public final class UnusableKeyException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why a key cannot be used. */
  public enum Reason {
    /** The file is whole as far as can be seen; the passphrase does not open it. */
    WRONG_PASSPHRASE,
    /** The file is not what was written: cut, changed, or no key file at all. */
    DAMAGED,
    /** The file or token opens, but holds a kind of key that is not allowed here. */
    UNSUPPORTED,
    /** The token is there; the PIN does not open it, or no more tries are left. */
    WRONG_PIN,
    /** The token, its slot or its module is not there. */
    NO_TOKEN
  }

  private final Reason reason;

  UnusableKeyException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  UnusableKeyException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** Why the key cannot be used. */
  public Reason reason() {
    return reason;
  }
}
