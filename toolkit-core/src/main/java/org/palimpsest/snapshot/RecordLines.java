package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.TreeHash;
import org.palimpsest.work.Awaited;

/**
 * The record list as a stream of lines, {@code key SP content-commitment SP state-commitment LF},
 * made in blocks on several threads a little ahead of the reader, together with the RFC 6962 leaf
 * hashes of the lines without LF.
 */
final class RecordLines {

  /** Lines that are made at once: whole blocks of the tree over them. */
  private static final int BLOCK = 2 * RecordTree.BLOCK;

  private static final int BLOCKS_AHEAD = 6;

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  /** Two hexadecimal digits for each byte value. */
  private static final short[] HEX = new short[256];

  static {
    String digits = "0123456789abcdef";
    for (int i = 0; i < 256; i++) {
      HEX[i] = (short) (digits.charAt(i >> 4) << 8 | digits.charAt(i & 0xf));
    }
  }

  private final SortedRecords records;
  private final ExecutorService workers;
  private final Deque<Future<Part>> ahead = new ArrayDeque<>();
  private final ByteArrayOutputStream roots = new ByteArrayOutputStream();
  private int submitted;
  private byte[] block = new byte[0];
  private int position;

  RecordLines(SortedRecords records, ExecutorService workers) {
    this.records = records;
    this.workers = workers;
  }

  /** Reads on, as {@link java.io.InputStream} does. */
  int read(byte[] target, int at, int count) throws IOException {
    if (position == block.length) {
      while (submitted < records.size() && ahead.size() < BLOCKS_AHEAD) {
        int from = submitted;
        int to = Math.min(records.size(), from + BLOCK);
        ahead.add(workers.submit((Callable<Part>) () -> lines(from, to)));
        submitted = to;
      }
      if (ahead.isEmpty()) {
        return -1;
      }
      block = next();
      position = 0;
    }
    int part = Math.min(count, block.length - position);
    System.arraycopy(block, position, target, at, part);
    position += part;
    return part;
  }

  /** Lines, and the roots of the tree's blocks over them. */
  private record Part(byte[] lines, byte[] roots) {}

  private byte[] next() throws IOException {
    Part part = Awaited.of(ahead.remove());
    roots.writeBytes(part.roots);
    return part.lines;
  }

  private Part lines(int from, int to) {
    int length = 0;
    for (int i = from; i < to; i++) {
      length += records.lineLength(i);
    }
    byte[] lines = new byte[length];
    MessageDigest digest = Sha256.newDigest();
    byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
    byte[] leafHashes = new byte[(to - from) * Sha256.LENGTH];
    int at = 0;
    for (int i = from; i < to; i++) {
      if ((i - from) % SortedRecords.NEAR == 0) {
        records.approach(i, Math.min(to, i + SortedRecords.NEAR));
      }
      int start = at;
      RecordBuffer buffer = records.buffer(i);
      at = line(buffer, records.offset(i), commitments, lines, at);
      if (buffer.hasLeaves()) {
        buffer.copyLeaf(records.offset(i), leafHashes, (i - from) * Sha256.LENGTH);
      } else {
        TreeHash.leafInto(digest, lines, start, at - start, leafHashes, (i - from) * Sha256.LENGTH);
      }
      lines[at++] = '\n';
    }
    return new Part(lines, RecordTree.blocks(leafHashes, to - from));
  }

  private static int line(
      RecordBuffer buffer, int offset, byte[] commitments, byte[] lines, int start) {
    int at = start + buffer.copyKey(offset, lines, start);
    buffer.copyCommitments(offset, commitments, 0);
    for (int i = 0; i < RecordBuffer.COMMITMENTS; i++) {
      if (i % Sha256.LENGTH == 0) {
        lines[at++] = ' ';
      }
      SHORTS.set(lines, at, HEX[commitments[i] & 0xff]);
      at += 2;
    }
    return at;
  }

  /** The Merkle root over all lines; call when every line was read. */
  Sha256 root() {
    if (submitted < records.size() || !ahead.isEmpty()) {
      throw new IllegalStateException("lines are left to be read");
    }
    return RecordTree.root(blocks());
  }

  /** The roots of the tree's blocks; call when every line was read. */
  byte[] blocks() {
    return roots.toByteArray();
  }

  /** The same without the lines; those of records whose leaf is known are not even made. */
  static Sha256 root(SortedRecords records, ExecutorService workers) throws IOException {
    RecordLines lines = new RecordLines(records, workers);
    while (lines.submitted < records.size() || !lines.ahead.isEmpty()) {
      while (lines.submitted < records.size() && lines.ahead.size() < BLOCKS_AHEAD) {
        int from = lines.submitted;
        int to = Math.min(records.size(), from + BLOCK);
        lines.ahead.add(workers.submit((Callable<Part>) () -> lines.leaves(from, to)));
        lines.submitted = to;
      }
      lines.next();
    }
    return lines.root();
  }

  private Part leaves(int from, int to) {
    MessageDigest digest = Sha256.newDigest();
    byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
    byte[] leafHashes = new byte[(to - from) * Sha256.LENGTH];
    byte[] line = new byte[0];
    for (int i = from; i < to; i++) {
      RecordBuffer buffer = records.buffer(i);
      if (buffer.hasLeaves()) {
        buffer.copyLeaf(records.offset(i), leafHashes, (i - from) * Sha256.LENGTH);
      } else {
        int length = records.lineLength(i);
        line = line.length < length ? new byte[2 * length] : line;
        int end = line(buffer, records.offset(i), commitments, line, 0);
        TreeHash.leafInto(digest, line, 0, end, leafHashes, (i - from) * Sha256.LENGTH);
      }
    }
    return new Part(new byte[0], RecordTree.blocks(leafHashes, to - from));
  }
}
