package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Compresses contents in segments, each a frame of its own. Safe for use by several threads. */
final class SegmentCompressor implements Closeable {

  private static final int LEVEL = 1;

  /** Half the table of level 1: a tenth faster on pages of a database, and 3 % larger. */
  private static final int HASH_LOG = 13;

  /** Making a context costs a good part of a segment's time. */
  private final Deque<ZstdCompressCtx> contexts = new ConcurrentLinkedDeque<>();

  /** Bytes that so many can become at most. */
  static int bound(int count) {
    return (int) Zstd.compressBound(Codec.SEGMENT) * ObjectBytes.segments(count);
  }

  /** Compresses segments one behind the other; {@code lengths} receives what each takes. */
  int compress(byte[] bytes, int count, byte[] target, int[] lengths) {
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      int from = i * Codec.SEGMENT;
      int length = Math.min(Codec.SEGMENT, count - from);
      lengths[i] = compress(bytes, from, length, target, at);
      at += lengths[i];
    }
    return at;
  }

  /** Whether the first segment shrinks enough for compression to be worth its time. */
  boolean compressible(byte[] bytes, int count) {
    return count >= 64 && shrinks(bytes, 0, Math.min(Codec.SEGMENT, count));
  }

  /** The same for the beginning of a large object, by a majority of three places. */
  boolean mostlyCompressible(byte[] head) {
    int shrinking = 0;
    for (int at : new int[] {0, head.length / 2, head.length - Codec.SEGMENT}) {
      shrinking += shrinks(head, at, Codec.SEGMENT) ? 1 : 0;
    }
    return shrinking > 1;
  }

  private boolean shrinks(byte[] bytes, int from, int length) {
    byte[] trial = new byte[(int) Zstd.compressBound(length)];
    return compress(bytes, from, length, trial, 0) < length - length / 32;
  }

  private int compress(byte[] bytes, int from, int length, byte[] target, int at) {
    ZstdCompressCtx context = contexts.poll();
    if (context == null) {
      context = new ZstdCompressCtx();
      context.setLevel(LEVEL);
      context.setHashLog(HASH_LOG);
    }
    try {
      return context.compressByteArray(target, at, target.length - at, bytes, from, length);
    } finally {
      contexts.push(context);
    }
  }

  /** A segment as a frame of its own. */
  byte[] frame(byte[] segment, int count) {
    byte[] target = new byte[(int) Zstd.compressBound(count)];
    return Arrays.copyOf(target, compress(segment, 0, count, target, 0));
  }

  @Override
  public void close() {
    contexts.forEach(ZstdCompressCtx::close);
    contexts.clear();
  }
}
