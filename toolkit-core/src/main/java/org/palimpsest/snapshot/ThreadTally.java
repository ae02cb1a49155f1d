package org.palimpsest.snapshot;

import java.util.Arrays;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.messages.MessageThread;

/** What a snapshot's threads hold, counted over its records. */
final class ThreadTally {

  private final long[] shown;
  private final long[] held;
  private final long[] first;
  private final long[] last;

  private ThreadTally(int threads) {
    shown = new long[threads];
    held = new long[threads];
    first = new long[threads];
    last = new long[threads];
    Arrays.fill(first, Long.MAX_VALUE);
    Arrays.fill(last, Long.MIN_VALUE);
  }

  static ThreadTally of(SortedRecords records, int threads) {
    ThreadTally tally = new ThreadTally(threads);
    records.each(tally::add);
    return tally;
  }

  /** Records that are no messages belong to no thread. */
  private void add(RecordBuffer buffer, int offset) {
    int thread = buffer.facetCode(offset, 0);
    if (thread < 0 || thread >= held.length) {
      return;
    }
    held[thread]++;
    if ((buffer.facetCode(offset, 1) & Facets.RECENTLY_DELETED) == 0) {
      shown[thread]++;
    }
    long date = buffer.facetNumber(offset, 1);
    boolean waiting = (buffer.facetCode(offset, 1) & Facets.WAITING) != 0;
    if (date != 0 && !waiting) {
      long nanos = AppleTime.nanoseconds(date);
      first[thread] = Math.min(first[thread], nanos);
      last[thread] = Math.max(last[thread], nanos);
    }
  }

  ThreadEntry entry(int at, MessageThread thread) {
    return new ThreadEntry(
        thread.id(),
        thread.group(),
        thread.participants(),
        shown[at],
        held[at],
        first[at],
        last[at]);
  }
}
