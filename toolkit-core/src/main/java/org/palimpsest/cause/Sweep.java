package org.palimpsest.cause;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/**
 * What one setting that keeps messages for a limited time can have taken. A sweep takes everything
 * that was sent before a day, in all threads alike, and nothing that was sent after it: it leaves a
 * clean cut. A person who deletes a thread does not.
 */
final class Sweep {

  /** A sweep runs about once a day; what it left may be that much older than the limit. */
  private static final Duration SLACK = Duration.ofDays(3);

  /** No message is older than the first device that could have sent it; such dates are faults. */
  private static final Instant PLAUSIBLE = Instant.parse("2007-01-01T00:00:00Z");

  private final Comparison c;
  private final long days;
  private final String basis;
  private final boolean changed;
  private final @Nullable Instant newestGone;

  /** The oldest message that is left in any thread. */
  private final @Nullable Instant oldestLeft;

  private Sweep(Comparison c, long days, String basis, boolean changed) {
    this.c = c;
    this.days = days;
    this.basis = basis;
    this.changed = changed;
    Instant newest = null;
    for (MessageChange gone : c.allGone()) {
      Optional<Instant> sent = gone.sentAt();
      boolean counts = sent.isPresent() && isPastLimit(gone) && !gone.had(Facets.TAPBACK);
      if (counts && (newest == null || sent.get().isAfter(newest))) {
        newest = sent.get();
      }
    }
    this.newestGone = newest;
    this.oldestLeft = oldestLeft(c);
  }

  /** By a limit that is set; {@code changed} where it was another one in the first snapshot. */
  static Sweep stated(Comparison c, long days, String basis, boolean changed) {
    return new Sweep(c, days, basis, changed);
  }

  /** By one of the limits that can be chosen, where what went looks as if it were set. */
  static Optional<Sweep> guessed(Comparison c) {
    for (long days : new long[] {30, 365}) {
      Sweep sweep = new Sweep(c, days, "", false);
      if (sweep.looksLikeOne()) {
        return Optional.of(sweep);
      }
    }
    return Optional.empty();
  }

  /** When the oldest message that is left in any thread was sent. */
  static @Nullable Instant oldestLeft(Comparison c) {
    Instant oldest = null;
    for (Instant left : c.behind().oldest().values()) {
      if (left.isAfter(PLAUSIBLE) && (oldest == null || left.isBefore(oldest))) {
        oldest = left;
      }
    }
    return oldest;
  }

  /** Without a setting to go by, only a cut through several threads at the right place counts. */
  private boolean looksLikeOne() {
    List<String> threads = new ArrayList<>();
    for (MessageChange gone : c.allGone()) {
      if (isPastLimit(gone) && !threads.contains(gone.thread())) {
        threads.add(gone.thread());
      }
    }
    return threads.size() >= 2
        && newestGone != null
        && newestGone.isAfter(c.start().minus(Duration.ofDays(days)).minus(SLACK))
        && isClean();
  }

  /** Whether a setting says so, and it is not inferred from what went. */
  boolean isStated() {
    return !basis.isEmpty();
  }

  /** The setting in words. */
  String basis() {
    return basis;
  }

  long days() {
    return days;
  }

  /** Whether the message was older at the second snapshot than the setting allows. */
  boolean isPastLimit(MessageChange gone) {
    Optional<Instant> sent = gone.sentAt();
    return sent.isPresent() && sent.get().isBefore(c.end().minus(Duration.ofDays(days)));
  }

  /**
   * Whether the message was past the limit long before the first snapshot, which still showed it
   * under the same setting.
   */
  boolean outlivedLimit(MessageChange gone) {
    Optional<Instant> sent = gone.sentAt();
    Instant taken = c.start().minus(Duration.ofDays(days)).minus(SLACK);
    return !changed && sent.isPresent() && sent.get().isBefore(taken);
  }

  /** Whether nothing as old as what went is left in any thread. */
  boolean isClean() {
    return newestGone != null && (oldestLeft == null || !oldestLeft.isBefore(newestGone));
  }

  /** Whether nothing past the limit is left in the thread, though it is there still. */
  boolean isCleanInThread(MessageChange gone) {
    Map<String, Instant> oldest = c.behind().oldest();
    Instant left = oldest.get(gone.thread());
    return left != null && newestGone != null && !isOlder(left, newestGone);
  }

  private static boolean isOlder(Instant left, Instant newestGone) {
    return left.isBefore(newestGone) && left.isAfter(PLAUSIBLE);
  }

  /** Whether the message was too young for it. */
  boolean isExcluded(MessageChange gone) {
    return gone.sentAt().isPresent() && !isPastLimit(gone);
  }
}
