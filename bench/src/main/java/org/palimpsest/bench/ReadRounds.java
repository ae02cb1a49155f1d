package org.palimpsest.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * Reads a store with both readers in turns in one process and prints rows per CPU second of the
 * reading thread, round by round, and the ratio of the best rounds. Fails if values differ.
 */
final class ReadRounds {

  private ReadRounds() {}

  /** Takes the database, {@code 13} or {@code all}, and how many rounds. */
  public static void main(String[] arguments) throws Exception {
    boolean thirteen = Thirteen.wanted(arguments);
    int rounds = Integer.parseInt(arguments[2]);
    double ours = 0;
    double theirs = 0;
    for (int round = 1; round <= rounds; round++) {
      long start = cpu();
      Tally pages = ReadByPages.read(arguments[0], thirteen);
      long middle = cpu();
      Tally jdbc = ReadByJdbc.read(arguments[0], thirteen);
      long end = cpu();
      if (!pages.toString().equals(jdbc.toString())) {
        throw new IllegalStateException("the readers differ: " + pages + " and " + jdbc);
      }
      double a = pages.rows() * 1e9 / (middle - start);
      double b = jdbc.rows() * 1e9 / (end - middle);
      ours = Math.max(ours, a);
      theirs = Math.max(theirs, b);
      System.out.printf(
          Locale.ROOT,
          "round %d: palimpsest %,.0f rows/s, sqlite-jdbc %,.0f rows/s, %.2f times%n",
          round,
          a,
          b,
          a / b);
    }
    System.out.printf(
        Locale.ROOT, "%s columns, best rounds: %.2f times%n", arguments[1], ours / theirs);
  }

  private static long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadCpuTime();
  }
}
