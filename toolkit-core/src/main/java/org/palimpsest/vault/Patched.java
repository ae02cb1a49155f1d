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
    Composition.Literals literals = composition.patch(source - 1);
    Path pack = literals.patch().pack();
    long at = literals.at()[number];
    int size = (int) Math.min(Codec.SEGMENT, literals.size() - (long) number * Codec.SEGMENT);
    byte[] known = files.decoder().known(pack, at, size);
    return known != null ? known : decoded(pack, at, literals.stored()[number], size, null);
  }

  private byte[] frame(int source) throws IOException {
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
          dictionary.length);
    } else {
      read(part, 0, dictionary, 0, dictionary.length);
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
    files.decoder().decompress(files.unit(pack, at, stored), content, 0, size, dictionary);
    files.decoder().keep(pack, at, content);
    return content;
  }

  @Override
  public void close() throws IOException {
    root.close();
  }
}
