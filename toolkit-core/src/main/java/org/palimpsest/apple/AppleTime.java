package org.palimpsest.apple;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * Times counted from 2001-01-01T00:00:00Z. Messages stores count seconds up to iOS 10 and macOS
 * 10.12, nanoseconds since; old rows may keep seconds in a newer store, so the unit is decided for
 * each value: above 10^15 it is nanoseconds.
 */
public final class AppleTime {

  /** The epoch in Unix seconds. */
  public static final long EPOCH = 978_307_200L;

  private static final long NANOSECONDS_FROM = 1_000_000_000_000_000L;

  private AppleTime() {}

  /** The instant of a stored value; empty for 0, which means never, and for absurd values. */
  public static Optional<Instant> instant(long raw) {
    if (raw == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          raw >= NANOSECONDS_FROM || raw <= -NANOSECONDS_FROM
              ? Instant.ofEpochSecond(
                  EPOCH + Math.floorDiv(raw, 1_000_000_000L), Math.floorMod(raw, 1_000_000_000L))
              : Instant.ofEpochSecond(Math.addExact(EPOCH, raw)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Unix seconds of a stored value; 0 for 0, which means never. */
  public static long unixSeconds(long raw) {
    if (raw == 0) {
      return 0;
    }
    return raw >= NANOSECONDS_FROM || raw <= -NANOSECONDS_FROM
        ? EPOCH + Math.floorDiv(raw, 1_000_000_000L)
        : EPOCH + raw;
  }

  /** A stored value in nanoseconds whatever its unit; absurd values end at the limits. */
  public static long nanoseconds(long raw) {
    if (raw >= NANOSECONDS_FROM || raw <= -NANOSECONDS_FROM) {
      return raw;
    }
    long high = Math.multiplyHigh(raw, 1_000_000_000L);
    long low = raw * 1_000_000_000L;
    if ((high == 0 && low >= 0) || (high == -1 && low < 0)) {
      return low;
    }
    return raw < 0 ? Long.MIN_VALUE + 1 : Long.MAX_VALUE - 1;
  }

  /** The instant of a number of nanoseconds, of whatever size. */
  public static Optional<Instant> ofNanoseconds(long nanoseconds) {
    return Optional.of(
        Instant.ofEpochSecond(
            EPOCH + Math.floorDiv(nanoseconds, 1_000_000_000L),
            Math.floorMod(nanoseconds, 1_000_000_000L)));
  }
}
