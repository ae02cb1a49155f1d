package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.MessageChange;

/** The Messages system writes a record for every row that goes. */
final class WithoutRecord implements CauseRule {

  private static final RuleText TEXT =
      new RuleText(
          "without-record",
          "When at least half of the rows that went left no deletion record, those that no record"
              + " names were removed in a way that the system does not use, or its trigger was"
              + " missing; no listed cause is named.",
          List.of(
              "the store went on",
              "the counter of deleted_messages grew by less than half of the rows that went",
              "no deletion record names the message"),
          List.of(),
          "The trigger add_to_deleted_messages fires on every delete (published schema, run). Who"
              + " empties the table is not known; its counter never falls.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    long missing = c.withoutRecord();
    boolean named = c.diff().tombstones().containsKey(gone.guid());
    if (missing == 0 || missing * 2 < c.rowsRemoved() || named) {
      return Optional.empty();
    }
    return Optional.of(
        Ruling.of(Cause.UNDETERMINED, Confidence.UNDETERMINED)
            .ground(
                "no-deletion-record",
                Words.count(missing, "row")
                    + " went without the deletion record that the system's trigger writes (counter"
                    + " of deleted_messages: "
                    + c.from().deletionRecords()
                    + " before, "
                    + c.to().deletionRecords()
                    + " after)")
            .open(Cause.DELETED_ON_THIS_DEVICE, Cause.SYNC_PROPAGATED, Cause.SYSTEM_CLEANUP));
  }
}
