package org.palimpsest.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.palimpsest.testdata.BulkStore;

/** Forges a store, or takes one a day further: on a usual day a thousandth of its rows changes. */
final class NextDay {

  private static final Instant START = Instant.parse("2026-01-01T02:00:00Z");

  private NextDay() {}

  /**
   * Takes the database, how many messages it holds at first, the number of the day, from 0, and how
   * many thousandths of the rows change, if not one.
   */
  public static void main(String[] arguments) throws Exception {
    Path store = Path.of(arguments[0]);
    int messages = Integer.parseInt(arguments[1]);
    int day = Integer.parseInt(arguments[2]);
    if (day == 0) {
      BulkStore.forge(store, messages, 1);
    } else {
      Path next = store.resolveSibling("next.db");
      int thousandths = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
      int part = thousandths * Math.max(1, messages / 10_000);
      BulkStore.mutate(
          store, next, new BulkStore.Spec(1000 + day, 5 * part, part, part, 1, 0, 3 * part));
      Files.move(next, store, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setLastModifiedTime(store, FileTime.from(START.plus(Duration.ofDays(day))));
  }
}
