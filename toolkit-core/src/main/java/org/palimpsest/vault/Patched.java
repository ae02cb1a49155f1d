package org.palimpsest.vault;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Content that is stored as a chain of patches over a root.
 *
 * <p>Following the chain for each byte would make an old vault slow. So when a content is opened,
 * the tables of its patches are put together, oldest first, into one list of {@link Pieces}, each a
 * range of the root, of the literal bytes of some patch, or of a frame with a dictionary. After
 * that a read costs the same however many patches there are, but for frames whose dictionary is
 * such a frame again; {@link PatchWriter} keeps those chains short. Safe for use by several
 * threads.
 */
final class Patched implements Closeable {

  /** More patches than any writer chains. */
  static final int LONGEST_CHAIN = 4096;

  /** More frames one above the other than any writer makes. */
  private static final int DEEPEST = 100;

  /** More pieces of such dictionaries than a chain of the greatest length has. */
  private static final int MOST_SPANNED = 1 << 23;

  private static final int CACHED = 512;
  private static final int MOST_TABLE = 512 << 20;

  private record Literals(StoredObject patch, long[] at, int[] stored, long size) {}

  private record Decoded(int source, int segment, byte[] content) {}

  private final PackFiles files;
  private final ObjectBytes root;
  private final List<Literals> patches = new ArrayList<>();
  private final Deltas deltas = new Deltas();
  private Pieces pieces;

  /** Dictionaries that lie in several pieces, by the source number of their frame. */
  private final Map<Integer, Pieces> spans = new HashMap<>();

  private int spannedPieces;
  private final AtomicReferenceArray<@Nullable Decoded> cache = new AtomicReferenceArray<>(CACHED);
  private final Deque<ZstdDecompressCtx> contexts = new ConcurrentLinkedDeque<>();
  private final Deque<ZstdDecompressCtx> withDictionary = new ConcurrentLinkedDeque<>();

  private Patched(PackFiles files, ObjectBytes root) {
    this.files = files;
    this.root = root;
    this.pieces = Pieces.root(root.size());
  }

  /** Objects from a patch down to its root, the root last. */
  static List<StoredObject> chain(StoredObject object, ObjectPlaces places) throws IOException {
    List<StoredObject> chain = new ArrayList<>();
    Set<Sha256> seen = new HashSet<>();
    StoredObject next = object;
    while (true) {
      chain.add(next);
      Sha256 base = next.base();
      if (base == null) {
        return chain;
      }
      if (!seen.add(next.sha256()) || chain.size() > LONGEST_CHAIN) {
        throw new DamagedObjectException("a chain of patches has no end");
      }
      next =
          places
              .find(base)
              .orElseThrow(
                  () ->
                      new DamagedObjectException("its base " + base.abbreviated(12) + " is gone"));
    }
  }

  static Patched open(StoredObject object, ObjectPlaces places) throws IOException {
    List<StoredObject> chain = chain(object, places);
    Patched patched =
        new Patched(places.files(), ObjectBytes.open(chain.get(chain.size() - 1), places));
    for (int i = chain.size() - 2; i >= 0; i--) {
      patched.apply(chain.get(i));
    }
    return patched;
  }

  private void apply(StoredObject patch) throws IOException {
    Pieces before = pieces;
    Pieces after = new Pieces(before.count() + 64);
    PatchTable table = new PatchTable(text(patch, files));
    int number = patches.size() + 1;
    long[] at = new long[16];
    int[] stored = new int[16];
    int segments = 0;
    long literalBytes = 0;
    long literal = 0;
    long place = patch.offset();
    try {
      while (table.next()) {
        switch (table.kind) {
          case PatchTable.COPY -> {
            requireWithin(table.from, table.count, before.size());
            after.addRange(before, table.from, table.count);
          }
          case PatchTable.LITERAL -> {
            after.add(number, literal, table.length);
            literal = Math.addExact(literal, table.length);
          }
          case PatchTable.DELTA -> {
            requireWithin(table.from, table.count, before.size());
            after.add(delta(table, before, place, number), 0, table.length);
            place += table.stored;
          }
          default -> {
            // All segments of literal bytes but the last are full, so that each is found at once.
            if (literalBytes % Codec.SEGMENT != 0 || table.length > Codec.SEGMENT) {
              throw PatchTable.damaged();
            }
            if (segments == at.length) {
              at = Arrays.copyOf(at, 2 * segments);
              stored = Arrays.copyOf(stored, 2 * segments);
            }
            at[segments] = place;
            stored[segments++] = Math.toIntExact(table.stored);
            literalBytes += table.length;
            place += table.stored;
          }
        }
      }
    } catch (ArithmeticException e) {
      throw PatchTable.damaged();
    }
    if (literal != literalBytes
        || after.size() != patch.size()
        || place + patch.table() != patch.offset() + patch.stored()) {
      throw PatchTable.damaged();
    }
    patches.add(
        new Literals(
            patch, Arrays.copyOf(at, segments), Arrays.copyOf(stored, segments), literalBytes));
    pieces = after;
  }

