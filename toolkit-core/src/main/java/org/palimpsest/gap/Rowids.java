package org.palimpsest.gap;

import java.util.BitSet;

/** The ROWIDs that a table has. */
final class Rowids {

  private static final int DENSE = 1 << 26;

  private final BitSet small = new BitSet();
  private final LongSet others = new LongSet();
  private long count;
  private long lowest = Long.MAX_VALUE;
  private long highest = Long.MIN_VALUE;

  void add(long rowid) {
    count++;
    lowest = Math.min(lowest, rowid);
    highest = Math.max(highest, rowid);
    if (rowid >= 0 && rowid < DENSE) {
      small.set((int) rowid);
    } else {
      others.add(rowid);
    }
  }

  boolean contains(long rowid) {
    return rowid >= 0 && rowid < DENSE ? small.get((int) rowid) : others.contains(rowid);
  }

  long count() {
    return count;
  }

  /** The highest, or 0 when there is none. */
  long highest() {
    return count == 0 ? 0 : highest;
  }

  /** The lowest, or 0 when there is none. */
  long lowest() {
    return count == 0 ? 0 : lowest;
  }
}
