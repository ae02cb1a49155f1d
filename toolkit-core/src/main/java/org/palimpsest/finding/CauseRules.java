package org.palimpsest.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.Continuity;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/**
 * The rules about causes, in the order in which they are asked; the first that answers decides.
 * What makes an absence meaningless (an incomplete snapshot, another store) comes first, what the
 * system does by itself next, deletions last.
 */
final class CauseRules {

  /** A sweep runs about once a day; what it left may be that much older than the limit. */
  private static final Duration SWEEP_SLACK = Duration.ofDays(2);

  static final List<CauseRule> ALL =
      List.of(
          new IncompleteSnapshot(),
          new StoreReplaced(),
          new LeftRecentlyDeleted(),
          new SystemCleanup(),
          new Expired(),
          new WithoutTrace(),
          new PendingUpload(),
          new SyncPropagated(),
          new DeletedHere());

  private CauseRules() {}

  static Attribution judge(MessageChange gone, Comparison comparison) {
    for (CauseRule rule : ALL) {
      Optional<Attribution> attribution = rule.judge(gone, comparison);
      if (attribution.isPresent()) {
        return attribution.get();
      }
    }
    return new Attribution(
        Cause.UNDETERMINED,
        Confidence.UNDETERMINED,
        List.of("whether Messages in iCloud was on is not known"),
        List.of(),
        List.of(
            Cause.DELETED_ON_THIS_DEVICE,
            Cause.SYNC_PROPAGATED,
            Cause.EXPIRED,
            Cause.RECENTLY_DELETED));
  }

