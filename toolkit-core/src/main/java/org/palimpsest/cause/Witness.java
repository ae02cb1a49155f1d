package org.palimpsest.cause;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What another device of the same account shows of the messages that are gone from one.
 *
 * @param device its label
 * @param earlier the instant of the earlier snapshot that was asked; equal to {@code later} when
 *     there is but one
 * @param later the instant of the later one
 * @param lastSync when it last synchronised, as the later one says; {@link Instant#MIN} when
 *     unknown
 * @param present guids that it still shows in the later one
 * @param gone guids that it had in the earlier one and has no longer
 * @param goneBefore guids that it had lost, or moved to Recently Deleted, while the first device
 *     still showed them, each with the instant that shows it
 * @param outbound guids that wait there to be deleted from iCloud
 * @param withdrawals by how much its count of removals from Recently Deleted grew, -1 when unknown
 * @param retentionDays days that it keeps messages, by the shorter limit of the two that were
 *     asked; 0 for ever, -1 when not known
 */
public record Witness(
    String device,
    Instant earlier,
    Instant later,
    Instant lastSync,
    Set<String> present,
    Set<String> gone,
    Map<String, Instant> goneBefore,
    Set<String> outbound,
    long withdrawals,
    long retentionDays) {
  /** The device alone. */
  @Override
  public String toString() {
    return "witness " + device;
  }
}
