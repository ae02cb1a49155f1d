package org.palimpsest.seal;

/** A time authority's answer that is not taken, with the reason. */
public final class TimeRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  TimeRefusedException(String why) {
    super(why);
  }

  /** Why. */
  public String why() {
    return String.valueOf(getMessage());
  }
}
