package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.Arrays;
import org.palimpsest.sqlite.ByteSource;

/**
 * Walks the lines of a record list. Lines lie in a sliding window of the list's bytes, so that
 * memory does not grow with it.
 */
public final class LineCursor {

  private static final int WINDOW = 1 << 20;

  private final ByteSource bytes;
  private final long end;
  private byte[] window = new byte[WINDOW];
  private int filled;
  private int start;
  private int lineEnd;
  private int keyEnd;
  private long nextRead;
  private long number;

  private LineCursor(ByteSource bytes, long from, long end, long number) {
    this.bytes = bytes;
    this.nextRead = from;
    this.end = end;
    this.number = number - 1;
    this.lineEnd = -1;
  }

  /** All lines of a list. */
  public static LineCursor over(ByteSource list) {
    return new LineCursor(list, 0, list.size(), 0);
  }

  /**
   * The lines that start within {@code [from … to)}.
   *
   * @param from offset of the start of a line
   * @param to offset of the start of a line, or the size
   * @param firstNumber number of the first line
   */
  public static LineCursor over(ByteSource list, long from, long to, long firstNumber) {
    return new LineCursor(list, from, to, firstNumber);
  }

  /** Goes to the next line; false at the end. */
  public boolean next() throws IOException {
    start = lineEnd + 1;
    int at = start;
    while (true) {
      while (at < filled && window[at] != '\n') {
        at++;
      }
      if (at < filled) {
        break;
      }
      if (!fill()) {
        if (start < filled) {
          throw new IOException("a record list ends within a line");
        }
        return false;
      }
      at -= start;
      start = 0;
    }
    lineEnd = at;
    keyEnd = lineEnd - 130;
    if (keyEnd <= start || window[keyEnd] != ' ' || window[keyEnd + 65] != ' ') {
      throw new IOException("a record list has a line that is none");
    }
    number++;
    return true;
  }

  /** Moves what is left to the front and reads on. */
  private boolean fill() throws IOException {
    int left = filled - start;
    System.arraycopy(window, start, window, 0, left);
    if (left == window.length) {
      if (window.length > 16 * WINDOW) {
        throw new IOException("a record list has a line without end");
      }
      window = Arrays.copyOf(window, 2 * window.length);
    }
    int count = (int) Math.min(window.length - left, end - nextRead);
    if (count > 0) {
      bytes.read(nextRead, window, left, count);
    }
    nextRead += count;
    filled = left + count;
    if (count <= 0) {
      start = 0;
    }
    return count > 0;
  }

  /** The line's number in the list, from 0. */
  public long number() {
    return number;
  }

  /** Compares the keys of two lines bytewise. */
  public int compareKey(LineCursor other) {
    return Arrays.compareUnsigned(window, start, keyEnd, other.window, other.start, other.keyEnd);
  }

  /** Whether two lines are the same in every byte. */
  public boolean sameAs(LineCursor other) {
    return Arrays.equals(window, start, lineEnd, other.window, other.start, other.lineEnd);
  }

  /** Whether two lines commit to the same content. */
  public boolean sameContentAs(LineCursor other) {
    return Arrays.equals(
        window, keyEnd + 1, keyEnd + 65, other.window, other.keyEnd + 1, other.keyEnd + 65);
  }

  /** Compares the line's key with a key given as ASCII bytes. */
  public int compareKey(byte[] key) {
    return Arrays.compareUnsigned(window, start, keyEnd, key, 0, key.length);
  }

  /** Offset of the line's first byte in the list. */
  public long offset() {
    return nextRead - filled + start;
  }

  /** The line's key. */
  public String key() {
    return new String(window, start, keyEnd - start, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The line without its LF, copied. */
  public byte[] line() {
    return Arrays.copyOfRange(window, start, lineEnd);
  }

  /** The line's kind. */
  public RecordKind kind() {
    return switch (window[start]) {
      case 'a' -> RecordKind.ATTACHMENT;
      case 'm' -> RecordKind.MESSAGE;
      default -> window[start + 1] == 'h' ? RecordKind.THREAD : RecordKind.TOMBSTONE;
    };
  }
}
