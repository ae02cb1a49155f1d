package org.palimpsest.snapshot;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Records on their way into the list, flat in one array: a store has millions of them, and an
 * object for each would cost more than all hashing. For each record: length of the key as it is
 * kept (2 bytes), key, both commitments (64 bytes), facets (44 bytes), length of the variable part
 * (4 bytes), variable part. A key that is {@code message/} and a UUID is kept as 16 bytes, and its
 * length as 0.
 */
final class RecordBuffer {

  static final int COMMITMENTS = 64;
  static final int FACETS = 44;

  private static final byte[] NO_LEAF = {};

  private static final int CACHE_LINE = 64;

  /** Room for a last record that is longer than usual. */
  private static final int SLACK = 1024;

  /** Bytes of the leaf hash that stands before each record, 0 where none does. */
  private final int leaf;

  private final byte[] shortKey = new byte[DigestList.PART];
  private byte[] bytes;
  private ByteBuffer view;
  private int[] offsets;
  private int size;
  private int count;

  RecordBuffer() {
    this(256, 256 * 256, 0);
  }

  private RecordBuffer(byte[] records) {
    this.leaf = 0;
    this.bytes = records;
    this.view = ByteBuffer.wrap(records);
    this.offsets = new int[1024];
  }

  /**
   * With room for so many records of so many bytes; it grows when that is too little.
   *
   * @param size bytes of all of them, with their leaf hashes
   * @param leaf length of the leaf hash that each is given with, 0 for none
   */
  RecordBuffer(int records, long size, int leaf) {
    this.leaf = leaf;
    this.bytes = new byte[Math.toIntExact(size + SLACK)];
    this.view = ByteBuffer.wrap(bytes);
    this.offsets = new int[Math.max(1, records)];
  }

  /** Records as {@link #copy} wrote them, one after another; the array is not to be changed. */
  static RecordBuffer over(byte[] records) {
    RecordBuffer buffer = new RecordBuffer(records);
    while (buffer.size < records.length) {
      if (buffer.count == buffer.offsets.length) {
        buffer.offsets = Arrays.copyOf(buffer.offsets, 2 * buffer.count);
      }
      buffer.offsets[buffer.count++] = buffer.size;
      buffer.size = buffer.end(buffer.size);
    }
    return buffer;
  }

  int count() {
    return count;
  }

  /** Bytes that all records take. */
  int size() {
    return size;
  }

  /** Where a record ends. */
  private int end(int offset) {
    int extra = behindKey(offset) + COMMITMENTS + FACETS;
    return extra + 4 + view.getInt(extra);
  }

  /** Copies a record as it lies here, without a leaf hash; returns its length. */
  int copy(int offset, byte[] target, int at) {
    int length = length(offset);
    System.arraycopy(bytes, offset, target, at, length);
    return length;
  }

  /** Reads a byte of each line of the cache that a usual record takes. */
  int touch(int offset) {
    int last = size - 1;
    return bytes[offset]
        + bytes[Math.min(last, offset + CACHE_LINE)]
        + bytes[Math.min(last, offset + 2 * CACHE_LINE)];
  }

  /** Bytes of a record, without a leaf hash. */
  int length(int offset) {
    return end(offset) - offset;
  }

  int offset(int record) {
    return offsets[record];
  }

  /** Appends a record; {@code commitments} holds 64 bytes. */
  void add(byte[] key, byte[] commitments, Facets facets) {
    begin(key.length + facets.extra().length, NO_LEAF, 0);
    if (DigestList.shorten(key, 0, key.length, shortKey)) {
      view.putShort((short) 0).put(shortKey);
    } else {
      view.putShort((short) key.length).put(key);
    }
    view.put(commitments, 0, COMMITMENTS);
    view.putLong(facets.rowid()).putLong(facets.number());
    view.putLong(facets.text()).putLong(facets.core());
    view.putInt(facets.thread()).putInt(facets.flags()).putInt(facets.detail());
    view.putInt(facets.extra().length).put(facets.extra());
    size = view.position();
  }

