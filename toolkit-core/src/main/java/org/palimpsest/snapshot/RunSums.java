package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.palimpsest.digest.Sha256;

/**
 * Sums over the runs of a list, made while its rows are written. What a sum covers: the run's fixed
 * rows, then for each row with a variable part its place in the run (2 bytes), the part's length (4
 * bytes) and the part.
 */
final class RunSums {

  private static final byte[] NOTHING = new byte[0];

  private final MessageDigest digest = Sha256.newDigest();
  private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
  private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
  private final ByteArrayOutputStream sums = new ByteArrayOutputStream();
  private byte[] block = NOTHING;
  private int rowLength;
  private int hashed;
  private int at;
  private int rows;

  /** Begins with a block of fixed rows, which are filled in one by one. */
  void block(byte[] fixed, int length) {
    block = fixed;
    rowLength = length;
    hashed = 0;
    at = 0;
  }

  /** The variable part of the row that is being filled in. */
  void part(byte[] part) {
    part(rows, part, parts);
  }

  static void part(int row, byte[] part, ByteArrayOutputStream target) {
    byte[] head = ByteBuffer.allocate(6).putShort((short) row).putInt(part.length).array();
    target.writeBytes(head);
    target.writeBytes(part);
  }

  /** A row is filled in; {@code content} is the first byte of its content commitment. */
  void row(byte content) {
    at += rowLength;
    if (RecordRuns.ends(content, ++rows)) {
      end();
    }
  }

  /** All rows of the block are filled in. */
  void blockDone() {
    digest.update(block, hashed, at - hashed);
    hashed = at;
  }

  private void end() {
    blockDone();
    digest.update(parts.toByteArray());
    parts.reset();
    lengths.write(rows >>> 8);
    lengths.write(rows);
    rows = 0;
    sums.writeBytes(finish(digest));
  }

  static byte[] finish(MessageDigest digest) {
    return Arrays.copyOf(digest.digest(), RecordRuns.SUM);
  }

  /** All rows were written. */
  void done() {
    if (rows > 0) {
      end();
    }
  }

  /** The number of rows of each run, 2 bytes each. */
  byte[] lengths() {
    return lengths.toByteArray();
  }

  /** The sums, one after another. */
  byte[] sums() {
    return sums.toByteArray();
  }
}
