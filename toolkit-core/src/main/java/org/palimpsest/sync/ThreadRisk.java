package org.palimpsest.sync;

import java.util.List;

/**
 * What a deletion now would mean for one thread of a device.
 *
 * @param thread its name
 * @param participants handles, sorted
 * @param messages messages that the device holds in it
 * @param notInAnySnapshot of these, in no snapshot
 * @param noLongerLive messages of the newest snapshot that went from it
 * @param verdict what a deletion now would mean
 */
public record ThreadRisk(
    String thread,
    List<String> participants,
    long messages,
    long notInAnySnapshot,
    long noLongerLive,
    Verdict verdict) {
  /** Its name alone. */
  @Override
  public String toString() {
    return "thread " + thread;
  }
}
