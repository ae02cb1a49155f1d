package org.palimpsest.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one canonical JSON value (RFC 8785) into a reusable byte buffer.
 *
 * <p>The caller gives object members in ascending order of their names' UTF-16 code units, as RFC
 * 8785 §3.2.3 sorts them; a member out of order or given twice throws, so a mistake cannot become a
 * hash. Not safe for use by several threads.
 */
public final class CanonicalWriter {

  private static final long MAX_INTEGER = (1L << 53) - 1;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DEPTH = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** A one in each of eight bytes. */
  private static final long ONES = 0x0101010101010101L;

  private static final long HIGH_BITS = ONES << 7;

  private byte[] buffer = new byte[1024];
  private int size;
  private int depth;
  private boolean needsComma;
  private final String[] lastName = new String[MAX_DEPTH];
  private final @Nullable Name[] lastPrepared = new Name[MAX_DEPTH];

  /** Forgets what was written and starts a new value. */
  public CanonicalWriter reset() {
    size = 0;
    depth = 0;
    needsComma = false;
    return this;
  }

  /** Opens an object. */
  public CanonicalWriter beginObject() {
    separate();
    put('{');
    descend();
    return this;
  }

  /** Closes an object. */
  public CanonicalWriter endObject() {
    put('}');
    ascend();
    return this;
  }

  /** Opens an array. */
  public CanonicalWriter beginArray() {
    separate();
    put('[');
    descend();
    return this;
  }

  /** Closes an array. */
  public CanonicalWriter endArray() {
    put(']');
    ascend();
    return this;
  }

  /** Writes a member's name; its value must follow. */
  public CanonicalWriter name(String name) {
    requireBehindLast(name);
    lastName[depth] = name;
    lastPrepared[depth] = null;
    separate();
    quoted(name);
    put(':');
    needsComma = false;
    return this;
  }

  /**
   * A member's name with its canonical form made beforehand, and where it stands among others that
   * were prepared with it.
   */
  public static final class Name {
    private final String name;

    /** A comma, the name in quotes and a colon, then zeros, so that eight bytes can be copied. */
    private final byte[] written;

    private final int length;
    private final Object order;
    private final int place;

    private Name(String name, Object order, int place) {
      CanonicalWriter writer = new CanonicalWriter();
      writer.put(',');
      writer.quoted(name);
      writer.put(':');
      this.name = name;
      this.length = writer.size;
      this.written = Arrays.copyOf(writer.buffer, writer.size + Long.BYTES);
      this.order = order;
      this.place = place;
    }

    /** Prepares a name. */
    public static Name of(String name) {
      return new Name(name, new Object(), 0);
    }

    /**
     * Prepares names of one object, so that their order need not be looked at each time.
     *
     * @throws IllegalArgumentException if they are not in canonical order
     */
    public static List<Name> inOrder(List<String> names) {
      Object order = new Object();
      List<Name> prepared = new ArrayList<>();
      for (String name : names) {
        if (!prepared.isEmpty() && prepared.get(prepared.size() - 1).name.compareTo(name) >= 0) {
          throw new IllegalArgumentException("names out of canonical order");
        }
        prepared.add(new Name(name, order, prepared.size()));
      }
      return prepared;
    }

    private boolean isBehind(@Nullable Name before) {
      return before != null && before.order == order && before.place < place;
    }
  }

  /** Writes a prepared member's name; its value must follow. */
  public CanonicalWriter name(Name name) {
    if (!name.isBehind(lastPrepared[depth])) {
      requireBehindLast(name.name);
    }
    lastName[depth] = name.name;
    lastPrepared[depth] = name;
    byte[] written = name.written;
    reserve(written.length);
    int start = needsComma ? 0 : 1;
    int count = name.length - start;
    byte[] target = buffer;
    for (int i = 0; i < count; i += Long.BYTES) {
      LONGS.set(target, size + i, (long) LONGS.get(written, start + i));
    }
    size += count;
    needsComma = false;
    return this;
  }

  private void requireBehindLast(String name) {
    String last = lastName[depth];
    if (!last.isEmpty() && last.compareTo(name) >= 0) {
      throw new IllegalStateException("member out of canonical order: " + name);
    }
  }

