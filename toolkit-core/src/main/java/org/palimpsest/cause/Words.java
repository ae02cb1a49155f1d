package org.palimpsest.cause;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Numbers, days and people in sentences. */
public final class Words {

  private static final int PEOPLE_NAMED = 4;

  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private Words() {}

  /** To the second, which is left out where it is zero. */
  public static String day(Instant instant) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    StringBuilder words = new StringBuilder(40);
    words.append(time.getDayOfMonth()).append(' ');
    words.append(MONTHS.get(time.getMonthValue() - 1)).append(' ');
    year(time.getYear(), words);
    two(time.getHour(), words.append(", "));
    two(time.getMinute(), words.append(':'));
    if (time.getSecond() != 0) {
      two(time.getSecond(), words.append(':'));
    }
    return words.append(" UTC").toString();
  }

  /** As ISO 8601 has it: four digits, or a sign and as many as it takes. */
  private static void year(int year, StringBuilder words) {
    if (year < 0 || year > 9999) {
      words.append(year < 0 ? '-' : '+');
    }
    String digits = String.valueOf(Math.abs(year));
    words.append("0".repeat(Math.max(0, 4 - digits.length()))).append(digits);
  }

  private static void two(int number, StringBuilder words) {
    words.append(number < 10 ? "0" : "").append(number);
  }

  /** A number with thousands marked, and its noun. */
  public static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** A number with thousands marked. */
  static String number(long number) {
    StringBuilder words = new StringBuilder(24).append(number);
    for (int at = words.length() - 3; at > (number < 0 ? 1 : 0); at -= 3) {
      words.insert(at, ',');
    }
    return words.toString();
  }

  /** The first few participants by their handles. */
  public static String people(List<String> participants) {
    if (participants.isEmpty()) {
      return "participants that the store does not name";
    }
    List<String> named = participants.subList(0, Math.min(PEOPLE_NAMED, participants.size()));
    int more = participants.size() - named.size();
    return String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
  }

  /** One word for one, another for several. */
  public static String verb(long number, String one, String many) {
    return number == 1 ? one : many;
  }
}
