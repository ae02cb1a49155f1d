package org.palimpsest.diff;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A thread that lost or gained messages.
 *
 * @param thread its name
 * @param participants handles, sorted
 * @param kind what happened
 * @param messagesBefore messages shown in it in the first snapshot
 * @param messagesAfter messages shown in it in the second
 * @param firstSentAt when its oldest message was sent, in the snapshot that has more of it
 * @param lastSentAt when its newest was
 */
public record ThreadChange(
    String thread,
    List<String> participants,
    Kind kind,
    long messagesBefore,
    long messagesAfter,
    Optional<Instant> firstSentAt,
    Optional<Instant> lastSentAt) {

  /** What happened to a thread. */
  public enum Kind {
    /** Nothing is left under its name, and most of its messages are gone. */
    REMOVED,
    /** All that is left of it lies in Recently Deleted. */
    RECENTLY_DELETED,
    /** Some of its messages are gone. */
    THINNED,
    /** It is new. */
    ADDED,
    /** Its messages are shown in another thread now; none of that is a loss. */
    MERGED,
    /** Some of its messages are shown in another thread now; none of that is a loss. */
    SPLIT;

    /** The word in JSON and reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Kind and name, without participants. */
  @Override
  public String toString() {
    return kind.word() + " thread " + thread;
  }
}
