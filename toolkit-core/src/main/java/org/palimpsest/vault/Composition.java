package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a content consists of that a chain of patches describes: its pieces, and where the literal
 * bytes and the frames lie to which these refer. Not changed once it was made, so that the next
 * content of the same chain can be made from it.
 *
 * <p>Applying one patch after the other would carry all pieces through each of them, which for a
 * list that five hundred days have crumbled is hundreds of times the lines of all the patches. What
 * one patch after another does is associative, so neighbours are put together first, then pairs of
 * pairs: each line is moved no more often than there are doublings in the chain. In such a pair,
 * source 0 is what lies below its lower patch; at the end that is the root.
 */
final class Composition {

  /** More frames one above the other than any writer makes. */
  private static final int DEEPEST = 100;

  /** More pieces of such dictionaries than a chain of the greatest length has. */
  private static final int MOST_SPANNED = 1 << 23;

  /** More pieces than a store of a hundred gigabytes has pages. */
  private static final int MOST_PIECES = 1 << 25;

  private static final int MOST_TABLE = 512 << 20;

  /** The literal bytes of a patch, cut into segments. */
  record Literals(StoredObject patch, long[] at, int[] stored, long size) {}

  private final StoredObject root;
  private final List<Literals> patches;
  private final Deltas deltas;

  /** Dictionaries that lie in several pieces, by the source number of their frame. */
  private final Map<Integer, Pieces> spans;

  private Pieces pieces;
  private int spannedPieces;

  private Composition(StoredObject root) {
    this.root = root;
    this.patches = new ArrayList<>();
    this.deltas = new Deltas();
    this.spans = new HashMap<>();
    this.pieces = Pieces.root(root.size());
  }

  private Composition(Composition before) {
    this.root = before.root;
    this.patches = new ArrayList<>(before.patches);
    this.deltas = new Deltas(before.deltas);
    this.spans = new HashMap<>(before.spans);
    this.pieces = before.pieces;
    this.spannedPieces = before.spannedPieces;
  }

  /**
   * Follows a chain.
   *
   * @param before what the first patches of it came to, null when none are known
   * @param chain its root, then all its patches
   */
  static Composition of(@Nullable Composition before, List<StoredObject> chain, PackFiles files)
      throws IOException {
    Composition made = before == null ? new Composition(chain.get(0)) : new Composition(before);
    int known = made.patches.size();
    if (chain.size() == known + 1) {
      return made;
    }
    int knownDeltas = made.deltas.count();
    List<Step> steps = new ArrayList<>();
    for (int i = known + 1; i < chain.size(); i++) {
      steps.add(made.step(chain.get(i), chain.get(i - 1).size(), files));
    }
    Step all = made.together(steps, 0, steps.size());
    // Below the first patch is the root itself, in whose terms its steps are already.
    made.pieces = known == 0 ? all.pieces : made.through(made.pieces, all).pieces;
    for (int i = knownDeltas; i < made.deltas.count(); i++) {
      made.depth(-i - 1);
    }
    return made;
  }

  /** Whether it is what the first objects of that chain come to, where these lie now. */
  boolean begins(List<StoredObject> chain) {
    if (chain.size() <= patches.size() || !chain.get(0).isSame(root)) {
      return false;
    }
    for (int i = patches.size() - 1; i >= 0; i--) {
      if (!chain.get(i + 1).isSame(patches.get(i).patch())) {
        return false;
      }
    }
    return true;
  }

  Pieces pieces() {
    return pieces;
  }

  Deltas deltas() {
    return deltas;
  }

  /** How many patches lie in its chain. */
  int patches() {
    return patches.size();
  }

  /** The patch with that position in the chain, from 0. */
  Literals patch(int number) {
    return patches.get(number);
  }

  /** The pieces of a frame's dictionary, null where it is one. */
  @Nullable Pieces span(int source) {
    return spans.get(source);
  }

  /** About how many numbers it holds. */
  long weight() {
    return 3L * pieces.count() + 7L * deltas.count() + 3L * spannedPieces;
  }

  /**
   * What one patch does, or several after one another.
   *
   * @param pieces of the content above, source 0 being the content below
   * @param firstDelta number of the first of its frames that have a dictionary
   * @param endDelta number after the last of them
   */
  private record Step(Pieces pieces, int firstDelta, int endDelta) {}

  private Step together(List<Step> steps, int from, int to) throws IOException {
    if (to - from == 1) {
      return steps.get(from);
    }
    int middle = (from + to) >>> 1;
    Step below = together(steps, from, middle);
    Step above = through(below.pieces, together(steps, middle, to));
    return new Step(above.pieces, below.firstDelta, above.endDelta);
  }

