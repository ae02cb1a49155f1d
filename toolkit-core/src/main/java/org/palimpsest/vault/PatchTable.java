package org.palimpsest.vault;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a patch says: how the content is put together from ranges of its base, from its own literal
 * bytes, and from frames that were compressed with a range of the base as dictionary. Text, one
 * step a line, numbers in decimal; SKIP is relative to where the range of the step before ended.
 *
 * <pre>
 *   = LENGTH SKIP                copy LENGTH bytes of the base
 *   + LENGTH                     take the next LENGTH literal bytes
 *   ~ LENGTH STORED SKIP COUNT   decompress the next STORED bytes with COUNT bytes of the base as
 *                                dictionary; they give LENGTH bytes
 *   . LENGTH STORED              the next STORED bytes are a frame of LENGTH literal bytes
 * </pre>
 *
 * <p>Steps give the content from first to last; the frames of {@code ~} and {@code .} lie one after
 * another in the order of their lines. The format is that of {@code docs/format/vault.md}.
 */
final class PatchTable {

  static final byte COPY = '=';
  static final byte LITERAL = '+';
  static final byte DELTA = '~';
  static final byte SEGMENT = '.';

  private static final long MOST = 999_999_999_999_999_999L;

  private final byte[] text;
  private int at;

  /** The step's kind and numbers, after {@link #next}. */
  byte kind;

  long length;
  long stored;

  /** Where the range of the base begins, and its length. */
  long from;

  long count;
  private long cursor;

  PatchTable(byte[] text) {
    this.text = text;
  }

  /** Goes to the next step; false at the end. */
  boolean next() throws DamagedObjectException {
    if (at == text.length) {
      return false;
    }
    kind = text[at++];
    length = number();
    stored = 0;
    count = 0;
    switch (kind) {
      case COPY -> {
        from = cursor + number();
        count = length;
        cursor = from + count;
      }
      case LITERAL -> from = 0;
      case DELTA -> {
        stored = number();
        from = cursor + number();
        count = number();
        cursor = from + count;
      }
      case SEGMENT -> stored = number();
      default -> throw damaged();
    }
    if (at >= text.length || text[at++] != '\n') {
      throw damaged();
    }
    boolean frame = kind == DELTA || kind == SEGMENT;
    if (length <= 0 || from < 0 || from > MOST || count < 0 || (frame && stored <= 0)) {
      throw damaged();
    }
    return true;
  }

  /** A space and a number. */
  private long number() throws DamagedObjectException {
    if (at >= text.length || text[at++] != ' ') {
      throw damaged();
    }
    boolean negative = at < text.length && text[at] == '-';
    at += negative ? 1 : 0;
    long value = 0;
    int start = at;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      if (value > MOST / 10) {
        throw damaged();
      }
      value = value * 10 + text[at++] - '0';
    }
    if (at == start) {
      throw damaged();
    }
    return negative ? -value : value;
  }

  static DamagedObjectException damaged() {
    return new DamagedObjectException("a patch's table is damaged");
  }

  /** Writes a table. */
  static final class Writer {
    private byte[] text = new byte[1024];
    private int size;
    private long cursor;
    private byte pending;
    private long pendingLength;
    private long pendingFrom;

    /** Neighbouring copies become one, and neighbouring literals. */
    void copy(long length, long from) {
      if (pending == COPY && pendingFrom + pendingLength == from) {
        pendingLength += length;
        return;
      }
      flush();
      pending = COPY;
      pendingLength = length;
      pendingFrom = from;
    }

    void literal(long length) {
      if (pending == LITERAL) {
        pendingLength += length;
        return;
      }
      flush();
      pending = LITERAL;
      pendingLength = length;
    }

    void delta(long length, long stored, long from, long count) {
      flush();
      line(DELTA, length, stored, from - cursor, count);
      cursor = from + count;
    }

    void segment(long length, long stored) {
      flush();
      line(SEGMENT, length, stored);
    }

    private void flush() {
      if (pending == COPY) {
        line(COPY, pendingLength, pendingFrom - cursor);
        cursor = pendingFrom + pendingLength;
      } else if (pending == LITERAL) {
        line(LITERAL, pendingLength);
      }
      pending = 0;
    }

    private void line(byte kind, long... numbers) {
      StringBuilder line = new StringBuilder().append((char) kind);
      for (long number : numbers) {
        line.append(' ').append(number);
      }
      byte[] bytes = line.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
      if (size + bytes.length > text.length) {
        text = Arrays.copyOf(text, 2 * (size + bytes.length));
      }
      System.arraycopy(bytes, 0, text, size, bytes.length);
      size += bytes.length;
    }

    byte[] text() {
      flush();
      return Arrays.copyOf(text, size);
    }
  }
}
