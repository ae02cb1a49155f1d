package org.palimpsest.finding;

import java.util.Locale;

/** How much attention a finding asks for. */
public enum Severity {
  /** To know. */
  INFO,
  /** To look at when there is time. */
  LOW,
  /** To look at. */
  MEDIUM,
  /** To look at now. */
  HIGH;

  /** The word in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
