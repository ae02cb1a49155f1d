package org.palimpsest.vault;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Segments that were decoded lately, whichever content they were wanted for. They are decoded into
 * arrays that are used again: with a new one for each, a scan that jumps about would leave a
 * hundred megabytes behind. Kept in small sets, the one used last at the front; where a segment
 * lies names it. Safe for use by several threads.
 */
final class Segments {

  /** Sets of eight: at most 48 MB. */
  private static final int SETS = 96;

  private static final int WAYS = 8;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private static final byte[] NONE = {};

  private static final class Kept {
    private @Nullable Path pack;
    private long at;
    private int size;
    private byte[] bytes = NONE;

    boolean is(Path otherPack, long otherAt, int otherSize) {
      return at == otherAt && size == otherSize && otherPack.equals(pack);
    }
  }

  private final Kept[][] sets = new Kept[SETS][WAYS];

  Segments() {
    for (Kept[] set : sets) {
      for (int i = 0; i < WAYS; i++) {
        set[i] = new Kept();
      }
    }
  }

  /** Decodes a segment. */
  @FunctionalInterface
  interface Decoding {
    void into(byte[] target) throws IOException;
  }

  /**
   * Copies a part of a segment.
   *
   * @param pack the pack in which it lies, which does not change
   * @param at where it lies there
   * @param size of it when it is decoded
   * @param decoding decodes it if it is not at hand
   */
  void read(
      Path pack, long at, int size, Decoding decoding, int from, byte[] target, int to, int count)
      throws IOException {
    Kept[] set = set(pack, at);
    // Others that want the same one wait until it is decoded, and nobody sees it before.
    synchronized (set) {
      int place = 0;
      while (place < WAYS - 1 && !set[place].is(pack, at, size)) {
        place++;
      }
      Kept kept = set[place];
      if (!kept.is(pack, at, size)) {
        decode(kept, pack, at, size, decoding);
      }
      System.arraycopy(set, 0, set, 1, place);
      set[0] = kept;
      System.arraycopy(kept.bytes, from, target, to, count);
    }
  }

  private static void decode(Kept kept, Path pack, long at, int size, Decoding decoding)
      throws IOException {
    // What fails on the way must not be taken for what was there before.
    kept.pack = null;
    if (kept.bytes.length < size) {
      kept.bytes = new byte[size];
    }
    decoding.into(kept.bytes);
    kept.pack = pack;
    kept.at = at;
    kept.size = size;
  }

  private Kept[] set(Path pack, long at) {
    long mixed = (at + 31L * pack.hashCode()) * SPREAD;
    return sets[(int) Long.remainderUnsigned(mixed >>> 20, SETS)];
  }

  /** Forgets them, so that they are decoded again. */
  void forget() {
    for (Kept[] set : sets) {
      synchronized (set) {
        for (Kept kept : set) {
          kept.pack = null;
          kept.bytes = NONE;
        }
      }
    }
  }
}
