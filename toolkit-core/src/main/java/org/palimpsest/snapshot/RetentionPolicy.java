package org.palimpsest.snapshot;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Which snapshots of a series are kept. Each rule keeps the newest snapshot of each of the newest
 * days, weeks, months or years that have one, by the state that it shows: backups of a year that
 * are taken in on one day are a year's. Days are those of UTC, weeks those of ISO 8601. An
 * incomplete snapshot stands for its day only where there is no complete one. The newest snapshot
 * and the newest complete one are always kept.
 *
 * @param last how many of the newest are kept
 * @param daily for how many days
 * @param weekly for how many weeks
 * @param monthly for how many months
 * @param yearly for how many years
 */
public record RetentionPolicy(int last, int daily, int weekly, int monthly, int yearly) {

  /** Refuses negative numbers. */
  public RetentionPolicy {
    if (Math.min(Math.min(last, daily), Math.min(weekly, Math.min(monthly, yearly))) < 0) {
      throw new IllegalArgumentException("a number of snapshots to keep is not negative");
    }
  }

  /** Whether it keeps nothing but what is always kept. */
  public boolean isEmpty() {
    return Math.max(Math.max(last, daily), Math.max(weekly, Math.max(monthly, yearly))) == 0;
  }

  /** The ids that are kept of the snapshots of one device. */
  public Set<String> kept(List<Manifest> series) {
    List<Manifest> newestFirst = new ArrayList<>(series);
    newestFirst.sort(
        Comparator.comparing(Manifest::asOf)
            .thenComparing(Manifest::takenAt)
            .thenComparing(Manifest::id)
            .reversed());
    Set<String> kept = new HashSet<>();
    newestFirst.stream().limit(Math.max(1, last)).forEach(manifest -> kept.add(manifest.id()));
    newestFirst.stream()
        .filter(Manifest::complete)
        .limit(1)
        .forEach(manifest -> kept.add(manifest.id()));
    keep(newestFirst, daily, LocalDate::toString, kept);
    keep(
        newestFirst,
        weekly,
        day ->
            day.get(IsoFields.WEEK_BASED_YEAR) + "-" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
        kept);
    keep(newestFirst, monthly, day -> day.getYear() + "-" + day.getMonthValue(), kept);
    keep(newestFirst, yearly, day -> String.valueOf(day.getYear()), kept);
    return kept;
  }

  private static void keep(
      List<Manifest> newestFirst, int most, Function<LocalDate, String> span, Set<String> kept) {
    Set<String> spans = new HashSet<>();
    String current = "";
    boolean standsComplete = true;
    String standing = "";
    for (Manifest manifest : newestFirst) {
      String own = span.apply(LocalDate.ofInstant(manifest.asOf(), ZoneOffset.UTC));
      if (!own.equals(current)) {
        if (!standing.isEmpty()) {
          kept.add(standing);
        }
        standing = "";
        current = own;
        if (!spans.contains(own) && spans.size() == most) {
          return;
        }
        spans.add(own);
        standing = manifest.id();
        standsComplete = manifest.complete();
      } else if (!standsComplete && manifest.complete()) {
        standing = manifest.id();
        standsComplete = true;
      }
    }
    if (!standing.isEmpty()) {
      kept.add(standing);
    }
  }

  /** As a custody entry and the command line have it. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    int[] numbers = {last, daily, weekly, monthly, yearly};
    String[] names = {"last", "daily", "weekly", "monthly", "yearly"};
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] > 0) {
        words.add("keep-" + names[i] + " " + numbers[i]);
      }
    }
    return String.join(", ", words);
  }
}
