package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks a digest list. Rows lie in a window, so that memory does not grow with the list. */
public final class DigestCursor {

  private static final int ROWS = 4096;

  private final DigestList list;
  private final long end;
  private final byte[] window = new byte[ROWS * DigestList.ROW];
  private final ByteBuffer fields = ByteBuffer.wrap(window);
  private final byte[] scratch = new byte[DigestList.PART];
  private long windowFrom;
  private long windowTo;
  private long row;
  private int at;
  private boolean isLong;

  DigestCursor(DigestList list, long from, long end) {
    this.list = list;
    this.end = end;
    this.row = from - 1;
    this.windowFrom = from;
    this.windowTo = from;
  }

  /** Goes to the next row; false at the end. */
  public boolean next() throws IOException {
    if (++row >= end) {
      return false;
    }
    if (row >= windowTo) {
      windowFrom = row;
      windowTo = list.read(row, end, ROWS, window);
    }
    at = (int) (row - windowFrom) * DigestList.ROW;
    isLong = list.isLong(row);
    return true;
  }

  /** Number of the row, and of the line in the record list, from 0. */
  public long number() {
    return row;
  }

  /** Compares keys as the record list sorts them. */
  public int compareKey(DigestCursor other) throws IOException {
    if (isLong || other.isLong) {
      return Arrays.compareUnsigned(keyBytes(), other.keyBytes());
    }
    int order = Long.compareUnsigned(fields.getLong(at), other.fields.getLong(other.at));
    return order != 0
        ? order
        : Long.compareUnsigned(fields.getLong(at + 8), other.fields.getLong(other.at + 8));
  }

  /** Compares the row's key with a key given as ASCII. */
  public int compareKey(byte[] key) throws IOException {
    if (!isLong && DigestList.shorten(key, 0, key.length, scratch)) {
      return Arrays.compareUnsigned(window, at, at + DigestList.PART, scratch, 0, DigestList.PART);
    }
    return Arrays.compareUnsigned(keyBytes(), key);
  }

  /** Whether both commit to the same content and the same state. */
  public boolean sameAs(DigestCursor other) {
    return sameContentAs(other) && equal(other, 2 * DigestList.PART);
  }

  /** Whether both commit to the same content. */
  public boolean sameContentAs(DigestCursor other) {
    return equal(other, DigestList.PART);
  }

  private boolean equal(DigestCursor other, int part) {
    return fields.getLong(at + part) == other.fields.getLong(other.at + part)
        && fields.getLong(at + part + 8) == other.fields.getLong(other.at + part + 8);
  }

  /** Whether the row is the digest of a line of the record list, given without its LF. */
  boolean isOf(byte[] line) throws IOException {
    byte[] key = keyBytes();
    int content = key.length + 1;
    return line.length == key.length + LineCursor.FIXED
        && Arrays.equals(line, 0, key.length, key, 0, key.length)
        && isHexOf(line, content, DigestList.PART)
        && isHexOf(line, content + 65, 2 * DigestList.PART);
  }

  private boolean isHexOf(byte[] line, int from, int part) {
    for (int i = 0; i < DigestList.PART; i++) {
      int value =
          Character.digit(line[from + 2 * i], 16) << 4
              | Character.digit(line[from + 2 * i + 1], 16);
      if ((byte) value != window[at + part + i]) {
        return false;
      }
    }
    return true;
  }

  /** The row's key. */
  public String key() throws IOException {
    return new String(keyBytes(), StandardCharsets.US_ASCII);
  }

  private byte[] keyBytes() throws IOException {
    return list.key(row, fields.getLong(at), fields.getLong(at + 8));
  }

  /** What kind of record it is. */
  public RecordKind kind() throws IOException {
    if (!isLong) {
      return RecordKind.MESSAGE;
    }
    try {
      return RecordKind.ofKey(key());
    } catch (IllegalArgumentException e) {
      throw DigestList.damaged();
    }
  }
}
