package org.palimpsest.finding;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What another device of the vault shows of the messages that are gone.
 *
 * @param device its label
 * @param asOf the instant that its newest snapshot shows
 * @param earlier the instant of the earlier snapshot in which it still had the messages
 * @param present guids that it still shows
 * @param gone guids that it had and no longer has
 * @param outbound guids that wait there to be deleted from iCloud
 */
public record Witness(
    String device,
    Instant asOf,
    Optional<Instant> earlier,
    Set<String> present,
    Set<String> gone,
    Set<String> outbound) {
  /** The device alone. */
  @Override
  public String toString() {
    return "witness " + device;
  }
}
