package org.palimpsest.gap;

/** A map from 64-bit hashes to small numbers, in two arrays. */
final class LongIndex {

  private long[] keys = new long[1024];
  private int[] values = new int[1024];
  private int size;

  /** The number under that key, or -1. */
  int get(long key) {
    long wanted = key == 0 ? 1 : key;
    int at = slot(keys, wanted);
    return keys[at] == wanted ? values[at] : -1;
  }

  void put(long key, int value) {
    long wanted = key == 0 ? 1 : key;
    int at = slot(keys, wanted);
    if (keys[at] != wanted) {
      keys[at] = wanted;
      size++;
    }
    values[at] = value;
    if (size > keys.length / 8 * 5) {
      grow();
    }
  }

  private static int slot(long[] keys, long key) {
    int mask = keys.length - 1;
    int at = (int) (key * 0x9e3779b97f4a7c15L >>> 33) & mask;
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[2 * oldKeys.length];
    values = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int at = slot(keys, oldKeys[i]);
        keys[at] = oldKeys[i];
        values[at] = oldValues[i];
      }
    }
  }
}
