package org.palimpsest.snapshot;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.sqlite.ByteSource;

/**
 * Walks the lines of a record list. Lines lie in a sliding window of the list's bytes, so that
 * memory does not grow with it.
 */
public final class LineCursor {

  private static final int WINDOW = 1 << 20;
  private static final int FIRST_WINDOW = 1 << 16;

  /** What a line holds beside its key: two spaces and twice 64 digits. */
  static final int FIXED = 130;

  /** The value of each lower-case hexadecimal digit, -1 for all other bytes. */
  private static final byte[] DIGITS = new byte[256];

  static {
    for (int i = 0; i < DIGITS.length; i++) {
      DIGITS[i] = (byte) "0123456789abcdef".indexOf(i);
    }
  }

  /** Two lines are longer than one whose key is not longer than this. */
  private static final int SHORT_KEY = 64;

  private final ByteSource bytes;
  private final long end;
  private byte[] window = new byte[FIRST_WINDOW];
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
    int length = lineEnd - start;
    start = lineEnd + 1;
    // Most lines are as long as the one before.
    if (isLine(length)) {
      lineEnd = start + length;
      keyEnd = lineEnd - FIXED;
      number++;
      return true;
    }
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
    keyEnd = lineEnd - FIXED;
    if (keyEnd <= start || window[keyEnd] != ' ' || window[keyEnd + 65] != ' ') {
      throw new IOException("a record list has a line that is none");
    }
    number++;
    return true;
  }

  /** Whether a line of that length starts here; no second line can hide in one with a short key. */
  private boolean isLine(int length) {
    int at = start + length;
    return length > FIXED
        && length <= FIXED + SHORT_KEY
        && at < filled
        && window[at] == '\n'
        && window[at - FIXED] == ' '
        && window[at - FIXED + 65] == ' ';
  }

  /** Moves what is left to the front and reads on; the window grows when it is read on a while. */
  private boolean fill() throws IOException {
    int left = filled - start;
    byte[] old = window;
    if (left == window.length || window.length < WINDOW && nextRead > 0 && filled > 0) {
      if (window.length > 16 * WINDOW) {
        throw new IOException("a record list has a line without end");
      }
      window = new byte[Math.max(WINDOW, 2 * window.length)];
    }
    System.arraycopy(old, start, window, 0, left);
    int count = (int) Math.min(window.length - left, end - nextRead);
    // Ending where a segment of the vault ends, nothing is decompressed twice.
    int over = (int) ((nextRead + count) % FIRST_WINDOW);
    if (nextRead + count < end && over < count) {
      count -= over;
    }
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

  /** The line's key. */
  public String key() {
    return new String(window, start, keyEnd - start, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Writes the RFC 6962 leaf hash of the line, without its LF. */
  void leafInto(MessageDigest digest, byte[] target, int at) {
    TreeHash.leafInto(digest, window, start, lineEnd - start, target, at);
  }

  /** The line's key as bytes, copied. */
  byte[] copyKey() {
    return Arrays.copyOfRange(window, start, keyEnd);
  }

  /**
   * Copies both commitments as 64 bytes.
   *
   * @throws IOException if they are not written as 64 lower-case digits each
   */
  void copyCommitments(byte[] target) throws IOException {
    int wrong = digits(keyEnd + 1, target, 0) | digits(keyEnd + 66, target, Sha256.LENGTH);
    if (wrong < 0) {
      throw new IOException("a record list has a line that is none");
    }
  }

  /** Reads 64 digits; a negative number if one of them is none. */
  private int digits(int from, byte[] target, int at) {
    int wrong = 0;
    for (int i = 0; i < Sha256.LENGTH; i++) {
      int high = DIGITS[window[from + 2 * i] & 0xff];
      int low = DIGITS[window[from + 2 * i + 1] & 0xff];
      wrong |= high | low;
      target[at + i] = (byte) (high << 4 | low);
    }
    return wrong;
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
      case 'r' -> RecordKind.ROW;
      default -> window[start + 1] == 'h' ? RecordKind.THREAD : RecordKind.TOMBSTONE;
    };
  }
}
