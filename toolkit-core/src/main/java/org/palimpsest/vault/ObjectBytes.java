package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.ByteSource;

/** An object's content, readable at any offset by several threads. */
public final class ObjectBytes implements ByteSource, Closeable {

  /**
   * Up to so many bytes of raw content are taken from a whole segment, for what is next to them.
   */
  private static final int SHORT = 8 << 10;

  private static final int SEEK_TABLE_MAGIC = 0x8F92EAB1;
  private static final long LONGEST_FRAME = Zstd.compressBound(Codec.SEGMENT);

  private final StoredObject object;

  /** Null when the whole content is at hand. */
  private final @Nullable PackFiles files;

  private final byte @Nullable [] content;
  private final @Nullable Patched patched;
  private final long[] segmentOffsets;

  private ObjectBytes(StoredObject object, PackFiles files, @Nullable Patched patched)
      throws IOException {
    this.object = object;
    this.files = files;
    this.content = null;
    this.patched = patched;
    if (object.offset() + object.stored() > files.size(object.pack())) {
      throw new DamagedObjectException("a pack ends too early");
    }
    if (object.codec() == Codec.RAW && object.stored() != rawLength(object.size(), files)) {
      throw new DamagedObjectException("an object's size differs from what is stored");
    }
    this.segmentOffsets = object.codec() == Codec.ZSTD ? seekTable() : new long[0];
  }

  private ObjectBytes(StoredObject object, byte[] content) {
    this.object = object;
    this.files = null;
    this.content = content;
    this.patched = null;
    this.segmentOffsets = new long[0];
  }

  /** Bytes that raw content takes: where it is sealed, each segment is a unit. */
  private static long rawLength(long size, PackFiles files) {
    return size + (long) segments(size) * files.overhead();
  }

  /** An object whose whole content was read before; the array is not to be changed. */
  static ObjectBytes inMemory(StoredObject object, byte[] content) {
    return new ObjectBytes(object, content);
  }

  static ObjectBytes open(StoredObject object, ObjectPlaces places) throws IOException {
    if (object.codec() != Codec.PATCH) {
      return new ObjectBytes(object, places.files(), null);
    }
    Patched patched = Patched.open(object, places);
    try {
      return new ObjectBytes(object, places.files(), patched);
    } catch (IOException e) {
      patched.close();
      throw e;
    }
  }

  /** How deep the frames go that hold a range; a negative number if it is not in one piece. */
  int depth(long from, long count) {
    if (patched != null) {
      return patched.depth(from, count);
    }
    return from >= 0 && count > 0 && from <= object.size() - count ? 0 : -1;
  }

  /** Offsets of the segments within the object, and of the end of the last one. */
  private long[] seekTable() throws IOException {
    if (object.size() <= Codec.SEGMENT) {
      requirePlausible(object.stored());
      return new long[] {0, object.stored()};
    }
    int overhead = packs().overhead();
    long tableLength = 8 * ((object.size() + Codec.SEGMENT - 1) / Codec.SEGMENT) + 9 + 8;
    if (tableLength + overhead > Math.min(object.stored(), Integer.MAX_VALUE)) {
      throw new DamagedObjectException("an object has no seek table");
    }
    int segments = segments(object.size());
    long tableAt = object.stored() - tableLength - overhead;
    ByteBuffer table =
        ByteBuffer.wrap(
                packs()
                    .unit(object.pack(), object.offset() + tableAt, (int) tableLength + overhead))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (table.getInt((int) tableLength - 4) != SEEK_TABLE_MAGIC
        || table.getInt((int) tableLength - 9) != segments) {
      throw new DamagedObjectException("an object's seek table is damaged");
    }
    long[] offsets = new long[segments + 1];
    for (int i = 0; i < segments; i++) {
      int length = table.getInt(8 + 8 * i);
      requirePlausible(length);
      offsets[i + 1] = offsets[i] + length;
    }
    if (offsets[segments] != tableAt) {
      throw new DamagedObjectException("an object's seek table is damaged");
    }
    return offsets;
  }

  private PackFiles packs() {
    return Objects.requireNonNull(files);
  }

  /** Refuses a frame that is longer than one segment can become. */
  private void requirePlausible(long length) throws IOException {
    if (length <= 0 || length > LONGEST_FRAME + packs().overhead()) {
      throw new DamagedObjectException("an object's seek table is damaged");
    }
  }

  /** The lengths of an object's units, one behind the other as they lie in the pack. */
  static int[] units(StoredObject object, ObjectPlaces places) throws IOException {
    if (object.codec() == Codec.PATCH) {
      return Composition.units(object, places.files());
    }
    try (ObjectBytes bytes = open(object, places)) {
      int segments = object.size() == 0 ? 0 : segments(object.size());
      if (object.codec() == Codec.RAW && bytes.packs().overhead() == 0) {
        return pieces(object.stored());
      }
      boolean table = object.codec() == Codec.ZSTD && segments > 1;
      int[] units = new int[segments + (table ? 1 : 0)];
      long at = 0;
      for (int i = 0; i < segments; i++) {
        units[i] = (int) (bytes.segmentOffset(i + 1) - at);
        at = bytes.segmentOffset(i + 1);
      }
      if (table) {
        units[segments] = Math.toIntExact(object.stored() - at);
      }
      return units;
    }
  }