  /**
   * Appends a record as lists hold it.
   *
   * @param key in full, or the 16 bytes that stand for it
   * @param isShort whether it is these
   * @param rows rows of an index, of which the one at {@code row} is the record's
   * @param extra the variable part of that row
   * @param leafHashes hashes of lines, of which the one at {@code at} is the record's; empty where
   *     none is kept
   */
  void addListed(
      byte[] key,
      boolean isShort,
      byte[] commitments,
      byte[] rows,
      int row,
      byte[] extra,
      byte[] leafHashes,
      int at) {
    begin(key.length + extra.length, leafHashes, at);
    view.putShort((short) (isShort ? 0 : key.length)).put(key);
    view.put(commitments, 0, COMMITMENTS);
    view.put(rows, row, FACETS);
    view.putInt(extra.length).put(extra);
    size = view.position();
  }

  /** Makes room for a record and puts the hash of its line. */
  private void begin(int varying, byte[] leafHashes, int at) {
    int needed = leaf + 2 + varying + COMMITMENTS + FACETS + 4;
    if (bytes.length - size < needed) {
      bytes =
          Arrays.copyOf(
              bytes,
              (int) Math.max(Math.min(2L * bytes.length, Integer.MAX_VALUE - 8), size + needed));
      view = ByteBuffer.wrap(bytes);
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = size + leaf;
    view.position(size);
    if (leaf > 0) {
      view.put(leafHashes, at, leaf);
    }
  }

  /** Gives back what growing took too much. */
  RecordBuffer trimmed() {
    if (bytes.length - size > SLACK + size / 8) {
      bytes = Arrays.copyOf(bytes, size);
      view = ByteBuffer.wrap(bytes);
    }
    return this;
  }

  /** Whether it holds the hash of each record's line. */
  boolean hasLeaves() {
    return leaf > 0;
  }

  /** Copies the hash of a record's line. */
  void copyLeaf(int offset, byte[] target, int at) {
    System.arraycopy(bytes, offset - leaf, target, at, leaf);
  }

  private int longLength(int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }

  private int behindKey(int offset) {
    int length = longLength(offset);
    return offset + 2 + (length == 0 ? DigestList.PART : length);
  }

  /** Whether the key is kept as 16 bytes. */
  boolean isShort(int offset) {
    return longLength(offset) == 0;
  }

  /** Bytes of the key in full. */
  int keyLength(int offset) {
    int length = longLength(offset);
    return length == 0 ? DigestList.SHORT_KEY : length;
  }

  /** The key in full. */
  byte[] key(int offset) {
    byte[] key = new byte[keyLength(offset)];
    copyKey(offset, key, 0);
    return key;
  }

  /** Copies the key in full and returns its length. */
  int copyKey(int offset, byte[] target, int at) {
    int length = longLength(offset);
    if (length == 0) {
      DigestList.lengthen(view.getLong(offset + 2), view.getLong(offset + 10), target, at);
      return DigestList.SHORT_KEY;
    }
    System.arraycopy(bytes, offset + 2, target, at, length);
    return length;
  }

  /** Whether a record has the same key and commitments as one of another buffer. */
  boolean isSame(int offset, RecordBuffer other, int otherOffset) {
    int end = behindKey(offset) + COMMITMENTS;
    int otherEnd = other.behindKey(otherOffset) + COMMITMENTS;
    return Arrays.equals(bytes, offset, end, other.bytes, otherOffset, otherEnd);
  }

  /** Whether a record has the same key, and as much of both commitments as digest lists keep. */
  boolean isSameInDigests(int offset, RecordBuffer other, int otherOffset) {
    int end = behindKey(offset) + DigestList.PART;
    int otherEnd = other.behindKey(otherOffset) + DigestList.PART;
    int state = end + COMMITMENTS / 2;
    int otherState = otherEnd + COMMITMENTS / 2;
    return Arrays.equals(bytes, offset, end, other.bytes, otherOffset, otherEnd)
        && Arrays.equals(
            bytes,
            state - DigestList.PART,
            state,
            other.bytes,
            otherState - DigestList.PART,
            otherState);
  }

  int compareKey(int offset, RecordBuffer other, int otherOffset) {
    if (isShort(offset) && other.isShort(otherOffset)) {
      // Their 16 bytes sort as the keys do.
      int order =
          Long.compareUnsigned(view.getLong(offset + 2), other.view.getLong(otherOffset + 2));
      return order != 0
          ? order
          : Long.compareUnsigned(view.getLong(offset + 10), other.view.getLong(otherOffset + 10));
    }
    return Arrays.compareUnsigned(key(offset), other.key(otherOffset));
  }

  /** What kind of record it is. */
  RecordKind kind(int offset) {
    if (isShort(offset)) {
      return RecordKind.MESSAGE;
    }
    return switch (bytes[offset + 2]) {
      case 'a' -> RecordKind.ATTACHMENT;
      case 'm' -> RecordKind.MESSAGE;
      case 'r' -> RecordKind.ROW;
      case 't' -> bytes[offset + 3] == 'h' ? RecordKind.THREAD : RecordKind.TOMBSTONE;
      default -> throw new IllegalStateException("a record of an unknown kind");
    };
  }

  /** Eight bytes of the key after its kind, big-endian. */
  long prefix(int offset) {
    long prefix = 0;
    if (isShort(offset)) {
      int first = view.getInt(offset + 2);
      for (int shift = 28; shift >= 0; shift -= 4) {
        int digit = first >>> shift & 0xf;
        prefix = prefix << 8 | (digit < 10 ? '0' + digit : 'A' + digit - 10);
      }
      return prefix;
    }
    int end = behindKey(offset);
    int at = offset + 2;
    while (at < end && bytes[at] != '/') {
      at++;
    }
    for (int i = at + 1; i <= at + 8; i++) {
      prefix = (prefix << 8) | (i < end ? bytes[i] & 0xff : 0);
    }
    return prefix;
  }

  /** Puts a key that is kept as 16 bytes. */
  void putShortKey(int offset, ByteBuffer target) {
    target.put(bytes, offset + 2, DigestList.PART);
  }

  /** Puts what the digest list keeps of both commitments. */
  void putDigests(int offset, ByteBuffer target) {
    int at = behindKey(offset);
    target.put(bytes, at, DigestList.PART);
    target.put(bytes, at + COMMITMENTS / 2, DigestList.PART);
  }

  /** The first byte of the content commitment. */
  byte contentByte(int offset) {
    return bytes[behindKey(offset)];
  }

  /** Copies both commitments. */
  void copyCommitments(int offset, byte[] target, int at) {
    System.arraycopy(bytes, behindKey(offset), target, at, COMMITMENTS);
  }

  /** A number that facets keep, 0 to 3 in the order of {@link Facets}. */
  long facetNumber(int offset, int which) {
    return view.getLong(behindKey(offset) + COMMITMENTS + 8 * which);
  }

  /** Thread, flags or detail of the facets, 0 to 2. */
  int facetCode(int offset, int which) {
    return view.getInt(behindKey(offset) + COMMITMENTS + 32 + 4 * which);
  }

  /** Gives each record's thread its new position; {@code positions} has it by the old one. */
  void moveThreads(int[] positions) {
    for (int i = 0; i < count; i++) {
      int at = behindKey(offsets[i]) + COMMITMENTS + 32;
      int thread = view.getInt(at);
      if (thread >= 0) {
        view.putInt(at, positions[thread]);
      }
    }
  }

  /** Puts the fixed facets as they stand in the index. */
  void putFacets(int offset, ByteBuffer target) {
    target.put(bytes, behindKey(offset) + COMMITMENTS, FACETS);
  }

  int extraLength(int offset) {
    return view.getInt(behindKey(offset) + COMMITMENTS + FACETS);
  }

  /** Puts the variable part, without its length. */
  void putExtra(int offset, ByteBuffer target) {
    int at = behindKey(offset) + COMMITMENTS + FACETS;
    target.put(bytes, at + 4, view.getInt(at));
  }
}
