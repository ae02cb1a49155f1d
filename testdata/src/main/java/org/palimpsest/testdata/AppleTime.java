package org.palimpsest.testdata;

import java.time.Instant;

/** Apple's time: counted from 2001-01-01T00:00:00Z, which is 978307200 in Unix time. */
public final class AppleTime {
  private static final long EPOCH = 978_307_200L;

  private AppleTime() {}

  /** Nanoseconds, as in {@code message.date}. */
  public static long nanos(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond() - EPOCH, 1_000_000_000L), instant.getNano());
  }

  /** Whole seconds, as in {@code attachment.created_date}. */
  public static long seconds(Instant instant) {
    return instant.getEpochSecond() - EPOCH;
  }

  /** Seconds with a fraction, as in property lists. */
  public static double real(Instant instant) {
    return instant.getEpochSecond() - EPOCH + instant.getNano() / 1e9;
  }

  /** The instant that a nanosecond column shows. */
  public static Instant fromNanos(long nanos) {
    return Instant.ofEpochSecond(
        EPOCH + Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
