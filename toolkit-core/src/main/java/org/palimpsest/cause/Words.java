package org.palimpsest.cause;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers, days and people in sentences. */
public final class Words {

  private static final int PEOPLE_NAMED = 4;

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** To the second, which is left out where it is zero. */
  public static String day(Instant instant) {
    return (instant.getEpochSecond() % 60 == 0 ? DAY : EXACT).format(instant);
  }

  /** A number with thousands marked, and its noun. */
  public static String count(long number, String noun) {
    return String.format(Locale.ENGLISH, "%,d", number) + " " + noun + (number == 1 ? "" : "s");
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
