package org.palimpsest.diff;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.RecordCursor;

/** What a snapshot's threads hold, counted while its records go by. */
final class ThreadTally {

  private final long[] shown;
  private final long[] held;
  private final long[] first;
  private final long[] last;

  ThreadTally(int threads) {
    shown = new long[threads];
    held = new long[threads];
    first = new long[threads];
    last = new long[threads];
    Arrays.fill(first, Long.MAX_VALUE);
    Arrays.fill(last, Long.MIN_VALUE);
  }

  void add(RecordCursor message) {
    int thread = message.thread();
    if (thread < 0 || thread >= held.length) {
      return;
    }
    held[thread]++;
    if (!message.has(Facets.RECENTLY_DELETED)) {
      shown[thread]++;
    }
    long date = message.date();
    if (date != 0) {
      long nanos = AppleTime.nanoseconds(date);
      first[thread] = Math.min(first[thread], nanos);
      last[thread] = Math.max(last[thread], nanos);
    }
  }

  void add(ThreadTally other) {
    for (int i = 0; i < held.length; i++) {
      shown[i] += other.shown[i];
      held[i] += other.held[i];
      first[i] = Math.min(first[i], other.first[i]);
      last[i] = Math.max(last[i], other.last[i]);
    }
  }

  /** Messages that a person sees in a thread. */
  long shown(int thread) {
    return shown[thread];
  }

  /** All its messages, those in Recently Deleted too. */
  long held(int thread) {
    return held[thread];
  }

  /** When its oldest message was sent. */
  Optional<Instant> first(int thread) {
    return first[thread] == Long.MAX_VALUE
        ? Optional.empty()
        : AppleTime.ofNanoseconds(first[thread]);
  }

  /** When its newest message was sent. */
  Optional<Instant> last(int thread) {
    return last[thread] == Long.MIN_VALUE
        ? Optional.empty()
        : AppleTime.ofNanoseconds(last[thread]);
  }
}
