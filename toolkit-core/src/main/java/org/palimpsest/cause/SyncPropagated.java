package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/**
 * Uploaded, sync on, nothing pending, nothing in Recently Deleted: what a deletion that came
 * through sync leaves, and also a deletion made here whose queue was sent since.
 */
final class SyncPropagated implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "sync-propagated",
          "A message that was uploaded, on a device with Messages in iCloud on, went without lying in"
              + " Recently Deleted and without a removal that waits to be sent: this is consistent"
              + " with a deletion that came through sync, and no more than that.",
          List.of(
              "Messages in iCloud was on in both snapshots, by the settings or by upload marks",
              "the message was marked as uploaded",
              "it does not lie in Recently Deleted, and no removal of it waits on this device"),
          List.of(
              "every other device of the account that was asked still holds it",
              "the device's last recorded synchronisation lies before the first snapshot",
              "the snapshots lie far enough apart for Recently Deleted to have expired unseen",
              "the message was older than a retention limit",
              "rows went without a deletion record, or upload marks were reset in between"),
          "One store cannot tell a local deletion whose queue was sent from one that came through sync"
              + " (known); so this rule never says more than possible.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    boolean on = c.to().syncOn() && c.from().syncOn();
    if (!on || !gone.had(Facets.UPLOADED) || c.diff().outbound().contains(gone.guid())) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.SYNC_PROPAGATED, Confidence.POSSIBLE).open(Cause.DELETED_ON_THIS_DEVICE);
    common(gone, c, ruling);
    Sightings.losers(gone, c)
        .forEach(witness -> ruling.ground("gone-elsewhere", Sightings.goneToo(witness)));
    return Optional.of(ruling);
  }

  /** What is said wherever a deletion through sync is considered. */
  static void common(MessageChange gone, Comparison c, Ruling ruling) {
    if (c.to().syncOn()) {
      ruling.ground(
          "sync-on",
          c.to().syncStated() && c.from().syncStated()
              ? "Messages in iCloud was on in both snapshots, by the settings"
              : "Messages in iCloud appears to have been on, by the upload marks in the database");
    }
    if (gone.had(Facets.UPLOADED)) {
      ruling.ground("was-uploaded", "the message was marked as uploaded to iCloud");
    }
    if (c.to().hasRecentlyDeleted()) {
      ruling.ground(
          "not-in-recently-deleted", "it does not lie in Recently Deleted on this device");
    }
    if (!c.diff().outbound().contains(gone.guid())) {
      ruling.ground("nothing-waits", "no removal of it waits on this device to be sent to iCloud");
    }
    if (c.syncedBetween()) {
      ruling.ground("synced-between", "the device synchronised between the two snapshots");
    } else if (c.to().lastSync().isPresent()) {
      ruling.counter(
          "no-sync-between",
          "the device's last recorded synchronisation lies before the first snapshot");
    }
    for (Witness witness : c.witnesses()) {
      if (witness.present().contains(gone.guid()) && !witness.later().isBefore(c.end())) {
        ruling.counter("still-elsewhere", Sightings.present(witness));
      }
    }
    Sightings.unseenExpiry(gone, c, ruling);
  }
}
