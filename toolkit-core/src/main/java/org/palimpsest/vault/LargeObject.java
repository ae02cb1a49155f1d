package org.palimpsest.vault;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * A large object on its way into a pack of its own: its blocks are hashed in order, compressed side
 * by side and written in order.
 */
final class LargeObject {

  private static final int BLOCKS_AHEAD = 6;

  private record Block(byte[] bytes, int[] lengths) {}

  private final PackDraft draft;
  private final @Nullable SegmentCompressor compressor;
  private final ExecutorService workers;
  private final MessageDigest digest = Sha256.newDigest();
  private final Deque<Future<Block>> ahead = new ArrayDeque<>();
  private int[] lengths = new int[1024];
  private int segments;
  private long size;

  /**
   * Begins it.
   *
   * @param compressor null to store it as it is
   */
  LargeObject(PackDraft draft, @Nullable SegmentCompressor compressor, ExecutorService workers) {
    this.draft = draft;
    this.compressor = compressor;
    this.workers = workers;
  }

  /** Takes the next block, of whole segments unless it is the last. */
  void add(byte[] block) throws IOException {
    size += block.length;
    if (compressor != null) {
      SegmentCompressor compressing = compressor;
      ahead.add(workers.submit(() -> compressed(block, compressing)));
    }
    digest.update(block);
    if (compressor == null) {
      draft.raw(block, block.length);
    } else if (ahead.size() >= BLOCKS_AHEAD) {
      writeFirst();
    }
  }

  private static Block compressed(byte[] block, SegmentCompressor compressor) {
    int[] lengths = new int[ObjectBytes.segments(block.length)];
    byte[] target = new byte[SegmentCompressor.bound(block.length)];
    compressor.compress(block, block.length, target, lengths);
    return new Block(target, lengths);
  }

  private void writeFirst() throws IOException {
    try {
      Block block = ahead.remove().get();
      if (segments + block.lengths.length > lengths.length) {
        lengths = Arrays.copyOf(lengths, 2 * lengths.length);
      }
      int at = 0;
      for (int length : block.lengths) {
        lengths[segments++] = draft.unit(block.bytes, at, length);
        at += length;
      }
    } catch (ExecutionException e) {
      throw new IOException("compression failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends it. */
  StoredObject finish() throws IOException {
    while (!ahead.isEmpty()) {
      writeFirst();
    }
    if (compressor != null) {
      byte[] table = ObjectBytes.seekTable(Arrays.copyOf(lengths, segments), size);
      draft.unit(table, 0, table.length);
    }
    Codec codec = compressor == null ? Codec.RAW : Codec.ZSTD;
    return draft.close(Sha256.finish(digest), size, draft.start(), codec);
  }
}
