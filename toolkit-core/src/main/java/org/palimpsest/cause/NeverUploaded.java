package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/** What iCloud never had, a change in iCloud cannot have taken. */
final class NeverUploaded implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "never-uploaded",
          "A message that was never uploaded has no record in iCloud whose deletion could have travelled;"
              + " a deletion on this device is possible, though the account's own devices also tell each"
              + " other of deletions directly.",
          List.of(
              "the message had neither an upload mark nor a record id",
              "this generation of the store knows upload marks"),
          List.of("most upload marks were reset, so that the missing mark says little"),
          "Deletions travel by iCloud and by a command among the account's own devices (both known).");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    boolean marked = gone.had(Facets.UPLOADED) || gone.had(Facets.CLOUD_RECORD);
    if (marked || !c.from().knowsUploads()) {
      return Optional.empty();
    }
    Ruling ruling =
        Ruling.of(Cause.DELETED_ON_THIS_DEVICE, Confidence.POSSIBLE)
            .ground("never-uploaded", "the message was never marked as uploaded to iCloud")
            .open(Cause.SYNC_PROPAGATED, Cause.SYSTEM_CLEANUP);
    Sightings.unseenExpiry(gone, c, ruling);
    return Optional.of(ruling);
  }
}
