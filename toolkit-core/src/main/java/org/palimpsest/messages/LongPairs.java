package org.palimpsest.messages;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * Pairs of integers looked up by the first: the content of a join table. Two flat arrays, since a
 * store has as many of them as messages.
 */
final class LongPairs {

  private long[] keys = new long[1024];
  private long[] values = new long[1024];
  private int size;
  private boolean sorted = true;

  void add(long key, long value) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    sorted &= size == 0 || keys[size - 1] <= key;
    keys[size] = key;
    values[size] = value;
    size++;
  }

  /** Brings the pairs in order of their keys; equal keys keep the order they came in. */
  LongPairs seal() {
    if (!sorted) {
      Long[] order = new Long[size];
      for (int i = 0; i < size; i++) {
        order[i] = (long) i;
      }
      long[] unsortedKeys = keys;
      Arrays.sort(
          order, (a, b) -> Long.compare(unsortedKeys[a.intValue()], unsortedKeys[b.intValue()]));
      long[] newKeys = new long[size];
      long[] newValues = new long[size];
      for (int i = 0; i < size; i++) {
        newKeys[i] = keys[order[i].intValue()];
        newValues[i] = values[order[i].intValue()];
      }
      keys = newKeys;
      values = newValues;
      sorted = true;
    }
    return this;
  }

  int size() {
    return size;
  }

  /**
   * Shows the keys that two sets of pairs do not join with the same values in the same order.
   *
   * @param other whether a value means another thing in one than in the other
   */
  static void differing(LongPairs a, LongPairs b, LongPredicate other, LongConsumer visitor) {
    int i = 0;
    int j = 0;
    while (i < a.size || j < b.size) {
      if (j == b.size || i < a.size && a.keys[i] < b.keys[j]) {
        visitor.accept(a.keys[i++]);
      } else if (i == a.size || b.keys[j] < a.keys[i]) {
        visitor.accept(b.keys[j++]);
      } else {
        long key = a.keys[i];
        boolean same = true;
        while (a.hasKey(i, key) && b.hasKey(j, key)) {
          same &= a.values[i] == b.values[j] && !other.test(a.values[i]);
          i++;
          j++;
        }
        same &= !a.hasKey(i, key) && !b.hasKey(j, key);
        for (; a.hasKey(i, key); i++) {}
        for (; b.hasKey(j, key); j++) {}
        if (!same) {
          visitor.accept(key);
        }
      }
    }
  }

  /** Position of the first pair with that key, or -1. */
  int first(long key) {
    return first(key, 0, size);
  }

  private int first(long key, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (keys[middle] < key) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < size && keys[low] == key ? low : -1;
  }

  /** A finder that remembers where it was. */
  Finder finder() {
    return new Finder();
  }

  /** Finds keys that are asked for in ascending order, as rows of a table come, in a few steps. */
  final class Finder {
    private static final int NEAR = 8;

    private int last;

    private Finder() {}

    /** Position of the first pair with that key, or -1. */
    int first(long key) {
      // The key, if it is near, is between what lies before the last place and what lies behind it.
      int to = Math.min(size, last + NEAR);
      boolean near =
          size > 0 && (last == 0 || keys[last - 1] < key) && (to == size || keys[to - 1] >= key);
      int at = near ? LongPairs.this.first(key, last, to) : LongPairs.this.first(key);
      last = at >= 0 ? at : last;
      return at;
    }
  }

  boolean hasKey(int at, long key) {
    return at >= 0 && at < size && keys[at] == key;
  }

  long key(int at) {
    return keys[at];
  }

  long value(int at) {
    return values[at];
  }
}
