package org.palimpsest.sync;

import java.time.Instant;
import org.palimpsest.snapshot.Manifest;

/** From when on the age of a snapshot counts. */
public final class Freshness {

  private Freshness() {}

  /**
   * When it was taken, even if nothing had changed in the store for long. A backup is a copy
   * already: it holds nothing newer than its own date, however late it is taken in. A time that is
   * still to come was read from a clock that was ahead, and must not make it seem fresh for long.
   */
  public static Instant of(Manifest manifest, Instant now) {
    boolean backup = !manifest.json().path("facts").path("backup").isMissingNode();
    return backup || manifest.takenAt().isAfter(now) ? manifest.asOf() : manifest.takenAt();
  }
}
