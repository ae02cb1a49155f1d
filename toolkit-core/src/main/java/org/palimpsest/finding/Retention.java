package org.palimpsest.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Whether the retention setting can have taken a message that is gone. */
final class Retention {

  private final MessageChange gone;
  private final Comparison comparison;

  Retention(MessageChange gone, Comparison comparison) {
    this.gone = gone;
    this.comparison = comparison;
  }

  /** Whether the setting is known and the message was older than it allows. */
  boolean isPastLimit() {
    long days = comparison.to().retentionDays();
    Optional<Instant> sent = gone.sentAt();
    return days > 0
        && sent.isPresent()
        && sent.get().isBefore(comparison.diff().to().asOf().minus(Duration.ofDays(days)));
  }

  /**
   * Whether expiry is excluded: messages are kept for ever, or the message was not old enough, or,
   * where the setting is not known, an older one is still there, which a sweep would have taken
   * first.
   */
  boolean isExcluded() {
    long days = comparison.to().retentionDays();
    if (days >= 0) {
      return days == 0 || (gone.sentAt().isPresent() && !isPastLimit());
    }
    Optional<Instant> oldest = comparison.to().oldest();
    return oldest.isPresent()
        && gone.sentAt().isPresent()
        && oldest.get().isBefore(gone.sentAt().get());
  }
}
