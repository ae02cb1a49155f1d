package org.palimpsest.vault;

import java.io.IOException;

/** The bytes that are stored for an object are not those of any object. */
public final class DamagedObjectException extends IOException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong. */
  public DamagedObjectException(String message) {
    super(message);
  }
}
