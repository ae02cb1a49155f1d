package org.palimpsest.gap;

/** Serial types of SQLite's record format (file format §2.1). */
final class Serial {

  private Serial() {}

  /** Bytes that a value of that type takes. */
  static long size(long serial) {
    if (serial >= 12) {
      return (serial - 12) >> 1;
    }
    return switch ((int) serial) {
      case 1, 2, 3, 4 -> serial;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> 0;
    };
  }

  static boolean isInteger(long serial) {
    return serial >= 1 && serial <= 6 || serial == 8 || serial == 9;
  }

  static boolean isText(long serial) {
    return serial >= 13 && (serial & 1) == 1;
  }

  static boolean isBlob(long serial) {
    return serial >= 12 && (serial & 1) == 0;
  }

  static long text(long bytes) {
    return 13 + 2 * bytes;
  }

  static long blob(long bytes) {
    return 12 + 2 * bytes;
  }

  /** The integer of that type at {@code at}. */
  static long integer(byte[] bytes, int at, long serial) {
    if (serial >= 8) {
      return serial - 8;
    }
    int count = (int) size(serial);
    long value = bytes[at];
    for (int i = 1; i < count; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }

  static double real(byte[] bytes, int at) {
    return Double.longBitsToDouble(integer(bytes, at, 6));
  }

  /** The type that SQLite gives to an integer. */
  static int smallest(long value) {
    long magnitude = value < 0 ? ~value : value;
    if (magnitude <= 1 && value >= 0) {
      return (int) (8 + value);
    }
    if (magnitude <= 0x7f) {
      return 1;
    }
    if (magnitude <= 0x7fff) {
      return 2;
    }
    if (magnitude <= 0x7f_ffff) {
      return 3;
    }
    if (magnitude <= 0x7fff_ffff) {
      return 4;
    }
    return magnitude <= 0x7fff_ffff_ffffL ? 5 : 6;
  }
}