  /** The lengths of a patch's units, as they lie in the pack; its table is the last. */
  static int[] units(StoredObject patch, PackFiles files) throws IOException {
    PatchTable table = new PatchTable(text(patch, files));
    List<Integer> units = new ArrayList<>();
    while (table.next()) {
      if (table.kind == PatchTable.DELTA || table.kind == PatchTable.SEGMENT) {
        units.add((int) Math.min(Integer.MAX_VALUE, table.stored));
      }
    }
    units.add(patch.table());
    long sum = units.stream().mapToLong(Integer::longValue).sum();
    if (sum != patch.stored()) {
      throw PatchTable.damaged();
    }
    return units.stream().mapToInt(Integer::intValue).toArray();
  }

  private static byte[] text(StoredObject patch, PackFiles files) throws IOException {
    long start = patch.offset() + patch.stored() - patch.table();
    if (patch.table() < files.overhead() || start + patch.table() > files.size(patch.pack())) {
      throw new DamagedObjectException("a pack ends too early");
    }
    byte[] frame = files.unit(patch.pack(), start, patch.table());
    long size = com.github.luben.zstd.Zstd.getFrameContentSize(frame);
    if (size < 0 || size > MOST_TABLE) {
      throw PatchTable.damaged();
    }
    byte[] text = new byte[(int) size];
    try {
      if (com.github.luben.zstd.Zstd.decompressByteArray(
              text, 0, text.length, frame, 0, frame.length)
          != size) {
        throw PatchTable.damaged();
      }
    } catch (ZstdException e) {
      throw PatchTable.damaged();
    }
    return text;
  }

  private static void requireWithin(long from, long count, long size)
      throws DamagedObjectException {
    if (from < 0 || count < 0 || from > size - count) {
      throw PatchTable.damaged();
    }
  }

  /**
   * A frame's dictionary lies in one piece of what is below, or, after many changes, in several.
   */
  private int delta(PatchTable table, Pieces before, long place, int number)
      throws DamagedObjectException {
    if (table.count == 0 || table.length > Codec.SEGMENT || table.count > Codec.SEGMENT) {
      throw PatchTable.damaged();
    }
    int piece = before.find(table.from);
    boolean whole = table.from + table.count <= before.end(piece);
    Pieces part = null;
    int below = deltas.depth(before.source(piece));
    if (!whole) {
      part = new Pieces(4);
      part.addRange(before, table.from, table.count);
      for (int i = 0; i < part.count(); i++) {
        below = Math.max(below, deltas.depth(part.source(i)));
      }
      spannedPieces += part.count();
    }
    if (below >= DEEPEST || spannedPieces > MOST_SPANNED) {
      throw PatchTable.damaged();
    }
    int source =
        deltas.add(
            number - 1,
            place,
            Math.toIntExact(table.stored),
            (int) table.length,
            before.source(piece),
            before.from(piece) + table.from - before.start(piece),
            (int) table.count,
            below);
    if (part != null) {
      spans.put(source, part);
    }
    return source;
  }

  long size() {
    return pieces.size();
  }

