package org.palimpsest.vault;

import java.util.Arrays;

/**
 * What a content consists of, when a chain of patches has been followed to its root: pieces, each a
 * range of a source. Source 0 is the root; a positive number is the literal bytes of a patch; a
 * negative one is a frame that was compressed with a range of another source as dictionary.
 */
final class Pieces {

  private long[] starts;
  private int[] sources;
  private long[] froms;
  private int count;
  private long size;

  Pieces(int expected) {
    starts = new long[expected];
    sources = new int[expected];
    froms = new long[expected];
  }

  /** The root as it is. */
  static Pieces root(long size) {
    Pieces pieces = new Pieces(1);
    if (size > 0) {
      pieces.add(0, 0, size);
    }
    return pieces;
  }

  void add(int source, long from, long length) {
    if (count > 0
        && sources[count - 1] == source
        && source >= 0
        && froms[count - 1] + (size - starts[count - 1]) == from) {
      size = Math.addExact(size, length);
      return;
    }
    if (count == starts.length) {
      grow(count + 1);
    }
    starts[count] = size;
    sources[count] = source;
    froms[count++] = from;
    size = Math.addExact(size, length);
  }

  /** Adds the pieces of another content's range, which lies within it. */
  void addRange(Pieces other, long from, long length) {
    addRange(other, from, length, 0);
  }

  /**
   * Does the same.
   *
   * @param near a piece of the other content near which the range begins
   * @return the piece in which it ends
   */
  int addRange(Pieces other, long from, long length, int near) {
    if (length == 0) {
      return near;
    }
    int first = other.find(from, near);
    int last = other.find(from + length - 1, first);
    long within = from - other.starts[first];
    add(
        other.sources[first],
        other.froms[first] + within,
        Math.min(length, other.end(first) - from));
    if (last > first) {
      addWhole(other, first + 1, last);
      add(other.sources[last], other.froms[last], from + length - other.starts[last]);
    }
    return last;
  }

  /** Adds pieces as they are: none of them goes on where the one before it ended. */
  private void addWhole(Pieces other, int first, int end) {
    int more = end - first;
    if (more <= 0) {
      return;
    }
    if (count + more > starts.length) {
      grow(count + more);
    }
    System.arraycopy(other.sources, first, sources, count, more);
    System.arraycopy(other.froms, first, froms, count, more);
    long moved = size - other.starts[first];
    for (int i = 0; i < more; i++) {
      starts[count + i] = other.starts[first + i] + moved;
    }
    count += more;
    size = other.starts[end] + moved;
  }

  private void grow(int least) {
    int larger = Math.max(16, Math.max(least, 2 * count));
    starts = Arrays.copyOf(starts, larger);
    sources = Arrays.copyOf(sources, larger);
    froms = Arrays.copyOf(froms, larger);
  }

  int count() {
    return count;
  }

  long size() {
    return size;
  }

  /** The piece that holds an offset below the size. */
  int find(long offset) {
    int at = Arrays.binarySearch(starts, 0, count, offset);
    return at >= 0 ? at : -at - 2;
  }

  /** The same, looked for in growing steps from a piece that is likely to be near. */
  int find(long offset, int near) {
    if (offset < starts[near]) {
      return find(offset);
    }
    int low = near;
    int step = 1;
    while (low + step < count && starts[low + step] <= offset) {
      low += step;
      step *= 2;
    }
    int at = Arrays.binarySearch(starts, low, Math.min(count, low + step), offset);
    return at >= 0 ? at : -at - 2;
  }

  long end(int piece) {
    return piece + 1 < count ? starts[piece + 1] : size;
  }

  long start(int piece) {
    return starts[piece];
  }

  int source(int piece) {
    return sources[piece];
  }

  long from(int piece) {
    return froms[piece];
  }
}
