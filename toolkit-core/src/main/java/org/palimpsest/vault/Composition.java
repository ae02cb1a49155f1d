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
 */
final class Composition {

  /** More frames one above the other than any writer makes. */
  private static final int DEEPEST = 100;

  /** More pieces of such dictionaries than a chain of the greatest length has. */
  private static final int MOST_SPANNED = 1 << 23;

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
    for (int i = made.patches.size() + 1; i < chain.size(); i++) {
      made.apply(chain.get(i), files);
    }
    return made;
  }

  /** Whether it is what the first objects of that chain come to, where these lie now. */
  boolean begins(List<StoredObject> chain) {
    if (chain.size() <= patches.size() || !chain.get(0).equals(root)) {
      return false;
    }
    for (int i = 0; i < patches.size(); i++) {
      if (!chain.get(i + 1).equals(patches.get(i).patch())) {
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

  private void apply(StoredObject patch, PackFiles files) throws IOException {
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
