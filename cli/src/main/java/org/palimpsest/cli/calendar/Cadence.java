package org.palimpsest.cli.calendar;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How often a run is expected, and when.
 *
 * @param weekday the day of a weekly run; empty when it is daily
 * @param at the time of day
 * @param zone where that time is read off
 */
public record Cadence(Optional<DayOfWeek> weekday, LocalTime at, ZoneId zone) {

  private static final int MOST_SLOTS = 40_000;

  /** As settings say it: {@code day} or {@code week}, {@code 07:00}, {@code monday}. */
  public static Cadence of(String every, String at, String weekday, ZoneId zone) {
    return new Cadence(
        every.equals("week")
            ? Optional.of(DayOfWeek.valueOf(weekday.toUpperCase(Locale.ROOT)))
            : Optional.empty(),
        LocalTime.parse(at),
        zone);
  }

  /** The form in the custody log, such as {@code daily 07:00 Europe/Berlin}. */
  public String text() {
    return weekday.map(day -> "weekly " + day.name().toLowerCase(Locale.ROOT)).orElse("daily")
        + " "
        + at
        + " "
        + zone.getId();
  }

  /** Reads the form in the custody log; empty when it is none. */
  public static Optional<Cadence> parse(String text) {
    String[] words = text.split(" ");
    try {
      if (words.length == 3 && words[0].equals("daily")) {
        return Optional.of(of("day", words[1], "monday", ZoneId.of(words[2])));
      }
      if (words.length == 4 && words[0].equals("weekly")) {
        return Optional.of(of("week", words[2], words[1], ZoneId.of(words[3])));
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** In words, for people. */
  public String words() {
    String day =
        weekday
            .map(each -> each.name().charAt(0) + each.name().substring(1).toLowerCase(Locale.ROOT))
            .map(each -> "every " + each)
            .orElse("every day");
    return day + " at " + at;
  }

  /** The first time due at or after {@code from}. */
  public Instant next(Instant from) {
    LocalDate day = from.atZone(zone).toLocalDate();
    Instant due = due(day);
    return due.isBefore(from) ? due(day.plusDays(1)) : due;
  }

  private Instant due(LocalDate day) {
    LocalDate right = weekday.map(TemporalAdjusters::nextOrSame).map(day::with).orElse(day);
    return right.atTime(at).atZone(zone).toInstant();
  }

  /** All times due from {@code from} on, before {@code to}. */
  public List<Instant> between(Instant from, Instant to) {
    List<Instant> all = new ArrayList<>();
    Instant due = next(from);
    while (due.isBefore(to) && all.size() < MOST_SLOTS) {
      all.add(due);
      due = next(due.plusSeconds(1));
    }
    return all;
  }
}
