package org.palimpsest.continuity;

import java.util.HashSet;
import java.util.Set;

/** A set of guids, sixteen bytes for each that is a UUID in upper case, as nearly all are. */
final class GuidSet {

  private long[] slots = new long[2 << 10];
  private int size;
  private boolean holdsZero;
  private final Set<String> others = new HashSet<>();
  private final long[] parsed = new long[2];

  void add(String guid) {
    if (!parse(guid)) {
      others.add(guid);
    } else if (parsed[0] == 0 && parsed[1] == 0) {
      holdsZero = true;
    } else {
      if (size * 4 > slots.length) {
        grow();
      }
      size += put(slots, parsed[0], parsed[1]) ? 1 : 0;
    }
  }

  boolean contains(String guid) {
    if (!parse(guid)) {
      return others.contains(guid);
    }
    if (parsed[0] == 0 && parsed[1] == 0) {
      return holdsZero;
    }
    int mask = slots.length / 2 - 1;
    int at = hash(parsed[0], parsed[1]) & mask;
    while (slots[2 * at] != 0 || slots[2 * at + 1] != 0) {
      if (slots[2 * at] == parsed[0] && slots[2 * at + 1] == parsed[1]) {
        return true;
      }
      at = (at + 1) & mask;
    }
    return false;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        put(larger, slots[i], slots[i + 1]);
      }
    }
    slots = larger;
  }

  private static boolean put(long[] slots, long high, long low) {
    int mask = slots.length / 2 - 1;
    int at = hash(high, low) & mask;
    while (slots[2 * at] != 0 || slots[2 * at + 1] != 0) {
      if (slots[2 * at] == high && slots[2 * at + 1] == low) {
        return false;
      }
      at = (at + 1) & mask;
    }
    slots[2 * at] = high;
    slots[2 * at + 1] = low;
    return true;
  }

  private static int hash(long high, long low) {
    long mixed = (high ^ Long.rotateLeft(low, 31)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  /** The sixteen bytes of a UUID in upper case; false for any other spelling. */
  private boolean parse(String guid) {
    if (guid.length() != 36) {
      return false;
    }
    long high = 0;
    long low = 0;
    for (int i = 0, digits = 0; i < 36; i++) {
      char c = guid.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') {
          return false;
        }
        continue;
      }
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) {
        return false;
      }
      if (digits++ < 16) {
        high = high << 4 | digit;
      } else {
        low = low << 4 | digit;
      }
    }
    parsed[0] = high;
    parsed[1] = low;
    return true;
  }
}