  /** A step in terms of what is below the one that is under it. */
  private Step through(Pieces below, Step above) throws IOException {
    Pieces pieces = through(below, above.pieces);
    int near = 0;
    for (int source = -above.firstDelta - 1; source > -above.endDelta - 1; source--) {
      Pieces span = spans.get(source);
      if (span != null) {
        spannedPieces -= span.count();
        span(source, through(below, span));
      } else if (deltas.dictionary(source) == 0) {
        near = dictionary(source, below, near);
      }
    }
    return new Step(pieces, above.firstDelta, above.endDelta);
  }

  private static Pieces through(Pieces below, Pieces above) throws IOException {
    Pieces made = new Pieces(above.count() + below.count() + 16);
    int near = 0;
    for (int i = 0; i < above.count(); i++) {
      long length = above.end(i) - above.start(i);
      if (above.source(i) == 0) {
        near = made.addRange(below, above.from(i), length, near);
        if (made.count() > MOST_PIECES) {
          throw PatchTable.damaged();
        }
      } else {
        made.add(above.source(i), above.from(i), length);
      }
    }
    return made;
  }

  /**
   * A frame's dictionary lies in one piece of what is below, or, after many changes, in several.
   */
  private int dictionary(int source, Pieces below, int near) throws IOException {
    long from = deltas.dictionaryFrom(source);
    int length = deltas.dictionaryLength(source);
    int piece = below.find(from, near);
    if (from + length <= below.end(piece)) {
      deltas.dictionary(source, below.source(piece), below.from(piece) + from - below.start(piece));
    } else {
      Pieces span = new Pieces(4);
      span.addRange(below, from, length);
      span(source, span);
    }
    return piece;
  }

  private void span(int source, Pieces span) throws IOException {
    spannedPieces += span.count();
    if (spannedPieces > MOST_SPANNED) {
      throw PatchTable.damaged();
    }
    spans.put(source, span);
  }

  /** How deep a frame lies, from that of what its dictionary consists of. */
  private void depth(int source) throws IOException {
    int below = deltas.depth(deltas.dictionary(source));
    Pieces span = spans.get(source);
    for (int i = 0; span != null && i < span.count(); i++) {
      below = Math.max(below, deltas.depth(span.source(i)));
    }
    if (below >= DEEPEST) {
      throw PatchTable.damaged();
    }
    deltas.depth(source, below + 1);
  }

  private Step step(StoredObject patch, long below, PackFiles files) throws IOException {
    Pieces after = new Pieces(64);
    PatchTable table = new PatchTable(text(patch, files));
    int number = patches.size() + 1;
    int firstDelta = deltas.count();
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
            requireWithin(table.from, table.count, below);
            after.add(0, table.from, table.count);
          }
          case PatchTable.LITERAL -> {
            after.add(number, literal, table.length);
            literal = Math.addExact(literal, table.length);
          }
          case PatchTable.DELTA -> {
            requireWithin(table.from, table.count, below);
            if (table.count == 0 || table.length > Codec.SEGMENT || table.count > Codec.SEGMENT) {
              throw PatchTable.damaged();
            }
            int source =
                deltas.add(
                    number - 1,
                    place,
                    Math.toIntExact(table.stored),
                    (int) table.length,
                    table.from,
                    (int) table.count);
            after.add(source, 0, table.length);
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
        || after.count() > MOST_PIECES
        || after.size() != patch.size()
        || place + patch.table() != patch.offset() + patch.stored()) {
      throw PatchTable.damaged();
    }
    patches.add(
        new Literals(
            patch, Arrays.copyOf(at, segments), Arrays.copyOf(stored, segments), literalBytes));
    return new Step(after, firstDelta, deltas.count());
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

  /** A patch's table. */
  static byte[] text(StoredObject patch, PackFiles files) throws IOException {
    long start = patch.offset() + patch.stored() - patch.table();
    if (patch.table() < files.overhead() || start + patch.table() > files.size(patch.pack())) {
      throw new DamagedObjectException("a pack ends too early");
    }
    byte[] frame = files.unit(patch.pack(), start, patch.table());
    long size = Zstd.getFrameContentSize(frame);
    if (size < 0 || size > MOST_TABLE) {
      throw PatchTable.damaged();
    }
    byte[] text = new byte[(int) size];
    try {
      if (Zstd.decompressByteArray(text, 0, text.length, frame, 0, frame.length) != size) {
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
}
