package org.palimpsest.cause;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/** What lay in Recently Deleted goes from there by expiry or by hand. */
final class LeftRecentlyDeleted implements CauseRule {

  /** Nearer to the moment of sending, a date of deletion is that moment. */
  private static final Duration ITS_OWN = Duration.ofSeconds(2);

  private static final RuleText TEXT =
      new RuleText(
          "left-recently-deleted",
          "A message that lay in Recently Deleted in the first snapshot left it for good: by expiry"
              + " where its 30 days were over at the second snapshot, and otherwise before its time.",
          List.of(
              "it lay in Recently Deleted in the first snapshot, since a stored date",
              "supported when at least 29 days had passed since that date"),
          List.of(
              "its 30 days were not over: it was taken out earlier, here or on another device",
              "it was also older than the retention setting allows"),
          "Recently Deleted empties after about 30 days, by some accounts up to 40. The stored date is"
              + " not in every build the time of deletion; one that is the message's own is not believed.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!gone.had(Facets.RECENTLY_DELETED)) {
      return Optional.empty();
    }
    Ruling ruling = Ruling.of(Cause.RECENTLY_DELETED, Confidence.SUPPORTED);
    Instant since = since(gone, c);
    ruling.ground(
        "lay-in-recently-deleted",
        "it lay in Recently Deleted in the first snapshot"
            + (since == null ? "" : ", by its stored date since " + Words.day(since)));
    boolean due = since != null && !since.plus(Comparison.RECENTLY_DELETED_FROM).isAfter(c.end());
    if (!due) {
      ruling.counter(
          "before-its-time",
          since == null
              ? "when it was moved there is not known"
              : "its 30 days were not over on " + Words.day(c.end()));
    }
    if (c.diff().outbound().contains(gone.guid())) {
      ruling.ground(
          "waits-to-be-sent", "its removal waits in this device's queue to be sent to iCloud");
    }
    Optional<Sweep> over = c.sweeps().over(gone);
    if (over.isPresent() && !due) {
      ruling.counter("past-limit", "it was also older than allowed: " + over.get().basis());
      ruling.open(Cause.EXPIRED);
    }
    return Optional.of(ruling.open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED));
  }

  /**
   * When it was moved there; null where the stored date is the message's own, as in some builds.
   */
  private static @Nullable Instant since(MessageChange gone, Comparison c) {
    Instant stored = c.behind().deletedOn().get(gone.guid());
    boolean isItsOwn =
        stored != null
            && gone.sentAt()
                .map(sent -> Duration.between(sent, stored).abs().compareTo(ITS_OWN) < 0)
                .orElse(false);
    return isItsOwn ? null : stored;
  }
}
