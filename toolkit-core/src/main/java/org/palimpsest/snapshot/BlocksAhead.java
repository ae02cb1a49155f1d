package org.palimpsest.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.work.Awaited;

/** Reads a stream in blocks, the next one while the one before is used. */
final class BlocksAhead {

  private static final int BLOCK = 1 << 20;

  private BlocksAhead() {}

  /** Uses a block, which is another one's afterwards. */
  @FunctionalInterface
  interface Use {
    /** Uses the first {@code count} bytes of it. */
    void take(byte[] block, int count);
  }

  /** Reads to the end; what reading throws is thrown here. */
  static void of(InputStream in, Use use) throws IOException {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      byte[] block = new byte[BLOCK];
      byte[] other = new byte[BLOCK];
      Future<Integer> reading = begin(in, block, reader);
      for (int count = Awaited.of(reading); count >= 0; count = Awaited.of(reading)) {
        reading = begin(in, other, reader);
        use.take(block, count);
        byte[] used = block;
        block = other;
        other = used;
      }
    } finally {
      reader.shutdownNow();
    }
  }

  private static Future<Integer> begin(InputStream in, byte[] block, ExecutorService reader) {
    return reader.submit(() -> in.read(block));
  }
}
