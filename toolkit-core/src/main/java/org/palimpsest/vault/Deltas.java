package org.palimpsest.vault;

import java.util.Arrays;

/** The frames of a chain of patches that have a dictionary, flat in arrays: there are many. */
final class Deltas {

  private int[] patch = new int[64];
  private long[] at = new long[64];
  private int[] stored = new int[64];
  private int[] length = new int[64];
  private int[] dictionary = new int[64];
  private long[] dictionaryFrom = new long[64];
  private int[] dictionaryLength = new int[64];
  private byte[] depth = new byte[64];
  private int count;

  Deltas() {}

  /** The same, to be added to. */
  Deltas(Deltas before) {
    patch = before.patch.clone();
    at = before.at.clone();
    stored = before.stored.clone();
    length = before.length.clone();
    dictionary = before.dictionary.clone();
    dictionaryFrom = before.dictionaryFrom.clone();
    dictionaryLength = before.dictionaryLength.clone();
    depth = before.depth.clone();
    count = before.count;
  }

  int count() {
    return count;
  }

  /**
   * Adds a frame and returns its source number, which is negative. Its dictionary is a range of
   * source 0 until told otherwise.
   *
   * @param inPatch position of its patch in the chain
   * @param offset where it lies in the pack
   * @param storedLength its bytes there
   * @param contentLength bytes it gives
   * @param from where its dictionary begins
   * @param dictLength its length
   */
  int add(
      int inPatch, long offset, int storedLength, int contentLength, long from, int dictLength) {
    if (count == patch.length) {
      int larger = 2 * count;
      patch = Arrays.copyOf(patch, larger);
      at = Arrays.copyOf(at, larger);
      stored = Arrays.copyOf(stored, larger);
      length = Arrays.copyOf(length, larger);
      dictionary = Arrays.copyOf(dictionary, larger);
      dictionaryFrom = Arrays.copyOf(dictionaryFrom, larger);
      dictionaryLength = Arrays.copyOf(dictionaryLength, larger);
      depth = Arrays.copyOf(depth, larger);
    }
    patch[count] = inPatch;
    at[count] = offset;
    stored[count] = storedLength;
    length[count] = contentLength;
    dictionaryFrom[count] = from;
    dictionaryLength[count] = dictLength;
    return - ++count;
  }

  /** Says in which source a frame's dictionary begins, and where there. */
  void dictionary(int source, int of, long from) {
    dictionary[-source - 1] = of;
    dictionaryFrom[-source - 1] = from;
  }

  void depth(int source, int frames) {
    depth[-source - 1] = (byte) frames;
  }

  /** How many frames must be decompressed one after the other for a byte of that source. */
  int depth(int source) {
    return source < 0 ? depth[-source - 1] : 0;
  }

  int patch(int source) {
    return patch[-source - 1];
  }

  long at(int source) {
    return at[-source - 1];
  }

  int stored(int source) {
    return stored[-source - 1];
  }

  int length(int source) {
    return length[-source - 1];
  }

  int dictionary(int source) {
    return dictionary[-source - 1];
  }

  long dictionaryFrom(int source) {
    return dictionaryFrom[-source - 1];
  }

  int dictionaryLength(int source) {
    return dictionaryLength[-source - 1];
  }
}
