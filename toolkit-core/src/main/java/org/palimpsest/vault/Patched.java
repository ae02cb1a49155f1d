package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** So many pieces are looked at for the next one that is read together with one. */
  private static final int MOST_BETWEEN = 64;

  private final PackFiles files;
  private final ObjectBytes root;
  private final Composition composition;

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

  /** Whether everything is there that an object is stored against. */
  static boolean isWhole(StoredObject object, ObjectPlaces places) throws IOException {
    try {
      chain(object, places);
      return true;
    } catch (DamagedObjectException e) {
      return false;
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
    read(composition.pieces(), offset, target, at, length, Window.NONE);
  }

  /**
   * Bytes of the root that lie where a page goes that is others now. Such a page is compressed with
   * them as dictionary, or with one that is.
   */
  private record Window(long from, int length, byte[] bytes, int at) {

    static final Window NONE = new Window(0, 0, new byte[0], 0);

    boolean holds(long other, int count) {
      return other >= from && other + count <= from + length;
    }
  }

  private void read(Pieces pieces, long offset, byte[] target, int at, int length, Window window)
      throws IOException {
    long end = offset + length;
    int piece = length == 0 ? 0 : pieces.find(offset);
    long position = offset;
    while (position < end) {
      int last = lastBeside(pieces, piece, end);
      int done = (int) (position - offset);
      int part = (int) (Math.min(end, pieces.end(last)) - position);
      long within = position - pieces.start(piece);
      read(pieces.source(piece), pieces.from(piece) + within, target, at + done, part, window);
      long moved = pieces.from(piece) - pieces.start(piece);
      for (int inner = piece + 1; inner < last; inner++) {
        if (!areBeside(pieces, piece, inner)) {
          long start = pieces.start(inner);
          int place = at + (int) (start - offset);
          part = (int) (pieces.end(inner) - start);
          Window below = new Window(start + moved, part, target, place);
          read(pieces.source(inner), pieces.from(inner), target, place, part, below);
        }
      }
      position = pieces.end(last);
      piece = last + 1;
    }
  }

  /**
   * The last piece that is read from the root together with this one. What changed between the two
   * is read over it afterwards: so a segment of the root is decompressed once and into its place,
   * however many pages of it are others now. What lies between is shorter than a segment, and thus
   * no segment is read of which nothing is wanted.
   */
  private static int lastBeside(Pieces pieces, int piece, long end) {
    int last = piece;
    if (pieces.source(piece) == 0) {
      for (int next = piece + 1;
          next < Math.min(pieces.count(), last + MOST_BETWEEN)
              && pieces.start(next) < end
              && pieces.start(next) - pieces.end(last) < Codec.SEGMENT;
          next++) {
        if (areBeside(pieces, piece, next)) {
          last = next;
        }
      }
    }
    return last;
  }

  /** Whether two pieces are ranges of the root, as far from each other there as here. */
  private static boolean areBeside(Pieces pieces, int piece, int other) {
    return pieces.source(other) == 0
        && pieces.source(piece) == 0
        && pieces.from(other) - pieces.from(piece) == pieces.start(other) - pieces.start(piece);
  }

  private void read(int source, long from, byte[] target, int at, int length, Window window)
      throws IOException {
    if (source == 0) {
      if (window.holds(from, length)) {
        System.arraycopy(window.bytes, window.at + (int) (from - window.from), target, at, length);
      } else {
        root.read(from, target, at, length);
      }
    } else if (source < 0) {
      System.arraycopy(frame(source, window), (int) from, target, at, length);
    } else {
      int done = 0;
      while (done < length) {
        long position = from + done;
        int number = (int) (position / Codec.SEGMENT);
        int within = (int) (position % Codec.SEGMENT);
        Composition.Literals literals = composition.patch(source - 1);
        int size = (int) Math.min(Codec.SEGMENT, literals.size() - (long) number * Codec.SEGMENT);
        int part = Math.min(length - done, size - within);
        literals(literals, number, size, within, target, at + done, part);
        done += part;
      }
    }
  }

  /** Copies a part of a segment of what a patch holds as it is. */
  private void literals(
      Composition.Literals literals,
      int number,
      int size,
      int within,
      byte[] target,
      int to,
      int count)
      throws IOException {
    Path pack = literals.patch().pack();
    long at = literals.at()[number];
    int stored = literals.stored()[number];
    files
        .decoder()
        .read(
            pack,
            at,
            size,
            segment -> decode(pack, at, stored, segment, size, null),
            within,
            target,
            to,
            count);
  }

  private byte[] frame(int source, Window window) throws IOException {
    Deltas deltas = composition.deltas();
    Path pack = composition.patch(deltas.patch(source)).patch().pack();
    byte[] known = files.decoder().known(pack, deltas.at(source), deltas.length(source));
    if (known != null) {
      return known;
    }
    byte[] dictionary = new byte[deltas.dictionaryLength(source)];
    Pieces part = composition.span(source);
    if (part == null) {
      read(
          deltas.dictionary(source),
          deltas.dictionaryFrom(source),
          dictionary,
          0,
          dictionary.length,
          window);
    } else {
      read(part, 0, dictionary, 0, dictionary.length, window);
    }
    if (PatchWriter.isFormatted(dictionary)) {
      throw PatchTable.damaged();
    }
    return decoded(
        pack, deltas.at(source), deltas.stored(source), deltas.length(source), dictionary);
  }

  private byte[] decoded(Path pack, long at, int stored, int size, byte @Nullable [] dictionary)
      throws IOException {
    byte[] content = new byte[size];
    decode(pack, at, stored, content, size, dictionary);
    files.decoder().keep(pack, at, content);
    return content;
  }

  private void decode(
      Path pack, long at, int stored, byte[] target, int size, byte @Nullable [] dictionary)
      throws IOException {
    try (PackFiles.Units units = files.units(pack, at, stored)) {
      files.decoder().decompress(units, 0, target, 0, size, dictionary);
    }
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
