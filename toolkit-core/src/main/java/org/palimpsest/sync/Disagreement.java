package org.palimpsest.sync;

import java.time.Instant;
import java.util.Optional;

/**
 * What one device of an account holds and another does not, by their newest snapshots.
 *
 * @param holder the device that holds the messages
 * @param other the device that does not
 * @param messages how many
 * @param lost of these, messages that an earlier snapshot of the other device holds
 * @param lostAfter the instant of that earlier snapshot, when any are lost
 * @param lostBy the instant of the other device's newest snapshot
 * @param outbound of these, messages whose removal waits on the other device to be sent
 * @param recentlyDeleted of the holder's messages, those that lie in Recently Deleted on the other
 */
public record Disagreement(
    String holder,
    String other,
    long messages,
    long lost,
    Optional<Instant> lostAfter,
    Instant lostBy,
    long outbound,
    long recentlyDeleted) {
  /** The two devices. */
  @Override
  public String toString() {
    return holder + " against " + other;
  }
}
