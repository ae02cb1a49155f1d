package org.palimpsest.disk;

import java.io.IOException;

/** What is to happen to a disk, and when: at the step of that number, counted from 1. */
public record Trouble(Kind kind, int atStep) {

  /** The ways in which a disk fails. */
  public enum Kind {
    /** Nothing happens: for counting steps. */
    NONE,
    /** From here on every step fails, and {@link MemoryDisk#afterPowerCut} says what is left. */
    POWER_CUT,
    /** From here on nothing more can be written or made; what is there can be read and deleted. */
    FULL,
    /** This one step fails, as with a bad sector. */
    BROKEN_ONCE,
    /** From here on nothing can be read, listed or written, as with a share that went away. */
    GONE
  }

  /** No trouble. */
  public static final Trouble NONE = new Trouble(Kind.NONE, 0);

  /** The power went. */
  static final class PowerCutException extends IOException {
    private static final long serialVersionUID = 1;

    PowerCutException() {
      super("the power is off");
    }
  }
}
