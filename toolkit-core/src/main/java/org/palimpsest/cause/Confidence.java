package org.palimpsest.cause;

import java.util.Locale;

/** How far the data bears a cause. */
public enum Confidence {
  /** The data admits no other listed cause. */
  ESTABLISHED,
  /** The data speaks for it; others are not excluded. */
  SUPPORTED,
  /** The data allows it. */
  POSSIBLE,
  /** Nothing can be said. */
  UNDETERMINED;

  /** The word in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
