package org.palimpsest.snapshot;

import java.util.Arrays;

/** A bit for each row, lowest first, and how many before a row are set. */
final class RankedBits {

  private final byte[] bits;

  /** Set bits before every sixty-fourth row. */
  private final int[] ranks;

  RankedBits(byte[] bits) {
    this.bits = bits;
    this.ranks = new int[bits.length / Long.BYTES + 2];
    int set = 0;
    for (int i = 0; i < bits.length; i++) {
      if (i % Long.BYTES == 0) {
        ranks[i / Long.BYTES] = set;
      }
      set += Integer.bitCount(bits[i] & 0xff);
    }
    Arrays.fill(ranks, (bits.length + Long.BYTES - 1) / Long.BYTES, ranks.length, set);
  }

  /** Bytes that hold so many bits. */
  static int length(long rows) {
    return Math.toIntExact((rows + 7) / 8);
  }

  boolean get(long row) {
    return (bits[(int) (row >>> 3)] >> (row & 7) & 1) != 0;
  }

  /** Whether eight rows, the first of which is a multiple of eight, are all unset. */
  boolean noneOfEight(long row) {
    return bits[(int) (row >>> 3)] == 0;
  }

  /** How many rows before this one are set. */
  int rank(long row) {
    int index = (int) (row >>> 3);
    int rank = ranks[index / Long.BYTES];
    for (int i = index / Long.BYTES * Long.BYTES; i < index; i++) {
      rank += Integer.bitCount(bits[i] & 0xff);
    }
    return rank + Integer.bitCount(bits[index] & ((1 << (row & 7)) - 1));
  }

  /** How many are set. */
  int count() {
    return ranks[ranks.length - 1];
  }
}
