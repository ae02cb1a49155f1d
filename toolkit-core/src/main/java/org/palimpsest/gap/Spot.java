package org.palimpsest.gap;

/** A place in a file, packed into a number: the file in the upper bits, the offset in the lower. */
final class Spot {

  static final long NOWHERE = -1;

  private Spot() {}

  static long of(int file, long offset) {
    return (long) file << 56 | offset;
  }

  static int file(long spot) {
    return (int) (spot >>> 56);
  }

  static long offset(long spot) {
    return spot & 0x00ff_ffff_ffff_ffffL;
  }
}
