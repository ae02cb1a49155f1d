package org.palimpsest.snapshot;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.digest.Sha256;
import org.palimpsest.merkle.TreeHash;

/** The Merkle root of a record list: RFC 6962 §2.1 with its lines, without LF, as leaves. */
final class RecordRoot {

  private static final int AT_ONCE = 50_000;

  private RecordRoot() {}

  static Sha256 of(RecordEntry[] entries, int threads) throws IOException {
    byte[] hashes = new byte[Math.multiplyExact(entries.length, Sha256.LENGTH)];
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> running = new ArrayList<>();
      for (int from = 0; from < entries.length; from += AT_ONCE) {
        int start = from;
        int end = Math.min(entries.length, from + AT_ONCE);
        running.add(workers.submit((Callable<Integer>) () -> leaves(entries, start, end, hashes)));
      }
      for (Future<Integer> future : running) {
        future.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("record lines could not be hashed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      workers.shutdownNow();
    }
    return new TreeHash().addHashes(hashes, 0, entries.length).root();
  }

  private static int leaves(RecordEntry[] entries, int from, int to, byte[] hashes) {
    MessageDigest digest = Sha256.newDigest();
    byte[][] line = {new byte[256]};
    for (int i = from; i < to; i++) {
      int length = RecordListWriter.line(entries[i], line);
      digest.update((byte) 0);
      digest.update(line[0], 0, length);
      System.arraycopy(digest.digest(), 0, hashes, i * Sha256.LENGTH, Sha256.LENGTH);
    }
    return to - from;
  }
}