  /** Absence from a snapshot that could not be read in full shows nothing. */
  private static final class IncompleteSnapshot implements CauseRule {
    @Override
    public String sentence() {
      return "When the later snapshot is incomplete, absence is not taken for removal.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      if (c.diff().to().complete()) {
        return Optional.empty();
      }
      return Optional.of(
          new Attribution(
              Cause.UNDETERMINED,
              Confidence.UNDETERMINED,
              List.of("the later snapshot is incomplete, so the message may be there unread"),
              List.of(),
              List.of(Cause.values())));
    }
  }

  /** Another store in the first one's place brings back what it brings back. */
  private static final class StoreReplaced implements CauseRule {
    @Override
    public String sentence() {
      return "When the messages in both snapshots have other row numbers, or the insert counter fell,"
          + " another store took the first one's place; what it lacks was not brought over, or, while"
          + " the download from iCloud is unfinished, not downloaded yet.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      Continuity continuity = c.diff().continuity();
      if (continuity.verdict() != Continuity.Verdict.REPLACED) {
        return Optional.empty();
      }
      String renumbered =
          continuity.otherNumber()
              + " of "
              + (continuity.otherNumber() + continuity.sameNumber())
              + " messages in both snapshots have other row numbers, so the store was replaced";
      boolean unfinished = c.to().downloadPermille() >= 0 && c.to().downloadPermille() < 1000;
      if (unfinished && gone.had(Facets.UPLOADED)) {
        return Optional.of(
            new Attribution(
                Cause.NOT_DOWNLOADED,
                Confidence.SUPPORTED,
                List.of(
                    renumbered,
                    "the device says that "
                        + c.to().downloadPermille() / 10
                        + " percent of the download from iCloud are done",
                    "the message was marked as uploaded before"),
                List.of(),
                List.of(Cause.STORE_REPLACED, Cause.SYNC_PROPAGATED)));
      }
      return Optional.of(
          new Attribution(
              Cause.STORE_REPLACED,
              Confidence.SUPPORTED,
              List.of(renumbered),
              List.of(),
              List.of(Cause.NOT_DOWNLOADED, Cause.SYNC_PROPAGATED, Cause.DELETED_ON_THIS_DEVICE)));
    }
  }

  /** What lay in Recently Deleted goes from there by expiry or by hand. */
  private static final class LeftRecentlyDeleted implements CauseRule {
    @Override
    public String sentence() {
      return "A message that lay in Recently Deleted in the first snapshot left it for good, by expiry"
          + " after about 30 days or by hand.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      if (!gone.had(Facets.RECENTLY_DELETED)) {
        return Optional.empty();
      }
      return Optional.of(
          new Attribution(
              Cause.RECENTLY_DELETED,
              Confidence.SUPPORTED,
              List.of("it lay in Recently Deleted in the first snapshot"),
              List.of(),
              List.of(Cause.EXPIRED)));
    }
  }

  /** The system removes replaced tapbacks and expired audio by itself. */
  private static final class SystemCleanup implements CauseRule {
    @Override
    public String sentence() {
      return "A tapback, or an audio message that expires, that goes from a thread which stays is what"
          + " the system tidies by itself.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      boolean tapback = gone.had(Facets.TAPBACK);
      boolean audio = gone.had(Facets.AUDIO) && gone.had(Facets.EXPIRABLE);
      if (c.removedThreads().contains(gone.thread()) || (!tapback && !audio)) {
        return Optional.empty();
      }
      return Optional.of(
          new Attribution(
              Cause.SYSTEM_CLEANUP,
              Confidence.SUPPORTED,
              List.of(
                  tapback
                      ? "it is a tapback, whose row goes when it is replaced or taken back"
                      : "it is an audio message marked to expire"),
              List.of(),
              List.of(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED)));
    }
  }

  /** The retention setting removes what is older than its limit, everywhere alike. */
  private static final class Expired implements CauseRule {
    @Override
    public String sentence() {
      return "A message older than the retention limit went, and nothing older than the limit is left.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      long days = c.to().retentionDays();
      Instant limit = c.diff().to().asOf().minus(Duration.ofDays(Math.max(0, days)));
      boolean olderLeft =
          c.to().oldest().map(oldest -> oldest.isBefore(limit.minus(SWEEP_SLACK))).orElse(false);
      if (!new Retention(gone, c).isPastLimit() || olderLeft) {
        return Optional.empty();
      }
      return Optional.of(
          new Attribution(
              Cause.EXPIRED,
              Confidence.SUPPORTED,
              List.of(
                  "the device keeps messages for " + days + " days and the message was older",
                  "no message older than that is left in any thread"),
              List.of(),
              List.of(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED)));
    }
  }

  /** The Messages system writes a tombstone for every row that goes; a plain tool may not. */
  private static final class WithoutTrace implements CauseRule {
    @Override
    public String sentence() {
      return "When fewer tombstones were ever written than rows went, rows were removed in a way that"
          + " the Messages system does not use, or its trigger was missing.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      long before = c.from().tombstonesWritten();
      long after = c.to().tombstonesWritten();
      boolean named = c.diff().tombstones().containsKey(gone.guid());
      if (before < 0 || after < 0 || after - before >= c.rowsRemoved() || named) {
        return Optional.empty();
      }
      return Optional.of(
          new Attribution(
              Cause.UNDETERMINED,
              Confidence.UNDETERMINED,
              List.of(
                  c.rowsRemoved()
                      + " messages went and the counter of deletion records grew by "
                      + (after - before)
                      + " only: some went without the record that the Messages system writes"),
              List.of(),
              List.of(Cause.DELETED_ON_THIS_DEVICE, Cause.SYSTEM_CLEANUP, Cause.STORE_REPLACED)));
    }
  }

  /** A deletion that waits here to be uploaded was made, or at least applied, here. */
  private static final class PendingUpload implements CauseRule {
    @Override
    public String sentence() {
      return "A deletion record with an iCloud record id that waits in this device's queue speaks for"
          + " a deletion made here.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      if (!c.diff().outbound().contains(gone.guid())) {
        return Optional.empty();
      }
      return Optional.of(
          new Attribution(
              Cause.DELETED_ON_THIS_DEVICE,
              Confidence.SUPPORTED,
              List.of(
                  "its deletion waits in this device's queue to be sent to iCloud"
                      + " (sync_deleted_messages, with a record id)"),
              List.of(),
              List.of(Cause.SYNC_PROPAGATED, Cause.EXPIRED)));
    }
  }

  /**
   * Uploaded, sync on, nothing pending, nothing in Recently Deleted: the mark of a synced deletion.
   */
  private static final class SyncPropagated implements CauseRule {
    @Override
    public String sentence() {
      return "A message that was uploaded, on a device with Messages in iCloud on, went without lying"
          + " in Recently Deleted and without a deletion that waits to be sent: consistent with a"
          + " deletion that came through sync; best where another device shows the same.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      if (!c.to().syncOn() || !c.from().syncOn() || !gone.had(Facets.UPLOADED)) {
        return Optional.empty();
      }
      List<String> grounds = new ArrayList<>();
      List<String> against = new ArrayList<>();
      grounds.add(
          c.to().syncStated()
              ? "Messages in iCloud was on in both snapshots"
              : "Messages in iCloud appears to have been on, by the upload marks in the database");
      grounds.add("the message was marked as uploaded to iCloud");
      grounds.add("it does not lie in Recently Deleted on this device");
      grounds.add("no deletion of it waits on this device to be sent to iCloud");
      boolean synced =
          c.to().lastSync().map(at -> at.isAfter(c.diff().from().asOf())).orElse(false);
      if (synced) {
        grounds.add("the device synchronised between the two snapshots");
      } else if (c.to().lastSync().isPresent()) {
        against.add("the device's last recorded synchronisation lies before the first snapshot");
      }
      Retention retention = new Retention(gone, c);
      if (retention.isPastLimit()) {
        against.add(
            "the device keeps messages for "
                + c.to().retentionDays()
                + " days and the message was older");
      }
      boolean contradicted = witnesses(gone, c, grounds, against);
      boolean strong = c.to().syncStated() && !contradicted && against.isEmpty();
      List<Cause> alternatives = new ArrayList<>();
      alternatives.add(Cause.DELETED_ON_THIS_DEVICE);
      alternatives.add(Cause.RECENTLY_DELETED);
      if (!retention.isExcluded()) {
        alternatives.add(Cause.EXPIRED);
      }
      return Optional.of(
          new Attribution(
              Cause.SYNC_PROPAGATED,
              strong ? Confidence.SUPPORTED : Confidence.POSSIBLE,
              grounds,
              against,
              alternatives));
    }

    /** Adds what other devices show; true when one still has the message after it went here. */
    private static boolean witnesses(
        MessageChange gone, Comparison c, List<String> grounds, List<String> against) {
      boolean contradicted = false;
      for (Witness witness : c.witnesses()) {
        if (witness.outbound().contains(gone.guid())) {
          grounds.add(
              "on "
                  + witness.device()
                  + " its deletion waits in the queue to be sent to iCloud, as of "
                  + Words.day(witness.asOf()));
        } else if (witness.gone().contains(gone.guid())) {
          grounds.add(
              "it is gone from "
                  + witness.device()
                  + " too, between "
                  + witness.earlier().map(Words::day).orElse("an earlier snapshot")
                  + " and "
                  + Words.day(witness.asOf()));
        } else if (witness.present().contains(gone.guid())
            && witness.asOf().isAfter(c.diff().to().asOf())) {
          against.add("it is still on " + witness.device() + " as of " + Words.day(witness.asOf()));
          contradicted = true;
        }
      }
      return contradicted;
    }
  }

  /** Without sync there is nobody but this device. */
  private static final class DeletedHere implements CauseRule {
    @Override
    public String sentence() {
      return "On a device with Messages in iCloud off, or for a message that was never uploaded, a"
          + " removal with a deletion record is consistent with a deletion on the device itself.";
    }

    @Override
    public Optional<Attribution> judge(MessageChange gone, Comparison c) {
      boolean off = c.to().syncOff() && c.from().syncOff();
      boolean neverUploaded =
          c.to().syncOn() && !gone.had(Facets.UPLOADED) && !gone.had(Facets.CLOUD_RECORD);
      if (!off && !neverUploaded) {
        return Optional.empty();
      }
      List<String> grounds = new ArrayList<>();
      grounds.add(
          off
              ? "Messages in iCloud was off in both snapshots"
              : "the message was never marked as uploaded to iCloud");
      if (c.diff().tombstones().containsKey(gone.guid())) {
        grounds.add("the store holds a deletion record that names it");
      }
      return Optional.of(
          new Attribution(
              Cause.DELETED_ON_THIS_DEVICE,
              off ? Confidence.SUPPORTED : Confidence.POSSIBLE,
              grounds,
              List.of(),
              off
                  ? List.of(Cause.EXPIRED, Cause.SYSTEM_CLEANUP)
                  : List.of(Cause.SYNC_PROPAGATED, Cause.SYSTEM_CLEANUP)));
    }
  }
}
