package org.palimpsest.finding;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers, days and people in sentences. */
final class Words {

  private static final int PEOPLE_NAMED = 4;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** To the second, which is left out where it is zero. */
  static String day(Instant instant) {
    return (instant.getEpochSecond() % 60 == 0 ? DAY : EXACT).format(instant);
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  static String people(List<String> participants) {
    if (participants.isEmpty()) {
      return "participants that the store does not name";
    }
    List<String> named = participants.subList(0, Math.min(PEOPLE_NAMED, participants.size()));
    int more = participants.size() - named.size();
    return String.join(", ", named) + (more > 0 ? " and " + more + " more" : "");
  }

  /** Turns a predicate about several into one about one. */
  static String singular(String predicate) {
    String text = predicate;
    for (String[] pair :
        new String[][] {
          {"differ ", "differs "},
          {"lost their", "lost its"},
          {"while their", "while its"},
          {"were ", "was "},
          {"by their", "by its"},
          {"have ", "has "},
          {"are not; their rows are", "is not; its row is"},
          {"left the", "left the"},
          {"rows and iCloud copies remain", "row and iCloud copy remain"}
        }) {
      text = text.replace(pair[0], pair[1]);
    }
    return text;
  }
}
