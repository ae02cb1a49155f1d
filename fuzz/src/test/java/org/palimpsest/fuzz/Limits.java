package org.palimpsest.fuzz;

/** How long a single input may take. */
final class Limits {

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
