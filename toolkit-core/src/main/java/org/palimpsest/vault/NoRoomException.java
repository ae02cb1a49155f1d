package org.palimpsest.vault;

import java.io.IOException;

/**
 * What does not fit into memory could not be put aside: the disk is full, or may not be written.
 */
public final class NoRoomException extends IOException {

  private static final long serialVersionUID = 1;

  NoRoomException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
