package org.palimpsest.continuity;

import java.util.Locale;

/** How much a signal bears. */
public enum Strength {
  /** A count or a window of time, and healthy stores show it too. */
  WEAK,
  /** It points at something that went, with common innocent explanations. */
  MEDIUM,
  /** It names what went, or cannot come about without a row going. */
  STRONG;

  /** The word in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
