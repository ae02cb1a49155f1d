package org.palimpsest.json;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Times as {@link Instant#toString} writes them, without its formatter: a diff of a large store
 * writes tens of thousands, and a program that runs for a second has no time to warm that up.
 */
public final class JsonTime {

  private static final long DAY = 86_400;

  /** Where the seconds end in a time of four digits for the year. */
  private static final int SECONDS_END = 19;

  /** Days from 0000-03-01 to 1970-01-01 in the Gregorian calendar. */
  private static final long MARCH_OF_YEAR_ZERO = 719_468;

  private static final long FIRST = -62_167_219_200L;
  private static final long LAST = 253_402_300_799L;
  private static final long DAYS_OF_400_YEARS = 146_097;

  private JsonTime() {}

  /** ISO 8601 in UTC, the fraction in groups of three digits and only where it is not zero. */
  public static String of(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds < FIRST || seconds > LAST) {
      return time.toString();
    }
    // Years begin in March here, so that the day that some lack is the last.
    long days = Math.floorDiv(seconds, DAY) + MARCH_OF_YEAR_ZERO;
    long era = Math.floorDiv(days, DAYS_OF_400_YEARS);
    int ofEra = (int) Math.floorMod(days, DAYS_OF_400_YEARS);
    int year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * year + year / 4 - year / 100);
    int march = (5 * ofYear + 2) / 153;
    int day = ofYear - (153 * march + 2) / 5 + 1;
    int month = march < 10 ? march + 3 : march - 9;
    int ofDay = (int) Math.floorMod(seconds, DAY);
    StringBuilder out = new StringBuilder(30);
    digits(out, (int) (era * 400) + year + (month <= 2 ? 1 : 0), 1000).append('-');
    digits(out, month, 10).append('-');
    digits(out, day, 10).append('T');
    digits(out, ofDay / 3600, 10).append(':');
    digits(out, ofDay / 60 % 60, 10).append(':');
    digits(out, ofDay % 60, 10);
    fraction(out, time.getNano());
    return out.append('Z').toString();
  }

  /**
   * Reads a time as {@link Instant#parse} does, which is asked for whatever is written in another
   * way than {@link #of} writes it.
   *
   * @throws java.time.DateTimeException if it is none
   */
  public static Instant parse(String text) {
    int end = text.length() - 1;
    boolean usual =
        end >= SECONDS_END
            && end <= SECONDS_END + 10
            && text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && text.charAt(end) == 'Z'
            && (end == SECONDS_END || (text.charAt(SECONDS_END) == '.' && end > SECONDS_END + 1));
    if (!usual) {
      return Instant.parse(text);
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, SECONDS_END);
    int fraction = end == SECONDS_END ? 0 : number(text, SECONDS_END + 1, end);
    if ((year | month | day | hour | minute | second | fraction) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > YearMonth.of(year, month).lengthOfMonth()
        || hour > 23
        || minute > 59
        || second > 59) {
      return Instant.parse(text);
    }
    for (int digits = end - SECONDS_END - 1; digits >= 0 && digits < 9; digits++) {
      fraction *= 10;
    }
    long days = LocalDate.of(year, month, day).toEpochDay();
    return Instant.ofEpochSecond(days * DAY + (hour * 60L + minute) * 60 + second, fraction);
  }

  /** A number of digits alone, -1 where others stand. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private static void fraction(StringBuilder out, int nanos) {
    if (nanos == 0) {
      return;
    }
    out.append('.');
    if (nanos % 1_000_000 == 0) {
      digits(out, nanos / 1_000_000, 100);
    } else if (nanos % 1000 == 0) {
      digits(out, nanos / 1000, 100_000);
    } else {
      digits(out, nanos, 100_000_000);
    }
  }

  /** Writes a number with leading zeros; {@code first} is the worth of its first digit. */
  private static StringBuilder digits(StringBuilder out, int number, int first) {
    for (int worth = first; worth > 0; worth /= 10) {
      out.append((char) ('0' + number / worth % 10));
    }
    return out;
  }
}
