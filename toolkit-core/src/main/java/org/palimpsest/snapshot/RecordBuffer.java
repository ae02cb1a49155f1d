package org.palimpsest.snapshot;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Records on their way into the list, flat in one array: a store has millions of them, and an
 * object for each would cost more than all hashing. For each record: length of the key (2 bytes),
 * key, both commitments (64 bytes), facets (44 bytes), length of the variable part (4 bytes),
 * variable part.
 */
final class RecordBuffer {

  static final int COMMITMENTS = 64;
  static final int FACETS = 44;

  private byte[] bytes = new byte[1 << 16];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private int[] offsets = new int[256];
  private int size;
  private int count;

  int count() {
    return count;
  }

  int offset(int record) {
    return offsets[record];
  }

  /** Appends a record; {@code commitments} holds 64 bytes. */
  void add(byte[] key, byte[] commitments, Facets facets) {
    int needed = 2 + key.length + COMMITMENTS + FACETS + 4 + facets.extra().length;
    if (bytes.length - size < needed) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + needed));
      view = ByteBuffer.wrap(bytes);
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = size;
    view.position(size);
    view.putShort((short) key.length).put(key).put(commitments, 0, COMMITMENTS);
    view.putLong(facets.rowid()).putLong(facets.number());
    view.putLong(facets.text()).putLong(facets.core());
    view.putInt(facets.thread()).putInt(facets.flags()).putInt(facets.detail());
    view.putInt(facets.extra().length).put(facets.extra());
    size = view.position();
  }

  int keyLength(int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }

  byte keyByte(int offset, int index) {
    return bytes[offset + 2 + index];
  }

  byte[] key(int offset) {
    return Arrays.copyOfRange(bytes, offset + 2, offset + 2 + keyLength(offset));
  }

  int compareKey(int offset, RecordBuffer other, int otherOffset) {
    return Arrays.compareUnsigned(
        bytes,
        offset + 2,
        offset + 2 + keyLength(offset),
        other.bytes,
        otherOffset + 2,
        otherOffset + 2 + other.keyLength(otherOffset));
  }

  /** Eight bytes of the key after its kind, big-endian. */
  long prefix(int offset) {
    int length = keyLength(offset);
    int at = 0;
    while (at < length && keyByte(offset, at) != '/') {
      at++;
    }
    long prefix = 0;
    for (int i = at + 1; i <= at + 8; i++) {
      prefix = (prefix << 8) | (i < length ? keyByte(offset, i) & 0xff : 0);
    }
    return prefix;
  }

  /** Copies key and commitments. */
  int copyKey(int offset, byte[] target, int at) {
    int length = keyLength(offset);
    System.arraycopy(bytes, offset + 2, target, at, length);
    return length;
  }

  /** Puts the 16 bytes of a short key into {@code target}; false when the key is long. */
  boolean shortKey(int offset, byte[] target) {
    return DigestList.shorten(bytes, offset + 2, keyLength(offset), target);
  }

  /** Puts what the digest list keeps of both commitments. */
  void putDigests(int offset, ByteBuffer target) {
    int at = offset + 2 + keyLength(offset);
    target.put(bytes, at, DigestList.PART);
    target.put(bytes, at + COMMITMENTS / 2, DigestList.PART);
  }

  /** Copies both commitments. */
  void copyCommitments(int offset, byte[] target, int at) {
    System.arraycopy(bytes, offset + 2 + keyLength(offset), target, at, COMMITMENTS);
  }

  /** A number that facets keep, 0 to 3 in the order of {@link Facets}. */
  long facetNumber(int offset, int which) {
    return view.getLong(offset + 2 + keyLength(offset) + COMMITMENTS + 8 * which);
  }

  /** Thread, flags or detail of the facets, 0 to 2. */
  int facetCode(int offset, int which) {
    return view.getInt(offset + 2 + keyLength(offset) + COMMITMENTS + 32 + 4 * which);
  }

  /** Puts the fixed facets as they stand in the index. */
  void putFacets(int offset, ByteBuffer target) {
    target.put(bytes, offset + 2 + keyLength(offset) + COMMITMENTS, FACETS);
  }

  int extraLength(int offset) {
    return view.getInt(offset + 2 + keyLength(offset) + COMMITMENTS + FACETS);
  }

  /** Puts the variable part, without its length. */
  void putExtra(int offset, ByteBuffer target) {
    int at = offset + 2 + keyLength(offset) + COMMITMENTS + FACETS;
    target.put(bytes, at + 4, view.getInt(at));
  }
}