  /** How deep the frames go that hold a range, or a negative number if there is no such range. */
  int depth(long from, long count) {
    if (count <= 0 || from < 0 || from > pieces.size() - count) {
      return -1;
    }
    int depth = 0;
    for (int piece = pieces.find(from);
        piece < pieces.count() && pieces.start(piece) < from + count;
        piece++) {
      depth = Math.max(depth, deltas.depth(pieces.source(piece)));
    }
    return depth;
  }

  void read(long offset, byte[] target, int at, int length) throws IOException {
    read(pieces, offset, target, at, length);
  }

  private void read(Pieces pieces, long offset, byte[] target, int at, int length)
      throws IOException {
    int done = 0;
    int piece = length == 0 ? 0 : pieces.find(offset);
    while (done < length) {
      long within = offset + done - pieces.start(piece);
      int part = (int) Math.min(length - done, pieces.end(piece) - offset - done);
      read(pieces.source(piece), pieces.from(piece) + within, target, at + done, part);
      done += part;
      piece++;
    }
  }

  private void read(int source, long from, byte[] target, int at, int length) throws IOException {
    if (source == 0) {
      root.read(from, target, at, length);
    } else if (source < 0) {
      System.arraycopy(frame(source), (int) from, target, at, length);
    } else {
      int done = 0;
      while (done < length) {
        long position = from + done;
        byte[] segment = literals(source, (int) (position / Codec.SEGMENT));
        int within = (int) (position % Codec.SEGMENT);
        int part = Math.min(length - done, segment.length - within);
        System.arraycopy(segment, within, target, at + done, part);
        done += part;
      }
    }
  }

  private byte[] literals(int source, int number) throws IOException {
    int slot = Math.floorMod(31 * source + number, CACHED);
    Decoded cached = cache.get(slot);
    if (cached != null && cached.source == source && cached.segment == number) {
      return cached.content;
    }
    Literals literals = patches.get(source - 1);
    int size = (int) Math.min(Codec.SEGMENT, literals.size - (long) number * Codec.SEGMENT);
    byte[] frame = files.unit(literals.patch.pack(), literals.at[number], literals.stored[number]);
    byte[] content = decompress(frame, size, null);
    cache.set(slot, new Decoded(source, number, content));
    return content;
  }

  private byte[] frame(int source) throws IOException {
    int slot = Math.floorMod(source, CACHED);
    Decoded cached = cache.get(slot);
    if (cached != null && cached.source == source) {
      return cached.content;
    }
    byte[] dictionary = new byte[deltas.dictionaryLength(source)];
    Pieces part = spans.get(source);
    if (part == null) {
      read(
          deltas.dictionary(source),
          deltas.dictionaryFrom(source),
          dictionary,
          0,
          dictionary.length);
    } else {
      read(part, 0, dictionary, 0, dictionary.length);
    }
    if (PatchWriter.isFormatted(dictionary)) {
      throw PatchTable.damaged();
    }
    StoredObject patch = patches.get(deltas.patch(source)).patch;
    byte[] frame = files.unit(patch.pack(), deltas.at(source), deltas.stored(source));
    byte[] content = decompress(frame, deltas.length(source), dictionary);
    cache.set(slot, new Decoded(source, 0, content));
    return content;
  }

  private byte[] decompress(byte[] frame, int size, byte @Nullable [] dictionary)
      throws IOException {
    Deque<ZstdDecompressCtx> pool = dictionary == null ? contexts : withDictionary;
    ZstdDecompressCtx context = pool.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      if (dictionary != null) {
        context.loadDict(dictionary);
      }
      byte[] content = new byte[size];
      if (context.decompressByteArray(content, 0, size, frame, 0, frame.length) != size) {
        throw new DamagedObjectException("a frame is shorter than it should be");
      }
      return content;
    } catch (ZstdException e) {
      DamagedObjectException damaged = new DamagedObjectException("a frame cannot be decompressed");
      damaged.initCause(e);
      throw damaged;
    } finally {
      pool.push(context);
    }
  }

  @Override
  public void close() throws IOException {
    for (Deque<ZstdDecompressCtx> pool : List.of(contexts, withDictionary)) {
      pool.forEach(ZstdDecompressCtx::close);
      pool.clear();
    }
    root.close();
  }
}
