package org.palimpsest.apple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures a binary property list before it is parsed. Its objects refer to one another by number,
 * so a few hundred bytes can stand for more objects than any memory holds, and a container can
 * claim more members than the file has bytes. What the objects come to when each reference is
 * followed is counted here without making any of them.
 *
 * <p>The format: {@code bplist00}, objects, a table of their offsets, and a trailer of 32 bytes
 * (CoreFoundation, {@code CFBinaryPList.c}).
 */
final class BinaryListBounds {

  /** Most objects when every reference is followed. */
  private static final long MOST_OBJECTS = 100_000;

  private static final int DEEPEST = 256;
  private static final int TRAILER = 32;
  private static final byte[] MAGIC = "bplist".getBytes(StandardCharsets.US_ASCII);
  private static final long UNKNOWN = -1;
  private static final long IN_WORK = -2;

  private final byte[] bytes;
  private final int offsetSize;
  private final int referenceSize;
  private final int table;

  /** Objects behind each object, itself included, as far as they are known. */
  private final long[] counts;

  private final List<LoneSurrogates.Units> texts = new ArrayList<>();

  private BinaryListBounds(
      byte[] bytes, int offsetSize, int referenceSize, int objects, int table) {
    this.bytes = bytes;
    this.offsetSize = offsetSize;
    this.referenceSize = referenceSize;
    this.table = table;
    this.counts = new long[objects];
    Arrays.fill(counts, UNKNOWN);
  }

  /**
   * Refuses a binary property list that does not fit its own bytes; others are not looked at.
   *
   * @return its UTF-16 strings
   */
  static List<LoneSurrogates.Units> require(byte[] bytes) throws MalformedArchiveException {
    if (bytes.length < MAGIC.length
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return List.of();
    }
    if (bytes.length < MAGIC.length + 2 + TRAILER) {
      throw malformed();
    }
    int trailer = bytes.length - TRAILER;
    int offsetSize = bytes[trailer + 6] & 0xff;
    int referenceSize = bytes[trailer + 7] & 0xff;
    long objects = number(bytes, trailer + 8, 8);
    long top = number(bytes, trailer + 16, 8);
    long table = number(bytes, trailer + 24, 8);
    boolean fits =
        offsetSize >= 1
            && offsetSize <= 8
            && referenceSize >= 1
            && referenceSize <= 8
            && table >= 0
            && table <= trailer
            && objects > 0
            && objects <= (trailer - table) / offsetSize
            && top >= 0
            && top < objects;
    if (!fits) {
      throw malformed();
    }
    BinaryListBounds bounds =
        new BinaryListBounds(bytes, offsetSize, referenceSize, (int) objects, (int) table);
    bounds.count((int) top, 0);
    return bounds.texts;
  }

  private long count(int object, int depth) throws MalformedArchiveException {
    if (counts[object] == IN_WORK || depth > DEEPEST) {
      throw malformed();
    }
    if (counts[object] != UNKNOWN) {
      return counts[object];
    }
    counts[object] = IN_WORK;
    long offset = number(bytes, table + object * offsetSize, offsetSize);
    if (offset < 0 || offset >= table) {
      throw malformed();
    }
    int at = (int) offset;
    int marker = bytes[at] & 0xff;
    long sum =
        switch (marker >> 4) {
          case 0x4, 0x5, 0x7 -> content(at, marker, 1);
          case 0x6 -> content(at, marker, 2);
          case 0xA, 0xB, 0xC -> members(at, marker, 1, depth);
          case 0xD -> members(at, marker, 2, depth);
          default -> 1;
        };
    if (sum > MOST_OBJECTS) {
      throw new MalformedArchiveException("a property list of too many objects");
    }
    counts[object] = sum;
    return sum;
  }

  /** A string or data; long ones weigh as much as the objects they take the room of. */
  private long content(int at, int marker, int unit) throws MalformedArchiveException {
    long[] length = length(at, marker);
    if (length[0] > (table - length[1]) / unit) {
      throw malformed();
    }
    if (unit == 2) {
      texts.add(new LoneSurrogates.Units((int) length[1], (int) length[0]));
    }
    return 1 + length[0] * unit / 1024;
  }

  private long members(int at, int marker, int each, int depth) throws MalformedArchiveException {
    long[] length = length(at, marker);
    if (length[0] > (table - length[1]) / ((long) each * referenceSize)) {
      throw malformed();
    }
    long sum = 1;
    for (long i = 0; i < each * length[0] && sum <= MOST_OBJECTS; i++) {
      long reference = number(bytes, (int) (length[1] + i * referenceSize), referenceSize);
      if (reference < 0 || reference >= counts.length) {
        throw malformed();
      }
      sum += count((int) reference, depth + 1);
    }
    return sum;
  }

  /** How many units or members, and where they begin. */
  private long[] length(int at, int marker) throws MalformedArchiveException {
    if ((marker & 0xf) != 0xf) {
      return new long[] {marker & 0xf, at + 1L};
    }
    int size = at + 1 < table ? bytes[at + 1] & 0xff : 0;
    int width = 1 << (size & 0xf);
    if (size >> 4 != 1 || (size & 0xf) > 3 || at + 2 + width > table) {
      throw malformed();
    }
    long length = number(bytes, at + 2, width);
    if (length < 0) {
      throw malformed();
    }
    return new long[] {length, at + 2L + width};
  }

  private static long number(byte[] bytes, int at, int width) {
    long number = 0;
    for (int i = 0; i < width; i++) {
      number = number << 8 | bytes[at + i] & 0xff;
    }
    return number;
  }

  private static MalformedArchiveException malformed() {
    return new MalformedArchiveException("not a well-formed property list");
  }
}
