package org.palimpsest.fuzz;

/** How long one target is fuzzed, and how long a single input may take. */
final class Limits {

  /** Of one fuzzing run; the regression runs end when the seeds do. */
  static final String DURATION = "1m";

  private static final long MOST_NANOS = 10_000_000_000L;

  private final long start = System.nanoTime();

  /** Fails when what was begun with this took out of all proportion to a few kilobytes. */
  void check() {
    long taken = System.nanoTime() - start;
    if (taken > MOST_NANOS) {
      throw new AssertionError("a small input took " + taken / 1_000_000 + " ms");
    }
  }
}
