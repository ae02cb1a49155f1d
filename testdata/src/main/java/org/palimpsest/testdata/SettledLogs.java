package org.palimpsest.testdata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Replaces the random numbers that SQLite writes into a WAL (salts) and a rollback journal (nonce)
 * by fixed ones, with the checksums that follow from them, so that equal seeds give equal bytes.
 */
final class SettledLogs {
  private static final int WAL_HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int PAGE = MatrixRows.USABLE;
  private static final int FIRST_SALT = 0x51A17000;
  private static final int SECTOR = 512;
  private static final int RECORD = 4 + PAGE + 4;
  private static final int NONCE = 0x0DDBA11;
  private static final int STRIDE = 200;

  private SettledLogs() {}

  static void settle(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    boolean wal = name.endsWith("-wal");
    if (!wal && !name.endsWith("-journal")) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    if (wal) {
      wal(ByteBuffer.wrap(bytes));
    } else {
      journal(ByteBuffer.wrap(bytes));
    }
    Files.write(file, bytes);
  }

  /**
   * Generations keep their distance: the first salt counts them. A generation that was partly
   * overwritten has lost the frames before, so its chain of checksums begins anew.
   */
  private static void wal(ByteBuffer wal) {
    ByteOrder order = (wal.getInt(0) & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    int newest = wal.getInt(16);
    salt(wal, 16, newest);
    int[] sums = {0, 0};
    sum(wal, 0, WAL_HEADER - 8, order, sums);
    wal.putInt(24, sums[0]).putInt(28, sums[1]);
    int generation = newest;
    for (int at = WAL_HEADER;
        at + FRAME_HEADER + PAGE <= wal.capacity();
        at += FRAME_HEADER + PAGE) {
      if (wal.getInt(at + 8) != generation) {
        generation = wal.getInt(at + 8);
        sums[0] = generation - newest;
        sums[1] = NONCE;
      }
      salt(wal, at + 8, newest);
      sum(wal, at, 8, order, sums);
      sum(wal, at + FRAME_HEADER, PAGE, order, sums);
      wal.putInt(at + 16, sums[0]).putInt(at + 20, sums[1]);
    }
  }

  private static void salt(ByteBuffer wal, int at, int newest) {
    int age = newest - wal.getInt(at);
    wal.putInt(at, FIRST_SALT - age).putInt(at + 4, (FIRST_SALT - age) * 0x9E3779B1);
  }

  private static void sum(ByteBuffer wal, int from, int length, ByteOrder order, int[] sums) {
    ByteBuffer words = wal.duplicate().order(order);
    for (int at = from; at < from + length; at += 8) {
      sums[0] += words.getInt(at) + sums[1];
      sums[1] += words.getInt(at + 4) + sums[0];
    }
  }

  /** The nonce is what is left of each stored checksum, and the same in all records. */
  private static void journal(ByteBuffer journal) {
    int random = 0;
    for (int at = SECTOR; at + RECORD <= journal.capacity(); at += RECORD) {
      int sum = 0;
      for (int i = PAGE - STRIDE; i > 0; i -= STRIDE) {
        sum += journal.get(at + 4 + i) & 0xFF;
      }
      int nonce = journal.getInt(at + 4 + PAGE) - sum;
      if (at > SECTOR && nonce != random) {
        throw new IllegalStateException("no record of a journal at " + at);
      }
      random = nonce;
      journal.putInt(at + 4 + PAGE, NONCE + sum);
    }
  }
}
