package org.palimpsest.vault;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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

  private static final int CACHED = 512;

  private record Decoded(int source, int segment, byte[] content) {}

  private final PackFiles files;
  private final ObjectBytes root;
  private final Composition composition;
  private final AtomicReferenceArray<@Nullable Decoded> cache = new AtomicReferenceArray<>(CACHED);
  private final Deque<ZstdDecompressCtx> contexts = new ConcurrentLinkedDeque<>();
  private final Deque<ZstdDecompressCtx> withDictionary = new ConcurrentLinkedDeque<>();

  private Patched(PackFiles files, ObjectBytes root, Composition composition) {
    this.files = files;
    this.root = root;
    this.composition = composition;
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
    Collections.reverse(chain);
    Composition composition = places.compositions().of(chain, places.files());
    return new Patched(places.files(), ObjectBytes.open(chain.get(0), places), composition);
  }

  long size() {
    return composition.pieces().size();
  }

  /** How deep the frames go that hold a range, or a negative number if there is no such range. */
  int depth(long from, long count) {
    return composition.depth(from, count);
  }

  void read(long offset, byte[] target, int at, int length) throws IOException {
    read(composition.pieces(), offset, target, at, length);
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
    Composition.Literals literals = composition.patch(source - 1);
    int size = (int) Math.min(Codec.SEGMENT, literals.size() - (long) number * Codec.SEGMENT);
    byte[] frame =
        files.unit(literals.patch().pack(), literals.at()[number], literals.stored()[number]);
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
    Deltas deltas = composition.deltas();
    byte[] dictionary = new byte[deltas.dictionaryLength(source)];
    Pieces part = composition.span(source);
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
    StoredObject patch = composition.patch(deltas.patch(source)).patch();
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
