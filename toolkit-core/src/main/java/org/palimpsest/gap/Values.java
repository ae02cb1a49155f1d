package org.palimpsest.gap;

import org.palimpsest.sqlite.Column;

/** Hashes of single values, the same in a row and in an entry of an index. */
final class Values {

  /** The hash of what is not in the page, or cannot be told. */
  static final long UNKNOWN = 0;

  private static final long NULL = Hash64.mix(31, 0) | 1;

  private Values() {}

  private static long whole(long value) {
    return Hash64.mix(37, value) | 1;
  }

  /** The hash of the value at a place of a record. */
  static long of(RecordView record, int place, byte[] bytes, int localEnd) {
    long serial = record.types[place];
    int at = record.at[place];
    if (serial == 0) {
      return NULL;
    }
    if (at + Serial.size(serial) > localEnd) {
      return UNKNOWN;
    }
    return Serial.isInteger(serial)
        ? whole(Serial.integer(bytes, at, serial))
        : Hash64.bytes(Hash64.mix(31, serial), bytes, at, at + (int) Serial.size(serial)) | 1;
  }

  /** The hash of the value that a row of a table shows at a place of its record. */
  static long ofRow(
      Shape table, int place, RecordView record, long rowid, byte[] bytes, int localEnd) {
    if (place == table.alias) {
      return whole(rowid);
    }
    if (place < record.count) {
      return of(record, place, bytes, localEnd);
    }
    return table.defaults[place] instanceof Column.Default.Whole number
        ? whole(number.value())
        : table.defaults[place] instanceof Column.Default.Null ? NULL : UNKNOWN;
  }

  /** The hash of the entry that an index which is no more had of a row; 0 when it is not known. */
  static long ofEntry(
      Shape index, Shape table, RecordView record, long rowid, byte[] bytes, int localEnd) {
    long hash = index.seed;
    for (int place : index.places) {
      long value = ofRow(table, place, record, rowid, bytes, localEnd);
      if (value == UNKNOWN) {
        return UNKNOWN;
      }
      hash = Hash64.mix(hash, value);
    }
    return Hash64.mix(hash, rowid) | 1;
  }

  /** The hash of an entry as one of an index that is no more; 0 when it is none. */
  static long asEntry(Shape index, RecordView record, long rowid, byte[] bytes, int localEnd) {
    if (record.count != index.places.length + 1) {
      return UNKNOWN;
    }
    long hash = index.seed;
    for (int i = 0; i < index.places.length; i++) {
      long value = of(record, i, bytes, localEnd);
      if (value == UNKNOWN) {
        return UNKNOWN;
      }
      hash = Hash64.mix(hash, value);
    }
    return Hash64.mix(hash, rowid) | 1;
  }
}
