package org.palimpsest.continuity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Numbers that no message has, between such as one has, and behind the last. */
final class RowNumbers implements Signal {

  /** A run of missing numbers. */
  private record Run(int before, long missing) {}

  @Override
  public String kind() {
    return "row-number-gaps";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.messages() > 0;
  }

  @Override
  public List<Gap> find(StoreScan scan) {
    List<Gap> gaps = new ArrayList<>();
    interior(scan, gaps);
    tail(scan, gaps);
    return gaps;
  }

  private void interior(StoreScan scan, List<Gap> gaps) {
    List<Run> runs = new ArrayList<>();
    long missing = 0;
    for (int i = 1; i < scan.messages(); i++) {
      long step = scan.rowid(i) - scan.rowid(i - 1) - 1;
      if (step > 0) {
        runs.add(new Run(i - 1, step));
        missing += step;
      }
    }
    long before = scan.rowid(0) - 1;
    if (missing == 0 && before <= 0) {
      return;
    }
    runs.sort(Comparator.comparingLong((Run run) -> -run.missing()));
    StringBuilder words = new StringBuilder();
    words
        .append(Say.count(missing, "row number is", "row numbers are"))
        .append(" missing in ")
        .append(Say.count(runs.size(), "place", "places"))
        .append(" between numbers that messages have");
    if (before > 0) {
      words
          .append(", and ")
          .append(Say.count(before, "is", "are"))
          .append(" missing before the first");
    }
    words.append('.');
    if (!runs.isEmpty()) {
      Run largest = runs.get(0);
      words
          .append(" The largest run, ")
          .append(Say.count(largest.missing(), "number", "numbers"))
          .append(", lies between messages sent on ")
          .append(Say.day(scan.date(largest.before())))
          .append(" and on ")
          .append(Say.day(scan.date(largest.before() + 1)))
          .append('.');
    }
    List<Place> places = new ArrayList<>();
    for (Run run : runs.subList(0, Math.min(runs.size(), Gap.LISTED))) {
      places.add(Place.row("message", scan.rowid(run.before())));
    }
    gaps.add(
        new Gap(
            kind(),
            Strength.WEAK,
            false,
            missing + Math.max(0, before),
            words.toString(),
            List.of(
                "every replaced or withdrawn tapback leaves one",
                "expired audio, retention, used one-time codes and junk leave them too",
                "most public test images without any deletion at issue show some"),
            places));
  }

  private static void tail(StoreScan scan, List<Gap> gaps) {
    long counted = scan.counter("message");
    long last = scan.rowid(scan.messages() - 1);
    if (counted > last) {
      long missing = counted - last;
      gaps.add(
          new Gap(
              "tail-gap",
              Strength.MEDIUM,
              false,
              missing,
              "The newest "
                  + Say.count(
                      missing,
                      "row number that was given out is",
                      "row numbers that were given out are")
                  + " on no message: what was inserted last is gone.",
              List.of(
                  "the newest row was a tapback that was replaced",
                  "the newest row was tidied by the system, such as a one-time code"),
              List.of(Place.table("sqlite_sequence"), Place.row("message", last))));
    }
    if (counted >= 0 && counted < last) {
      gaps.add(
          new Gap(
              "counter-below-rows",
              Strength.STRONG,
              true,
              last - counted,
              "The counter of inserted messages stands at "
                  + counted
                  + ", below the highest row number, "
                  + last
                  + "; SQLite itself never lets it fall behind.",
              List.of("the counter table was rebuilt by a repair"),
              List.of(Place.table("sqlite_sequence"), Place.row("message", last))));
    }
  }
}
