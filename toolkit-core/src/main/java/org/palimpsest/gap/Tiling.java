package org.palimpsest.gap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.palimpsest.gap.Cell.Proof;
import org.palimpsest.sqlite.Varint;

/**
 * Chooses among the readings of one space. Those that overlap exclude each other, and those that
 * meet each other or the edges of the space support each other; the heaviest set of cells that do
 * not overlap is taken, by dynamic programming over the bytes of the space.
 */
final class Tiling {

  private static final int TIGHT = 60;

  /** Bytes of an entry that tell of one: a length, that of the header and the first type. */
  private static final int FOLLOWING = 3;

  /** So many zeros are a space that was zeroed. */
  private static final int ZEROS = 8;

  private final long[] best;
  private final long[] tight;
  private final Cell[] bestLast;
  private final Cell[] tightLast;
  private final int[] heads;
  private int[] next = new int[64];

  /** Prepares to choose in spaces of pages of that many bytes. */
  Tiling(int pageSize) {
    int size = pageSize + 2;
    best = new long[size];
    tight = new long[size];
    bestLast = new Cell[size];
    tightLast = new Cell[size];
    heads = new int[size];
  }

  /** Takes the heaviest cells that do not overlap. */
  void choose(Space space, List<Cell> candidates, Consumer<Cell> found) {
    int length = space.to() - space.from() + 1;
    Arrays.fill(heads, 0, length, -1);
    if (next.length < candidates.size()) {
      next = new int[candidates.size()];
    }
    for (int i = 0; i < candidates.size(); i++) {
      int end = candidates.get(i).end - space.from();
      next[i] = heads[end];
      heads[end] = i;
    }
    best[0] = 0;
    bestLast[0] = null;
    for (int at = 0; at < length; at++) {
      tight[at] = Long.MIN_VALUE;
      tightLast[at] = null;
      if (at > 0) {
        best[at] = best[at - 1];
        bestLast[at] = bestLast[at - 1];
      }
      for (int i = heads[at]; i >= 0; i = next[i]) {
        Cell cell = candidates.get(i);
        int start = cell.start - space.from();
        long before = best[start] + (start == 0 ? TIGHT : 0);
        if (tight[start] != Long.MIN_VALUE) {
          before = Math.max(before, tight[start] + TIGHT);
        }
        long sum = before + cell.weight + (at == length - 1 ? TIGHT : 0);
        if (sum > tight[at]) {
          tight[at] = sum;
          tightLast[at] = cell;
        }
      }
      if (tight[at] > best[at]) {
        best[at] = tight[at];
        bestLast[at] = tightLast[at];
      }
    }
    List<Cell> chosen = new ArrayList<>();
    Cell cell = bestLast[length - 1];
    while (cell != null) {
      chosen.add(cell);
      int start = cell.start - space.from();
      boolean joined =
          tight[start] != Long.MIN_VALUE
              && tight[start] + TIGHT >= best[start] + (start == 0 ? TIGHT : 0);
      cell = joined ? tightLast[start] : bestLast[start];
    }
    for (int i = chosen.size() - 1; i >= 0; i--) {
      Cell each = chosen.get(i);
      each.endIsTight =
          each.end == space.to()
              || i > 0 && chosen.get(i - 1).start == each.end
              || isFollowed(space, each);
      alternatives(space, candidates, each, each.endIsTight || each.proof == Proof.SPAN);
    }
    preferNeighbours(space, chosen);
    for (int i = chosen.size() - 1; i >= 0; i--) {
      found.accept(chosen.get(i));
    }
  }

  /**
   * Entries that lie together are neighbours in the index too, and often begin with the same value.
   * So of several readings that reading is preferred whose first value others have that can be read
   * in one way only.
   */
  private static void preferNeighbours(Space space, List<Cell> chosen) {
    Map<Long, Integer> counts = new HashMap<>();
    for (Cell cell : chosen) {
      if (cell.shape == space.owner() && cell.shape.isIndex() && cell.alternatives == null) {
        long serial =
            cell.solved.length > 0 ? cell.solved[0] : Varint.value(space.page(), cell.typesAt);
        counts.merge(first(space, cell, serial), 1, Integer::sum);
      }
    }
    for (Cell cell : chosen) {
      List<long[]> others = cell.alternatives;
      if (others == null || cell.shape != space.owner() || !cell.shape.isIndex()) {
        continue;
      }
      int most = counts.getOrDefault(first(space, cell, cell.solved[0]), 0);
      for (int i = 0; i < others.size(); i++) {
        long[] other = others.get(i);
        int count = counts.getOrDefault(first(space, cell, other[0]), 0);
        if (count > most) {
          most = count;
          others.set(i, cell.solved);
          cell.solved = other;
        }
      }
    }
  }

  /** The first value of an entry if its type is this; what is no whole number counts as one. */
  private static long first(Space space, Cell cell, long serial) {
    boolean readable =
        Serial.isInteger(serial) && cell.bodyAt + Serial.size(serial) <= cell.localEnd;
    return readable ? Serial.integer(space.page(), cell.bodyAt, serial) : Long.MIN_VALUE;
  }

  /** Whether an entry ends where zeros begin, or another that begins as it does itself. */
  private static boolean isFollowed(Space space, Cell cell) {
    int end = cell.end;
    if (!cell.shape.isIndex() || cell.proof != Proof.WHOLE || end + FOLLOWING > space.to()) {
      return false;
    }
    // Zeros that had been written over its end would have taken its last byte.
    boolean zeroed = space.page()[end - 1] != 0;
    for (int i = end; zeroed && i < Math.min(space.to(), end + ZEROS); i++) {
      zeroed = space.page()[i] == 0;
    }
    return zeroed
        || space.page()[end] > 2
            && space.page()[end + 1] == space.page()[cell.start + 1]
            && space.page()[end + 2] == space.page()[cell.start + 2];
  }

  /** Keeps the other readings of a cell whose types had to be solved. */
  private static void alternatives(
      Space space, List<Cell> candidates, Cell chosen, boolean endIsKnown) {
    if (chosen.solved.length == 0) {
      return;
    }
    List<long[]> others = new ArrayList<>();
    for (Cell cell : candidates) {
      if (cell != chosen
          && cell.shape == chosen.shape
          && cell.start == chosen.start
          && cell.solved.length == chosen.solved.length
          && cell.typesAt == chosen.typesAt
          && cell.columns == chosen.columns
          && (endIsKnown ? cell.end == chosen.end : cell.end <= space.to())
          && others.size() < 8) {
        others.add(cell.solved);
      }
    }
    chosen.alternatives = others.isEmpty() ? null : others;
  }
}
