package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.palimpsest.digest.Sha256;

/** Walks a digest list. Rows lie in a window, so that memory does not grow with the list. */
public final class DigestCursor {

  private static final int ROWS = 4096;
  private static final int LONGS = DigestList.ROW / Long.BYTES;

  /** Where content's and state's commitment begin in a row, in longs. */
  private static final int CONTENT = 2;

  private static final int STATE = 4;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final DigestList list;
  private final long end;
  private final byte[] shortened = new byte[DigestList.PART];

  /** Rows as numbers: comparing them is then quick even before the code is compiled. */
  private final long[] window;

  private final byte[] bytes;
  private long windowFrom;
  private long windowTo;
  private long row;
  private int at;
  private boolean isLong;

  DigestCursor(DigestList list, long from, long end) {
    this.list = list;
    this.end = end;
    int rows = (int) Math.max(0, Math.min(ROWS, end - from));
    this.window = new long[rows * LONGS];
    this.bytes = new byte[rows * DigestList.ROW];
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
      windowTo = list.read(row, end, ROWS, bytes);
      int longs = (int) (windowTo - windowFrom) * LONGS;
      ByteBuffer.wrap(bytes).asLongBuffer().get(window, 0, longs);
    }
    at = (int) (row - windowFrom) * LONGS;
    isLong = list.isLong(row);
    return true;
  }

  /**
   * How many rows, from the present ones on, are the same in both as far as their windows reach.
   * Two lists are nearly the same nearly everywhere, and many rows are compared at once many times
   * faster than one by one.
   */
  public int sameFromHere(DigestCursor other) {
    int mine = (int) (windowTo - windowFrom) * LONGS;
    int others = (int) (other.windowTo - other.windowFrom) * LONGS;
    int most = Math.min(mine - at, others - other.at);
    int differs = Arrays.mismatch(window, at, at + most, other.window, other.at, other.at + most);
    int rows = (differs < 0 ? most : differs) / LONGS;
    // Of a long key a row holds the beginning only.
    return list.shortFrom(row, rows);
  }

  /** Goes on by so many rows, which lie in the window; false at the end. */
  public boolean skip(int rows) throws IOException {
    row += rows - 1;
    return next();
  }

  /** The first byte of the content commitment. */
  byte contentByte() {
    return (byte) (window[at + CONTENT] >>> 56);
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
    return window[at] != other.window[other.at]
        ? Long.compareUnsigned(window[at], other.window[other.at])
        : Long.compareUnsigned(window[at + 1], other.window[other.at + 1]);
  }

  /** Whether both commit to the same content and the same state. */
  public boolean sameAs(DigestCursor other) {
    return sameContentAs(other) && equal(other, STATE);
  }

  /** Whether both commit to the same content. */
  public boolean sameContentAs(DigestCursor other) {
    return equal(other, CONTENT);
  }

  private boolean equal(DigestCursor other, int part) {
    return window[at + part] == other.window[other.at + part]
        && window[at + part + 1] == other.window[other.at + part + 1];
  }

  /** Whether the row is the digest of a line of the record list, given without its LF. */
  boolean isOf(byte[] line) throws IOException {
    int key = line.length - LineCursor.FIXED;
    return key > 0
        && isKeyOf(line, key)
        && isHexOf(line, key + 1, CONTENT)
        && isHexOf(line, key + 66, STATE);
  }

  private boolean isKeyOf(byte[] line, int length) throws IOException {
    if (isLong) {
      byte[] key = keyBytes();
      return key.length == length && Arrays.equals(line, 0, length, key, 0, length);
    }
    int own = at * Long.BYTES;
    return DigestList.shorten(line, 0, length, shortened)
        && Arrays.equals(shortened, 0, DigestList.PART, bytes, own, own + DigestList.PART);
  }

  private boolean isHexOf(byte[] line, int from, int part) {
    int own = (at + part) * Long.BYTES;
    for (int i = 0; i < DigestList.PART; i++) {
      byte value = bytes[own + i];
      if (line[from + 2 * i] != HEX[value >> 4 & 0xf]
          || line[from + 2 * i + 1] != HEX[value & 0xf]) {
        return false;
      }
    }
    return true;
  }

  /** The row's key. */
  public String key() throws IOException {
    return new String(keyBytes(), StandardCharsets.US_ASCII);
  }

  /** The key in full, as ASCII. */
  byte[] keyBytes() throws IOException {
    return list.key(row, window[at], window[at + 1]);
  }

  /** Whether 16 bytes stand for the key. */
  boolean isShort() {
    return !isLong;
  }

  /** Copies the 16 bytes that stand for the key. */
  void copyShortKey(byte[] target) {
    System.arraycopy(bytes, at * Long.BYTES, target, 0, DigestList.PART);
  }

  /** Copies the first half of each commitment to where a whole one would begin. */
  void copyCommitments(byte[] target) {
    System.arraycopy(bytes, (at + CONTENT) * Long.BYTES, target, 0, DigestList.PART);
    System.arraycopy(bytes, (at + STATE) * Long.BYTES, target, Sha256.LENGTH, DigestList.PART);
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
