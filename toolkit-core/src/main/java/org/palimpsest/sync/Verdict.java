package org.palimpsest.sync;

import java.util.Locale;

/** What a deletion now would mean for a device's messages, worst last. */
public enum Verdict {
  /** A recent snapshot holds everything. */
  SAFE,
  /** It could not be said. */
  UNKNOWN,
  /** Something lies on the device and in sync only. */
  EXPOSED,
  /** Something is already gone. */
  LOSING;

  /** The word in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
