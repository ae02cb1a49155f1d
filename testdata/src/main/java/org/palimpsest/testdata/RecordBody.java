package org.palimpsest.testdata;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a record as SQLite's file format stores them behind the record's header: the
 * shortest form of each, one after the other.
 *
 * @param bytes the values
 * @param header how many bytes the header before them takes
 */
record RecordBody(byte[] bytes, int header) {
  private static final int[] INTEGER_SIZES = {1, 2, 3, 4, 6, 8};

  static RecordBody of(List<? extends @Nullable Object> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int types = 0;
    for (Object value : values) {
      byte[] stored = stored(value);
      out.writeBytes(stored);
      types +=
          value instanceof String
              ? varint(13 + 2L * stored.length)
              : value instanceof byte[] ? varint(12 + 2L * stored.length) : 1;
    }
    int header = types + 1;
    return new RecordBody(out.toByteArray(), header > 127 ? header + 1 : header);
  }

  /** Nothing for NULL, 0 and 1, which their serial types say already. */
  static byte[] stored(@Nullable Object value) {
    if (value instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    if (value instanceof byte[] blob) {
      return blob;
    }
    return value instanceof Number number ? integer(number.longValue()) : new byte[0];
  }

  private static byte[] integer(long value) {
    if (value == 0 || value == 1) {
      return new byte[0];
    }
    for (int size : INTEGER_SIZES) {
      int unused = 64 - 8 * size;
      if (value << unused >> unused == value) {
        byte[] out = new byte[size];
        for (int i = 0; i < size; i++) {
          out[i] = (byte) (value >> 8 * (size - 1 - i));
        }
        return out;
      }
    }
    throw new AssertionError("eight bytes hold every long");
  }

  private static int varint(long value) {
    int size = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    return size;
  }

  /** How many bytes of the values lie in the leaf of a table; the rest is in overflow pages. */
  int local(int usable) {
    int payload = header + bytes.length;
    if (payload <= usable - 35) {
      return bytes.length;
    }
    int least = (usable - 12) * 32 / 255 - 23;
    int most = least + (payload - least) % (usable - 4);
    return (most <= usable - 35 ? most : least) - header;
  }

  /** The part in the leaf, then what each overflow page holds. */
  List<byte[]> parts(int usable) {
    List<byte[]> out = new ArrayList<>();
    int at = local(usable);
    out.add(Arrays.copyOf(bytes, at));
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + usable - 4);
      out.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return out;
  }
}
