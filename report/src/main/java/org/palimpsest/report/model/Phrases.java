package org.palimpsest.report.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers, dates and lists in the words of a report. Times are UTC. */
public final class Phrases {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Phrases() {}

  /** {@code 12,345}. */
  public static String number(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  /** {@code 1 message}, {@code 12,345 messages}. */
  public static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code was} or {@code were}, and the like. */
  public static String verb(long number, String one, String many) {
    return number == 1 ? one : many;
  }

  /** {@code 12 November 2026}; what is no instant is given back as it is. */
  public static String day(String instant) {
    return format(DAY, instant);
  }

  /** {@code 12 November 2026, 08:15 UTC}, with the seconds where they are not zero. */
  public static String moment(String instant) {
    return format(isWholeMinute(instant) ? MINUTE : EXACT, instant);
  }

  private static boolean isWholeMinute(String instant) {
    try {
      return Instant.parse(instant).getEpochSecond() % 60 == 0;
    } catch (DateTimeException e) {
      return true;
    }
  }

  /** {@code 12 Nov 2026, 08:15:02}, for tables whose heading says UTC. */
  public static String second(String instant) {
    return format(SECOND, instant);
  }

  private static String format(DateTimeFormatter format, String instant) {
    try {
      return format.format(Instant.parse(instant));
    } catch (DateTimeException e) {
      return instant;
    }
  }

  /** {@code 1.2 GB}; decimal units, as storage is sold. */
  public static String bytes(long bytes) {
    if (bytes < 1_000) {
      return count(bytes, "byte");
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    // Tenths, in whole numbers, so that no rounding rule of a float shows.
    long tenths = bytes / 100;
    int unit = 0;
    while (tenths >= 10_000 && unit < units.length - 1) {
      tenths /= 1_000;
      unit++;
    }
    return number(tenths / 10) + "." + tenths % 10 + " " + units[unit];
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  public static String and(List<String> parts) {
    if (parts.size() < 2) {
      return String.join("", parts);
    }
    return String.join(", ", parts.subList(0, parts.size() - 1))
        + " and "
        + parts.get(parts.size() - 1);
  }

  /** First letter in upper case. */
  public static String sentence(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ENGLISH) + text.substring(1);
  }
}