  private static int[] pieces(long length) {
    int[] pieces = new int[segments(length)];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = (int) Math.min(Codec.SEGMENT, length - (long) i * Codec.SEGMENT);
    }
    return pieces;
  }

  static int segments(long size) {
    return (int) ((size + Codec.SEGMENT - 1) / Codec.SEGMENT);
  }

  /** The seek table as the zstd project's seekable format writes it, without checksums. */
  static byte[] seekTable(int[] storedLengths, long size) {
    int segments = storedLengths.length;
    ByteBuffer table = ByteBuffer.allocate(8 + 8 * segments + 9).order(ByteOrder.LITTLE_ENDIAN);
    table.putInt(0x184D2A5E).putInt(8 * segments + 9);
    for (int i = 0; i < segments; i++) {
      long left = size - (long) i * Codec.SEGMENT;
      table.putInt(storedLengths[i]).putInt((int) Math.min(Codec.SEGMENT, left));
    }
    table.putInt(segments).put((byte) 0).putInt(SEEK_TABLE_MAGIC);
    return table.array();
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) throws IOException {
    if (offset < 0 || offset > object.size() - length) {
      throw new EOFException("object ends before offset " + (offset + length));
    }
    if (content != null) {
      System.arraycopy(content, (int) offset, target, at, length);
      return;
    }
    if (patched != null) {
      patched.read(offset, target, at, length);
      return;
    }
    if (object.codec() == Codec.RAW && packs().overhead() == 0 && length > SHORT) {
      packs().raw(object.pack(), object.offset() + offset, target, at, length);
      return;
    }
    int done = 0;
    while (done < length) {
      long position = offset + done;
      int run = wholeSegments(position, length - done);
      if (run > 0) {
        done += run(position, run, target, at + done);
        continue;
      }
      int within = (int) (position % Codec.SEGMENT);
      int number = (int) (position / Codec.SEGMENT);
      int count = Math.min(length - done, sizeOf(number) - within);
      segment(number, within, target, at + done, count);
      done += count;
    }
  }

  /** How many segments begin at a position and lie within so many bytes; the last one counts. */
  private int wholeSegments(long position, int length) {
    if (position % Codec.SEGMENT != 0) {
      return 0;
    }
    int whole = length / Codec.SEGMENT;
    boolean last = length % Codec.SEGMENT != 0 && position + length == object.size();
    return Math.min(PackFiles.RUN, whole + (last ? 1 : 0));
  }

  /** Decompresses segments straight into their place; they are read on, not again. */
  private int run(long position, int segments, byte[] target, int at) throws IOException {
    int first = (int) (position / Codec.SEGMENT);
    int[] lengths = new int[segments];
    for (int i = 0; i < segments; i++) {
      lengths[i] = (int) (segmentOffset(first + i + 1) - segmentOffset(first + i));
    }
    int done = 0;
    try (PackFiles.Units units =
        packs().units(object.pack(), object.offset() + segmentOffset(first), lengths)) {
      for (int i = 0; i < segments; i++) {
        done += unpack(units, i, target, at + done, sizeOf(first + i));
      }
    }
    return done;
  }

  /** Where a segment begins within the object; raw content has segments only where it is sealed. */
  private long segmentOffset(int segment) {
    if (object.codec() == Codec.ZSTD) {
      return segmentOffsets[segment];
    }
    return Math.min((long) segment * (Codec.SEGMENT + packs().overhead()), object.stored());
  }

  private int sizeOf(int segment) {
    return (int) Math.min(Codec.SEGMENT, object.size() - (long) segment * Codec.SEGMENT);
  }

  /** Copies a part of a segment. */
  private void segment(int number, int within, byte[] target, int to, int count)
      throws IOException {
    long at = object.offset() + segmentOffset(number);
    int size = sizeOf(number);
    packs()
        .decoder()
        .read(
            object.pack(),
            at,
            size,
            segment -> decode(number, at, size, segment),
            within,
            target,
            to,
            count);
  }

  private void decode(int number, long at, int size, byte[] target) throws IOException {
    int stored = Math.toIntExact(object.offset() + segmentOffset(number + 1) - at);
    try (PackFiles.Units units = packs().units(object.pack(), at, stored)) {
      unpack(units, 0, target, 0, size);
    }
  }

  private int unpack(PackFiles.Units units, int unit, byte[] target, int at, int size)
      throws IOException {
    if (object.codec() != Codec.RAW) {
      packs().decoder().decompress(units, unit, target, at, size, null);
    } else if (units.length(unit) == size) {
      System.arraycopy(units.bytes(), units.at(unit), target, at, size);
    } else {
      throw new DamagedObjectException("a segment is shorter than it should be");
    }
    return size;
  }

  /** The whole content, for objects that are small. */
  public byte[] readAll() throws IOException {
    if (object.size() > Integer.MAX_VALUE - 8) {
      throw new IOException("an object is too large to be read at once");
    }
    byte[] content = new byte[(int) object.size()];
    read(0, content, 0, content.length);
    return content;
  }

  /** The content as a stream; closing it leaves this object open. */
  public InputStream stream() {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int at, int length) throws IOException {
        long left = size() - position;
        if (left <= 0) {
          return -1;
        }
        int count = (int) Math.min(length, left);
        ObjectBytes.this.read(position, target, at, count);
        position += count;
        return count;
      }
    };
  }

  @Override
  public void close() throws IOException {
    if (patched != null) {
      patched.close();
    }
  }
}
