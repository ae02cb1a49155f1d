package org.palimpsest.sqlite;

/** SQLite's variable-length integers: 1 to 9 bytes, big-endian, seven bits a byte. */
public final class Varint {

  private Varint() {}

  /** The value at {@code at}; callers make sure that 9 bytes or the array's end follow. */
  public static long value(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      byte b = bytes[at + i];
      value = (value << 7) | (b & 0x7f);
      if (b >= 0) {
        return value;
      }
    }
    return (value << 8) | (bytes[at + 8] & 0xff);
  }

  /** How many bytes the value at {@code at} takes, 1 to 9. */
  public static int length(byte[] bytes, int at) {
    for (int i = 0; i < 8; i++) {
      if (bytes[at + i] >= 0) {
        return i + 1;
      }
    }
    return 9;
  }

  /** How many bytes the value at {@code at} takes when it ends before {@code end}, else 0. */
  public static int bounded(byte[] bytes, int at, int end) {
    for (int i = 0; i < 8; i++) {
      if (at + i >= end) {
        return 0;
      }
      if (bytes[at + i] >= 0) {
        return i + 1;
      }
    }
    return at + 9 <= end ? 9 : 0;
  }
}
