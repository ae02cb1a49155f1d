package org.palimpsest.gap;

import java.util.Arrays;
import org.palimpsest.sqlite.Column;
import org.palimpsest.sqlite.Varint;

/** The types of one record and where its values lie; reused from record to record. */
final class RecordView {

  private static final int UUID = 36;
  private static final int UUID_BEGINNING = 24;

  long[] types = new long[128];
  int[] at = new int[128];
  int count;
  int bodyAt;
  long bodySize;

  /**
   * Reads a record header.
   *
   * @param limit the header must end before it
   * @return whether it is one
   */
  boolean parse(byte[] bytes, int headerAt, int limit, int most) {
    int length = Varint.bounded(bytes, headerAt, limit);
    if (length == 0 || length > 3) {
      return false;
    }
    long header = Varint.value(bytes, headerAt);
    if (header < length + 1 || header > limit - headerAt) {
      return false;
    }
    int end = headerAt + (int) header;
    start();
    int position = headerAt + length;
    while (position < end) {
      int size = Varint.bounded(bytes, position, end);
      if (size == 0 || count == most) {
        return false;
      }
      long serial = Varint.value(bytes, position);
      if (serial < 0 || serial == 10 || serial == 11) {
        return false;
      }
      add(serial);
      position += size;
    }
    settle(end);
    return true;
  }

  void start() {
    count = 0;
    bodySize = 0;
  }

  void add(long serial) {
    if (count == types.length) {
      types = Arrays.copyOf(types, 2 * count);
      at = Arrays.copyOf(at, 2 * count);
    }
    types[count++] = serial;
    bodySize += Serial.size(serial);
  }

  /** Lays the values out from where the body begins. */
  void settle(int body) {
    bodyAt = body;
    long position = body;
    for (int i = 0; i < count; i++) {
      at[i] = (int) Math.min(position, Integer.MAX_VALUE - 9);
      position += Serial.size(types[i]);
    }
  }

  /**
   * A hash over types and values, without the columns at the end that hold what a shorter record
   * would show. Of a record that continues on other pages the part in the cell counts.
   */
  long contentHash(Shape shape, byte[] bytes, int localEnd) {
    int last = count;
    while (last > 1 && last <= shape.defaults.length && isDefault(shape, last - 1)) {
      last--;
    }
    long hash = shape.seed;
    for (int i = 0; i < last; i++) {
      hash = Hash64.mix(hash, types[i]);
    }
    int end = (int) Math.min(bodyAt + bodySize, localEnd);
    return Hash64.bytes(hash ^ bodySize, bytes, bodyAt, Math.max(bodyAt, end));
  }

  private boolean isDefault(Shape shape, int column) {
    Column.Default value = shape.defaults[column];
    if (value instanceof Column.Default.Whole whole) {
      return types[column] == 8 && whole.value() == 0 || types[column] == 9 && whole.value() == 1;
    }
    return value instanceof Column.Default.Null && types[column] == 0;
  }

  /** A hash of one of the table's keys; 0 when the record does not hold it whole. */
  long keyHash(Shape shape, int key, byte[] bytes, int localEnd) {
    int[] places = shape.keys[key];
    if (places == null) {
      return 0;
    }
    long hash = Hash64.mix(shape.tableSeed, 77 + key);
    for (int place : places) {
      if (place >= count || types[place] == 0) {
        return 0;
      }
      int from = at[place];
      long end = from + Serial.size(types[place]);
      if (end > localEnd) {
        return 0;
      }
      hash = Hash64.bytes(Hash64.mix(hash, types[place]), bytes, from, (int) end);
    }
    return hash == 0 ? 1 : hash;
  }

  /**
   * A hash of the first 24 of the 36 characters of a key that is a UUID, which no two keys share; 0
   * when the record begins with none.
   */
  long beginningHash(Shape shape, byte[] bytes, int localEnd) {
    int from = at[0];
    if (count == 0
        || !Serial.isText(types[0])
        || Serial.size(types[0]) != UUID
        || from + UUID > localEnd
        || bytes[from + 8] != '-'
        || bytes[from + 13] != '-'
        || bytes[from + 18] != '-') {
      return 0;
    }
    return Hash64.bytes(Hash64.mix(shape.tableSeed, UUID), bytes, from, from + UUID_BEGINNING) | 1;
  }

  /** A hash of a link's ROWID and message, whatever its chat; 0 for what is no link. */
  long linkedHash(Shape shape, long rowid, byte[] bytes, int localEnd) {
    for (int[] places : shape.link ? shape.keys : new int[0][]) {
      int place = places == null || places.length != 2 ? count : places[1];
      if (place < count
          && Serial.isInteger(types[place])
          && at[place] + Serial.size(types[place]) <= localEnd) {
        long message = Serial.integer(bytes, at[place], types[place]);
        return Hash64.mix(rowidHash(shape, rowid), message) | 1;
      }
    }
    return 0;
  }

  static long rowidHash(Shape shape, long rowid) {
    return Hash64.mix(Hash64.mix(shape.tableSeed, 0x5deece66dL), rowid);
  }

  /** A hash of each value. */
  long[] valueHashes(byte[] bytes, int localEnd) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      long end = at[i] + Serial.size(types[i]);
      hashes[i] =
          types[i] == 0 || end > localEnd
              ? 0
              : Hash64.bytes(Hash64.mix(31, types[i]), bytes, at[i], (int) end) | 1;
    }
    return hashes;
  }
}
