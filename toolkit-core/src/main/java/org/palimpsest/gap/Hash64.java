package org.palimpsest.gap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A fast 64-bit hash to tell contents apart; no protection against somebody who wants collisions.
 */
final class Hash64 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long A = 0x9e3779b97f4a7c15L;
  private static final long B = 0xc2b2ae3d27d4eb4fL;

  private Hash64() {}

  static long mix(long hash, long value) {
    long h = (hash ^ value) * A;
    return (h ^ h >>> 29) * B;
  }

  static long bytes(long seed, byte[] bytes, int from, int to) {
    long hash = seed ^ (to - from) * B;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mix(hash, (long) LONGS.get(bytes, at));
    }
    long tail = 0;
    for (; at < to; at++) {
      tail = tail << 8 | (bytes[at] & 0xff);
    }
    hash = mix(hash, tail);
    return hash ^ hash >>> 32;
  }

  static long text(String text) {
    long hash = A;
    for (int i = 0; i < text.length(); i++) {
      hash = mix(hash, text.charAt(i));
    }
    return hash;
  }
}
