package org.palimpsest.sync;

import java.time.Instant;

/**
 * A change of a setting or of the store as a whole, between two neighbouring snapshots of a device.
 *
 * @param kind {@code retention-changed}, {@code sync-switched}, {@code sync-reset}, {@code
 *     store-replaced}, {@code counter-fell}, {@code schema-changed}, {@code download-unfinished} or
 *     {@code download-finished}
 * @param lastBefore the instant of the last snapshot that shows the former state
 * @param firstAfter the instant of the first snapshot that shows the new one
 * @param snapshotBefore id of the former
 * @param snapshotAfter id of the latter
 * @param was the former state in words
 * @param is the new state in words
 */
public record Turn(
    String kind,
    Instant lastBefore,
    Instant firstAfter,
    String snapshotBefore,
    String snapshotAfter,
    String was,
    String is) {
  /** Its kind and time. */
  @Override
  public String toString() {
    return kind + " by " + firstAfter;
  }
}
