package org.palimpsest.vault;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses units and keeps those that were decoded lately, whichever content they were wanted
 * for: the contents of a series rest on the same ones. Where a unit lies names it, since a pack
 * does not change. They are kept in small sets, the one used last at the front, without a lock: a
 * race costs a unit its place and nothing else. Safe for use by several threads.
 */
final class UnitDecoder implements Closeable {

  /** Up to so many bytes a unit is one of the short ones, most of which are pages. */
  private static final int SHORT = 8 << 10;

  /** Short units that are kept: at most 32 MB. */
  private static final int SHORT_KEPT = 4096;

  /** Longer frames that are kept: rare, and at most 16 MB. */
  private static final int LONG_KEPT = 256;

  /** Units of a set. */
  private static final int WAYS = 8;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private record Unit(Path pack, long at, byte[] content) {}

  private final AtomicReferenceArray<@Nullable Unit> shortOnes =
      new AtomicReferenceArray<>(SHORT_KEPT);
  private final AtomicReferenceArray<@Nullable Unit> longOnes =
      new AtomicReferenceArray<>(LONG_KEPT);
  private final Segments segments = new Segments();

  /** Making a context costs as much as decompressing a segment; each is used by one thread. */
  private final Deque<ZstdDecompressCtx> contexts = new ConcurrentLinkedDeque<>();

  private final Deque<ZstdDecompressCtx> withDictionary = new ConcurrentLinkedDeque<>();

  /**
   * The content of a unit that was decoded lately; not to be changed.
   *
   * @param size of the content in bytes
   */
  byte @Nullable [] known(Path pack, long at, int size) {
    AtomicReferenceArray<@Nullable Unit> kept = kept(size);
    int first = set(pack, at, kept.length());
    for (int i = first; i < first + WAYS; i++) {
      Unit unit = kept.get(i);
      if (unit != null && unit.at == at && unit.content.length == size && unit.pack.equals(pack)) {
        toFront(kept, first, i, unit);
        return unit.content;
      }
    }
    return null;
  }

  /**
   * Copies a part of a unit, which is decoded if it is not at hand.
   *
   * @param size of its content in bytes
   */
  void read(
      Path pack,
      long at,
      int size,
      Segments.Decoding decoding,
      int from,
      byte[] target,
      int to,
      int count)
      throws IOException {
    if (size > SHORT) {
      segments.read(pack, at, size, decoding, from, target, to, count);
      return;
    }
    byte[] content = known(pack, at, size);
    if (content == null) {
      content = new byte[size];
      decoding.into(content);
      keep(pack, at, content);
    }
    System.arraycopy(content, from, target, to, count);
  }

  /** Keeps a unit's content. */
  void keep(Path pack, long at, byte[] content) {
    AtomicReferenceArray<@Nullable Unit> kept = kept(content.length);
    int first = set(pack, at, kept.length());
    toFront(kept, first, first + WAYS - 1, new Unit(pack, at, content));
  }

  /** Moves those before a place back by one, over it. */
  private static void toFront(
      AtomicReferenceArray<@Nullable Unit> kept, int first, int place, Unit unit) {
    for (int i = place; i > first; i--) {
      kept.set(i, kept.get(i - 1));
    }
    kept.set(first, unit);
  }

  private AtomicReferenceArray<@Nullable Unit> kept(int size) {
    return size <= SHORT ? shortOnes : longOnes;
  }

  private static int set(Path pack, long at, int slots) {
    long mixed = (at + 31L * pack.hashCode()) * SPREAD;
    return WAYS * (int) Long.remainderUnsigned(mixed >>> 20, slots / WAYS);
  }

  /**
   * Decompresses a frame that gives {@code size} bytes.
   *
   * @param unit which of the units is the frame
   * @param dictionary bytes it was compressed with, null for none
   * @throws DamagedObjectException if it is none, or gives fewer
   */
  void decompress(
      PackFiles.Units units,
      int unit,
      byte[] target,
      int at,
      int size,
      byte @Nullable [] dictionary)
      throws DamagedObjectException {
    Deque<ZstdDecompressCtx> pool = dictionary == null ? contexts : withDictionary;
    ZstdDecompressCtx context = pool.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      if (dictionary != null) {
        context.loadDict(dictionary);
      }
      if (context.decompressByteArray(
              target, at, size, units.bytes(), units.at(unit), units.length(unit))
          != size) {
        throw new DamagedObjectException("a frame is shorter than it should be");
      }
    } catch (ZstdException e) {
      DamagedObjectException damaged = new DamagedObjectException("a frame cannot be decompressed");
      damaged.initCause(e);
      throw damaged;
    } finally {
      pool.push(context);
    }
  }

  /** Forgets what was decoded, so that it is read again. */
  void forget() {
    for (AtomicReferenceArray<@Nullable Unit> kept : List.of(shortOnes, longOnes)) {
      for (int i = 0; i < kept.length(); i++) {
        kept.set(i, null);
      }
    }
    segments.forget();
  }

  @Override
  public void close() {
    forget();
    for (Deque<ZstdDecompressCtx> pool : List.of(contexts, withDictionary)) {
      for (ZstdDecompressCtx each = pool.poll(); each != null; each = pool.poll()) {
        each.close();
      }
    }
  }
}