  /** Writes a string whose characters are all ASCII, given as bytes. */
  public CanonicalWriter ascii(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] < 0) {
        throw new IllegalArgumentException("not ASCII at index " + (i - from));
      }
    }
    return utf8(bytes, from, length);
  }

  /**
   * Writes a string of printable ASCII characters that stand for themselves; false, and nothing is
   * written, when there are others.
   */
  public boolean plain(byte[] bytes, int from, int length) {
    int end = from + length;
    int at = from;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      if (!isPlain((long) LONGS.get(bytes, at))) {
        return false;
      }
    }
    for (; at < end; at++) {
      byte b = bytes[at];
      if (b < 0x20 || b == '"' || b == '\\') {
        return false;
      }
    }
    separate();
    reserve(length + 2);
    buffer[size++] = '"';
    System.arraycopy(bytes, from, buffer, size, length);
    size += length;
    buffer[size++] = '"';
    needsComma = true;
    return true;
  }

  /**
   * Whether eight bytes are printable ASCII that stands for itself, all at once: a byte below a
   * bound borrows from its high bit when the bound is subtracted, and one that equals another is
   * zero, so below one, when the two are combined.
   */
  private static boolean isPlain(long eight) {
    long quote = eight ^ '"' * ONES;
    long backslash = eight ^ '\\' * ONES;
    long low = (eight - 0x20 * ONES) & ~eight;
    long equal = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
    return ((eight | low | equal) & HIGH_BITS) == 0;
  }

  /** Writes a string given as UTF-8; the caller knows that the bytes are valid. */
  public CanonicalWriter utf8(byte[] bytes, int from, int length) {
    separate();
    reserve(Math.addExact(Math.multiplyExact(length, 6), 2));
    buffer[size++] = '"';
    int end = from + length;
    int start = from;
    for (int i = from; i < end; i++) {
      byte b = bytes[i];
      // Bytes of characters beyond ASCII are negative and stand as they are.
      if ((b >= 0 && b < 0x20) || b == '"' || b == '\\') {
        copy(bytes, start, i);
        escaped((char) b);
        start = i + 1;
      }
    }
    copy(bytes, start, end);
    buffer[size++] = '"';
    needsComma = true;
    return this;
  }

  private void copy(byte[] bytes, int from, int to) {
    System.arraycopy(bytes, from, buffer, size, to - from);
    size += to - from;
  }

  /**
   * Writes a string, character by character as given.
   *
   * @throws IllegalArgumentException for a lone surrogate, which UTF-8 cannot carry
   */
  public CanonicalWriter value(String text) {
    separate();
    quoted(text);
    needsComma = true;
    return this;
  }

  /** Writes an integer: as a number within ±(2^53−1), else as a string of its digits. */
  public CanonicalWriter value(long number) {
    if (number > MAX_INTEGER || number < -MAX_INTEGER) {
      return value(Long.toString(number));
    }
    separate();
    digits(number);
    needsComma = true;
    return this;
  }

  /** Writes an integer as a string of its digits, whatever its size. */
  public CanonicalWriter decimal(long number) {
    if (number == Long.MIN_VALUE) {
      return value(Long.toString(number));
    }
    separate();
    put('"');
    digits(number);
    put('"');
    needsComma = true;
    return this;
  }

  /** Writes {@code true} or {@code false}. */
  public CanonicalWriter value(boolean flag) {
    separate();
    ascii(flag ? "true" : "false");
    needsComma = true;
    return this;
  }

  /** Writes {@code null}. */
  public CanonicalWriter nullValue() {
    separate();
    ascii("null");
    needsComma = true;
    return this;
  }

  /** Writes a string of the lower-case hexadecimal digits of {@code bytes}. */
  public CanonicalWriter hex(byte[] bytes) {
    separate();
    reserve(2 * bytes.length + 2);
    buffer[size++] = '"';
    for (byte b : bytes) {
      buffer[size++] = HEX[(b >> 4) & 0xf];
      buffer[size++] = HEX[b & 0xf];
    }
    buffer[size++] = '"';
    needsComma = true;
    return this;
  }

  /** Inserts a value that another canonical writer finished. */
  public CanonicalWriter raw(byte[] canonical) {
    separate();
    reserve(canonical.length);
    System.arraycopy(canonical, 0, buffer, size, canonical.length);
    size += canonical.length;
    needsComma = true;
    return this;
  }

  /** The bytes written so far, copied. */
  public byte[] toByteArray() {
    if (depth != 0) {
      throw new IllegalStateException("an object or array is still open");
    }
    return Arrays.copyOf(buffer, size);
  }

  /** Feeds the bytes written so far to {@code digest}. */
  public void digestInto(MessageDigest digest) {
    if (depth != 0) {
      throw new IllegalStateException("an object or array is still open");
    }
    digest.update(buffer, 0, size);
  }

  /** Where the next byte goes. */
  public int size() {
    return size;
  }

  /** The place behind a comma at {@code at}; {@code at} itself when there is none. */
  public int behindComma(int at) {
    return at < size && buffer[at] == ',' ? at + 1 : at;
  }

  /** Feeds the bytes of {@code [from … to)} that were written to {@code digest}. */
  public void digestInto(MessageDigest digest, int from, int to) {
    java.util.Objects.checkFromToIndex(from, to, size);
    digest.update(buffer, from, to - from);
  }

  private void descend() {
    depth++;
    if (depth == MAX_DEPTH) {
      throw new IllegalStateException("nested deeper than " + MAX_DEPTH);
    }
    lastName[depth] = "";
    lastPrepared[depth] = null;
    needsComma = false;
  }

  private void ascend() {
    depth--;
    needsComma = true;
  }

  private void separate() {
    if (needsComma) {
      put(',');
    }
  }

  private void put(char c) {
    reserve(1);
    buffer[size++] = (byte) c;
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  private void digits(long number) {
    reserve(20);
    if (number < 0) {
      buffer[size++] = '-';
      number = -number;
    }
    int length = 1;
    for (long bound = 10; length < 19 && number >= bound; bound *= 10) {
      length++;
    }
    byte[] target = buffer;
    int at = size + length;
    long rest = number;
    for (; rest >= 10; rest /= 100) {
      int two = (int) (rest % 100);
      target[--at] = (byte) ('0' + two % 10);
      target[--at] = (byte) ('0' + two / 10);
    }
    if (at > size) {
      target[--at] = (byte) ('0' + rest);
    }
    size += length;
  }

  private void quoted(String text) {
    int length = text.length();
    // Six bytes is the longest form of one UTF-16 code unit (\u001f).
    reserve(Math.addExact(Math.multiplyExact(length, 6), 2));
    buffer[size++] = '"';
    int plain = plainStart(text, length);
    if (plain < length) {
      rest(text, plain, length);
    }
    buffer[size++] = '"';
  }

  /** Writes characters that stand for themselves, up to the first that does not. */
  private int plainStart(String text, int length) {
    byte[] out = buffer;
    int at = size;
    int i = 0;
    for (; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\') {
        break;
      }
      out[at++] = (byte) c;
    }
    size = at;
    return i;
  }

  private void rest(String text, int from, int length) {
    for (int i = from; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        buffer[size++] = (byte) c;
      } else if (c < 0x80) {
        escaped(c);
      } else if (c < 0x800) {
        buffer[size++] = (byte) (0xc0 | c >> 6);
        buffer[size++] = (byte) (0x80 | c & 0x3f);
      } else if (!Character.isSurrogate(c)) {
        buffer[size++] = (byte) (0xe0 | c >> 12);
        buffer[size++] = (byte) (0x80 | c >> 6 & 0x3f);
        buffer[size++] = (byte) (0x80 | c & 0x3f);
      } else {
        if (!Character.isHighSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException("lone surrogate at index " + i);
        }
        int point = Character.toCodePoint(c, text.charAt(++i));
        buffer[size++] = (byte) (0xf0 | point >> 18);
        buffer[size++] = (byte) (0x80 | point >> 12 & 0x3f);
        buffer[size++] = (byte) (0x80 | point >> 6 & 0x3f);
        buffer[size++] = (byte) (0x80 | point & 0x3f);
      }
    }
  }

  private void escaped(char c) {
    buffer[size++] = '\\';
    switch (c) {
      case '"', '\\' -> buffer[size++] = (byte) c;
      case '\b' -> buffer[size++] = 'b';
      case '\t' -> buffer[size++] = 't';
      case '\n' -> buffer[size++] = 'n';
      case '\f' -> buffer[size++] = 'f';
      case '\r' -> buffer[size++] = 'r';
      default -> {
        if (c == 0x7f) {
          // RFC 8785 escapes nothing above U+001F but the quote and the backslash.
          buffer[size - 1] = (byte) c;
        } else {
          buffer[size++] = 'u';
          buffer[size++] = '0';
          buffer[size++] = '0';
          buffer[size++] = HEX[c >> 4];
          buffer[size++] = HEX[c & 0xf];
        }
      }
    }
  }

  private void reserve(int more) {
    int wanted = Math.addExact(size, more);
    if (wanted > buffer.length) {
      buffer =
          Arrays.copyOf(
              buffer, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 16, buffer.length * 2L)));
    }
  }
}
