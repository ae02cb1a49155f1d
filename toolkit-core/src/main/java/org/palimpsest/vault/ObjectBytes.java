package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.ByteSource;

/**
 * An object's content, readable at any offset by several threads. Segments that were decoded lately
 * are kept in a small direct-mapped cache, which needs no lock.
 */
public final class ObjectBytes implements ByteSource, Closeable {

  private static final int CACHED = 128;

  /** Most segments that are read from the pack at once. */
  private static final int RUN = 16;

  private static final int SEEK_TABLE_MAGIC = 0x8F92EAB1;
  private static final long LONGEST_FRAME = Zstd.compressBound(Codec.SEGMENT);

  private record Segment(int number, byte[] content) {}

  private final StoredObject object;

  /** Null when the whole content is at hand. */
  private final @Nullable FileChannel channel;

  private final byte @Nullable [] content;
  private final long[] segmentOffsets;
  private final AtomicReferenceArray<Segment> cache = new AtomicReferenceArray<>(CACHED);

  /** Making a context costs as much as decompressing a segment; each is used by one thread. */
  private final Deque<ZstdDecompressCtx> contexts = new ConcurrentLinkedDeque<>();

  private ObjectBytes(StoredObject object, FileChannel channel) throws IOException {
    this.object = object;
    this.channel = channel;
    this.content = null;
    if (object.offset() + object.stored() > channel.size()) {
      throw new DamagedObjectException("a pack ends too early");
    }
    if (object.codec() == Codec.RAW && object.size() != object.stored()) {
      throw new DamagedObjectException("an object's size differs from what is stored");
    }
    this.segmentOffsets = object.codec() == Codec.ZSTD ? seekTable() : new long[0];
  }

  private ObjectBytes(StoredObject object, byte[] content) {
    this.object = object;
    this.channel = null;
    this.content = content;
    this.segmentOffsets = new long[0];
  }

  /** An object whose whole content was read before; the array is not to be changed. */
  static ObjectBytes inMemory(StoredObject object, byte[] content) {
    return new ObjectBytes(object, content);
  }

  static ObjectBytes open(StoredObject object) throws IOException {
    FileChannel channel = FileChannel.open(object.pack(), StandardOpenOption.READ);
    try {
      return new ObjectBytes(object, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Offsets of the segments within the object, and of the end of the last one. */
  private long[] seekTable() throws IOException {
    if (object.size() <= Codec.SEGMENT) {
      requirePlausible(object.stored());
      return new long[] {0, object.stored()};
    }
    long tableLength = 8 * ((object.size() + Codec.SEGMENT - 1) / Codec.SEGMENT) + 9 + 8;
    if (tableLength > Math.min(object.stored(), Integer.MAX_VALUE)) {
      throw new DamagedObjectException("an object has no seek table");
    }
    int segments = segments(object.size());
    ByteBuffer table =
        ByteBuffer.wrap(stored(object.stored() - tableLength, (int) tableLength))
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
    if (offsets[segments] != object.stored() - tableLength) {
      throw new DamagedObjectException("an object's seek table is damaged");
    }
    return offsets;
  }

  /** Refuses a frame that is longer than one segment can become. */
  private static void requirePlausible(long length) throws IOException {
    if (length <= 0 || length > LONGEST_FRAME) {
      throw new DamagedObjectException("an object's seek table is damaged");
    }
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
    if (object.codec() == Codec.RAW) {
      readFully(ByteBuffer.wrap(target, at, length), object.offset() + offset);
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
      byte[] segment = segment((int) (position / Codec.SEGMENT));
      int within = (int) (position % Codec.SEGMENT);
      int count = Math.min(length - done, segment.length - within);
      System.arraycopy(segment, within, target, at + done, count);
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
    return Math.min(RUN, whole + (last ? 1 : 0));
  }

  /** Decompresses segments straight into their place; they are read on, not again. */
  private int run(long position, int segments, byte[] target, int at) throws IOException {
    int first = (int) (position / Codec.SEGMENT);
    long start = segmentOffsets[first];
    byte[] stored = stored(start, Math.toIntExact(segmentOffsets[first + segments] - start));
    int done = 0;
    for (int i = first; i < first + segments; i++) {
      int from = (int) (segmentOffsets[i] - start);
      int length = (int) (segmentOffsets[i + 1] - segmentOffsets[i]);
      done += decompress(stored, from, length, target, at + done, sizeOf(i));
    }
    return done;
  }

  private int sizeOf(int segment) {
    return (int) Math.min(Codec.SEGMENT, object.size() - (long) segment * Codec.SEGMENT);
  }

  private byte[] segment(int number) throws IOException {
    Segment cached = cache.get(number % CACHED);
    if (cached != null && cached.number == number) {
      return cached.content;
    }
    long start = segmentOffsets[number];
    byte[] stored = stored(start, Math.toIntExact(segmentOffsets[number + 1] - start));
    byte[] content = new byte[sizeOf(number)];
    decompress(stored, 0, stored.length, content, 0, content.length);
    cache.set(number % CACHED, new Segment(number, content));
    return content;
  }

  private int decompress(byte[] stored, int from, int length, byte[] target, int at, int size)
      throws IOException {
    ZstdDecompressCtx context = contexts.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      if (context.decompressByteArray(target, at, size, stored, from, length) != size) {
        throw new DamagedObjectException("a segment is shorter than it should be");
      }
      return size;
    } catch (ZstdException e) {
      DamagedObjectException damaged =
          new DamagedObjectException("a segment cannot be decompressed");
      damaged.initCause(e);
      throw damaged;
    } finally {
      contexts.push(context);
    }
  }

  private byte[] stored(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    readFully(ByteBuffer.wrap(bytes), object.offset() + offset);
    return bytes;
  }

  private void readFully(ByteBuffer buffer, long from) throws IOException {
    FileChannel pack = Objects.requireNonNull(channel);
    long position = from;
    while (buffer.hasRemaining()) {
      int count = pack.read(buffer, position);
      if (count < 0) {
        throw new DamagedObjectException("a pack ends too early");
      }
      position += count;
    }
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
    contexts.forEach(ZstdDecompressCtx::close);
    contexts.clear();
    if (channel != null) {
      channel.close();
    }
  }
}
