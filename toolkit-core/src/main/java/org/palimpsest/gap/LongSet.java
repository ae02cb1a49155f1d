package org.palimpsest.gap;

/** A set of 64-bit hashes in one array. */
final class LongSet {

  private long[] slots = new long[1024];
  private int size;
  private boolean zero;

  /** Adds a value; says whether it was new. */
  boolean add(long value) {
    if (value == 0) {
      boolean added = !zero;
      zero = true;
      return added;
    }
    int at = slot(slots, value);
    if (slots[at] == value) {
      return false;
    }
    slots[at] = value;
    if (++size > slots.length / 8 * 5) {
      grow();
    }
    return true;
  }

  boolean contains(long value) {
    return value == 0 ? zero : slots[slot(slots, value)] == value;
  }

  boolean isEmpty() {
    return size == 0 && !zero;
  }

  private static int slot(long[] slots, long value) {
    int mask = slots.length - 1;
    int at = (int) (value * 0x9e3779b97f4a7c15L >>> 33) & mask;
    while (slots[at] != 0 && slots[at] != value) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] larger = new long[2 * slots.length];
    for (long value : slots) {
      if (value != 0) {
        larger[slot(larger, value)] = value;
      }
    }
    slots = larger;
  }
}
