package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** Without sync there is nobody but this device. */
final class WithoutSync implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "without-sync",
          "On a device with Messages in iCloud off, or of a generation that has none, a removal that"
              + " left a deletion record is consistent with a deletion on the device itself.",
          List.of(
              "Messages in iCloud was off in both snapshots, by the settings, or this generation of"
                  + " the store has no upload marks at all",
              "the rows that went left their deletion records",
              "none of the system's own reasons applies"),
          List.of(
              "the device noted a synchronisation between the two snapshots",
              "the snapshots lie far enough apart for Recently Deleted to have expired unseen",
              "the message was older than a retention limit",
              "rows went without a deletion record"),
          "Deletions travel only where sync is on (known). Whether a device still follows the account's"
              + " own delete command with sync off is not known.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    boolean off = c.to().syncOff() && c.from().syncOff();
    boolean none = !c.to().knowsUploads() && !c.from().knowsUploads();
    if (!off && !none) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.DELETED_ON_THIS_DEVICE, Confidence.SUPPORTED)
            .ground(
                off ? "sync-off" : "no-sync-in-generation",
                off
                    ? "Messages in iCloud was off in both snapshots, by the settings"
                    : "this generation of the store knows no Messages in iCloud")
            .open(Cause.SYSTEM_CLEANUP);
    if (off) {
      ruling.open(Cause.SYNC_PROPAGATED);
      if (c.syncedBetween()) {
        ruling.counter(
            "synced-between",
            "the device noted a synchronisation between the two snapshots, so sync may have been on for"
                + " a time");
      }
    }
    boolean named = c.diff().tombstones().containsKey(gone.guid());
    if (named) {
      ruling.ground("deletion-record", "the store holds a deletion record that names it");
    } else if (c.from().deletionRecords() >= 0 && c.withoutRecord() == 0) {
      ruling.ground(
          "deletion-records-counted", "as many deletion records were written as rows went");
    }
    if (c.from().deletionRecords() < 0) {
      ruling.counter(
          "no-deletion-records", "this generation of the store counts no deletion records");
    }
    Sightings.unseenExpiry(gone, c, ruling);
    return Optional.of(ruling);
  }
}
