package org.palimpsest.vault;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.work.Ahead;

/**
 * A large object on its way into a pack of its own: its blocks are hashed in order, compressed side
 * by side and written in order.
 */
final class LargeObject {

  /** Bytes handed to a compressing thread at once: sixteen segments. */
  static final int BLOCK = 16 * Codec.SEGMENT;

  private static final int BLOCKS_AHEAD = 6;

  /** A block that was compressed. */
  private record Block(byte[] source, byte[] bytes, int[] lengths) {}

  private final PackDraft draft;
  private final @Nullable SegmentCompressor compressor;
  private final Buffers blocks;
  private final Buffers packed;
  private final MessageDigest digest = Sha256.newDigest();
  private final Ahead<Block> ahead;
  private int[] lengths = new int[1024];
  private int segments;
  private long size;

  /**
   * Begins it.
   *
   * @param compressor null to store it as it is
   * @param blocks get back the blocks that were added
   * @param packed arrays for compressed blocks
   */
  LargeObject(
      PackDraft draft,
      @Nullable SegmentCompressor compressor,
      ExecutorService workers,
      Buffers blocks,
      Buffers packed) {
    this.draft = draft;
    this.compressor = compressor;
    this.ahead = new Ahead<>(workers);
    this.blocks = blocks;
    this.packed = packed;
  }

  /** Takes all of it: what was read already, whole blocks, and what is to be read yet. */
  StoredObject take(byte[] head, VaultWriter.Input input) throws IOException {
    for (int from = 0; from < head.length; from += BLOCK) {
      byte[] block = blocks.take();
      System.arraycopy(head, from, block, 0, BLOCK);
      add(block, BLOCK);
    }
    for (int count = BLOCK; count == BLOCK; ) {
      byte[] block = blocks.take();
      count = VaultWriter.fill(input, block);
      if (count > 0) {
        add(block, count);
      }
    }
    return finish();
  }

  /**
   * Takes the next block, of whole segments unless it is the last.
   *
   * @param block is given to the blocks when it is done with
   */
  private void add(byte[] block, int count) throws IOException {
    size += count;
    if (compressor == null) {
      digest.update(block, 0, count);
      draft.raw(block, count);
      blocks.give(block);
      return;
    }
    SegmentCompressor compressing = compressor;
    ahead.give(() -> compressed(block, count, compressing));
    digest.update(block, 0, count);
    if (ahead.size() >= BLOCKS_AHEAD) {
      writeFirst();
    }
  }

  private Block compressed(byte[] block, int count, SegmentCompressor compressing) {
    int[] lengths = new int[ObjectBytes.segments(count)];
    byte[] target = packed.take();
    compressing.compress(block, count, target, lengths);
    return new Block(block, target, lengths);
  }

  private void writeFirst() throws IOException {
    Block block = ahead.take();
    if (segments + block.lengths.length > lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * lengths.length);
    }
    int at = 0;
    for (int length : block.lengths) {
      lengths[segments++] = draft.unit(block.bytes, at, length);
      at += length;
    }
    packed.give(block.bytes);
    blocks.give(block.source);
  }

  private StoredObject finish() throws IOException {
    while (ahead.size() > 0) {
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
