package org.palimpsest.continuity;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.palimpsest.apple.AppleTime;

/** Numbers and days in sentences. */
final class Say {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private Say() {}

  static String count(long number, String one, String several) {
    return String.format(Locale.ENGLISH, "%,d", number) + " " + (number == 1 ? one : several);
  }

  static String verb(long number, String one, String several) {
    return number == 1 ? one : several;
  }

  /** The day of a stored date. */
  static String day(long raw) {
    return AppleTime.instant(raw).map(DAY::format).orElse("an unknown day");
  }
}
