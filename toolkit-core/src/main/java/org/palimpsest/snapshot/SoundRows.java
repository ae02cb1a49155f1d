package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Compares rows of a list with the sums over its runs before they are used, each run once. Without
 * sums the list was compared with its name as a whole, and nothing is left to be done.
 */
final class SoundRows {

  private final @Nullable RecordRuns runs;
  private final RecordRuns.Rows rows;
  private final AtomicIntegerArray compared;

  SoundRows(@Nullable RecordRuns runs, RecordRuns.Rows rows) {
    this.runs = runs;
    this.rows = rows;
    this.compared = new AtomicIntegerArray(runs == null ? 0 : runs.count());
  }

  /**
   * Compares all runs that lie in {@code [from … to)} or reach into it.
   *
   * @throws IOException if one is not what its sum says
   */
  void require(long from, long to) throws IOException {
    if (runs == null || from >= to) {
      return;
    }
    for (int run = runs.of(from); run < runs.count() && runs.start(run) < to; run++) {
      if (compared.get(run) == 0) {
        compare(runs, run);
        compared.set(run, 1);
      }
    }
  }

  private void compare(RecordRuns all, int run) throws IOException {
    int from = all.start(run);
    int to = all.start(run + 1);
    MessageDigest digest = Sha256.newDigest();
    digest.update(rows.fixed(from, to));
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    for (int row = from; row < to; row++) {
      byte[] part = rows.part(row);
      if (part != null) {
        RunSums.part(row - from, part, parts);
      }
    }
    digest.update(parts.toByteArray());
    rows.requireSum(run, RunSums.finish(digest));
  }
}
