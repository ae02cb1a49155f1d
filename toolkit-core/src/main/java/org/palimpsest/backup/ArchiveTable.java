package org.palimpsest.backup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The binary property list of one small keyed archive, read in place. A manifest has one for each
 * of a hundred thousand files and more, of which a few fields are wanted; building a tree of
 * objects for each costs ten times as much. Every number found in it is bounded before it is used,
 * and no reference is followed more than once, so there is nothing to loop in.
 */
final class ArchiveTable {

  private static final byte[] MAGIC = "bplist00".getBytes(StandardCharsets.US_ASCII);
  private static final int TRAILER = 32;
  private static final int MAX_OBJECTS = 1 << 16;

  /** No object. */
  static final int NONE = -1;

  private final byte[] bytes;
  private final int offsetSize;
  private final int referenceSize;
  private final int count;
  private final int table;
  private final int objects;
  private final int root;

  ArchiveTable(byte[] bytes) throws MalformedBackupException {
    this.bytes = bytes;
    if (bytes.length < MAGIC.length + TRAILER
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw malformed();
    }
    int trailer = bytes.length - TRAILER;
    offsetSize = bytes[trailer + 6];
    referenceSize = bytes[trailer + 7];
    long objectCount = number(trailer + 8, 8);
    long top = number(trailer + 16, 8);
    long tableOffset = number(trailer + 24, 8);
    if (offsetSize < 1
        || offsetSize > 4
        || referenceSize < 1
        || referenceSize > 4
        || objectCount < 1
        || objectCount > MAX_OBJECTS
        || top < 0
        || top >= objectCount
        || tableOffset < MAGIC.length
        || tableOffset > trailer - objectCount * offsetSize) {
      throw malformed();
    }
    count = (int) objectCount;
    table = (int) tableOffset;
    objects = requireType(member((int) top, "$objects"), 0xa0);
    root = follow(member(requireType(member((int) top, "$top"), 0xd0), "root"));
  }

  private static MalformedBackupException malformed() {
    return new MalformedBackupException("its archive cannot be read");
  }

  /** The dictionary at the top of the archive. */
  int root() throws MalformedBackupException {
    return requireType(root, 0xd0);
  }

  private int requireType(int object, int type) throws MalformedBackupException {
    if (object == NONE || type(object) != type) {
      throw malformed();
    }
    return object;
  }

  private int type(int object) throws MalformedBackupException {
    return bytes[offset(object)] & 0xf0;
  }

  private int offset(int object) throws MalformedBackupException {
    if (object < 0 || object >= count) {
      throw malformed();
    }
    long offset = number(table + object * offsetSize, offsetSize);
    if (offset < MAGIC.length || offset >= table) {
      throw malformed();
    }
    return (int) offset;
  }

  private long number(int at, int width) throws MalformedBackupException {
    if (at < 0 || at > bytes.length - width) {
      throw malformed();
    }
    long value = 0;
    for (int i = 0; i < width; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  /** Length of an object's body and where it begins, in one number: length above, start below. */
  private long body(int object, int unit) throws MalformedBackupException {
    int at = offset(object);
    long length = bytes[at] & 0xf;
    at++;
    if (length == 0xf) {
      if (at >= table || (bytes[at] & 0xf0) != 0x10) {
        throw malformed();
      }
      int width = 1 << (bytes[at] & 0xf);
      if (width > 4) {
        throw malformed();
      }
      length = number(at + 1, width);
      at += 1 + width;
    }
    if (length > (long) (table - at) / unit) {
      throw malformed();
    }
    return length << 32 | at;
  }

  /** A value of a dictionary: followed when it is a reference, {@link #NONE} when not there. */
  int value(int dictionary, String key) throws MalformedBackupException {
    return follow(member(dictionary, key));
  }

  private int member(int dictionary, String key) throws MalformedBackupException {
    requireType(dictionary, 0xd0);
    long body = body(dictionary, 2 * referenceSize);
    int length = (int) (body >>> 32);
    int start = (int) body;
    for (int i = 0; i < length; i++) {
      int name = (int) number(start + i * referenceSize, referenceSize);
      if (isAscii(name, key)) {
        return (int) number(start + (length + i) * referenceSize, referenceSize);
      }
    }
    return NONE;
  }

  private boolean isAscii(int object, String text) throws MalformedBackupException {
    if (type(object) != 0x50) {
      return false;
    }
    long body = body(object, 1);
    int start = (int) body;
    if (body >>> 32 != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** What a reference within the archive leads to; anything else is itself. */
  private int follow(int object) throws MalformedBackupException {
    if (object == NONE || type(object) != 0x80) {
      return object;
    }
    int at = offset(object);
    int width = (bytes[at] & 0xf) + 1;
    if (width > 4) {
      throw malformed();
    }
    long index = number(at + 1, width);
    long body = body(objects, referenceSize);
    if (index >= body >>> 32) {
      throw malformed();
    }
    // The first object stands for none.
    return index == 0
        ? NONE
        : (int) number((int) body + (int) index * referenceSize, referenceSize);
  }

  /** An integer, when the object is one. */
  OptionalLong integer(int object) throws MalformedBackupException {
    if (object == NONE || type(object) != 0x10) {
      return OptionalLong.empty();
    }
    int at = offset(object);
    int width = 1 << (bytes[at] & 0xf);
    if (width > 8) {
      throw malformed();
    }
    return OptionalLong.of(number(at + 1, width));
  }

  /** A text, when the object is one. */
  @Nullable String text(int object) throws MalformedBackupException {
    if (object == NONE) {
      return null;
    }
    int type = type(object);
    if (type != 0x50 && type != 0x60) {
      return null;
    }
    int unit = type == 0x50 ? 1 : 2;
    long body = body(object, unit);
    return new String(
        bytes,
        (int) body,
        (int) (body >>> 32) * unit,
        unit == 1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16BE);
  }

  /** Data, bare or in an object of its own, when the object is either. */
  byte @Nullable [] data(int object) throws MalformedBackupException {
    if (object == NONE) {
      return null;
    }
    if (type(object) == 0xd0) {
      int inner = member(object, "NS.data");
      return inner == NONE || type(inner) == 0xd0 ? null : data(follow(inner));
    }
    if (type(object) != 0x40) {
      return null;
    }
    long body = body(object, 1);
    return Arrays.copyOfRange(bytes, (int) body, (int) body + (int) (body >>> 32));
  }
}
