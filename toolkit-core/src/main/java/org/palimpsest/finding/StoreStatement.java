package org.palimpsest.finding;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.cause.Words;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Continuity;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.LoweredCounter;

/** Says whether the store went on, and what its counters tell beyond what the lists hold. */
final class StoreStatement implements Statement {

  @Override
  public String sentence() {
    return "Says that the log was left out when the database was copied, that the counter of inserted rows fell or went, that another store took the first one's place, that rows came and went unseen, that"
        + " rows were put in past the counter, that rows went without a deletion record, or that"
        + " upload marks were reset at once; each from counters and row numbers alone.";
  }

  @Override
  public List<Draft> findings(Review review) {
    List<Draft> drafts = new ArrayList<>();
    Diff diff = review.diff();
    // Of what could not be read whole, counters and absences say nothing.
    if (!diff.sameDevice() || !diff.complete()) {
      return drafts;
    }
    if (review.comparison().behind().logLeftOut()) {
      drafts.add(logLeftOut(diff));
      return drafts;
    }
    boolean reversed = diff.to().asOf().isBefore(diff.from().asOf());
    if (!reversed) {
      counter(diff, drafts);
    }
    replaced(diff, drafts);
    if (diff.balance() > 0) {
      drafts.add(
          new Draft(
                  "came-and-went",
                  Severity.LOW,
                  Words.count(diff.balance(), "row number")
                      + Words.verb(diff.balance(), " was", " were")
                      + " given out between the two snapshots to nothing that the second one holds.")
              .observed(
                  "the number of rows ever inserted grew by more than rows present and removed"
                      + " explain")
              .openWords(
                  "messages that arrived and went in between",
                  "insertions that were refused, which take a number too",
                  "replaced tapbacks, which leave such a trace too",
                  "the counter itself was changed")
              .evidence(
                  List.of(
                      Places.table(diff.from(), "sqlite_sequence"),
                      Places.table(diff.to(), "sqlite_sequence"))));
    }
    // Read backwards, what was deleted looks as if it had been put in.
    if (diff.balance() < 0 && !reversed) {
      drafts.add(pastCounter(diff));
    }
    withoutRecord(review, drafts);
    reset(review, drafts);
    return drafts;
  }

  private static Draft pastCounter(Diff diff) {
    Draft draft =
        new Draft(
                "rows-past-counter",
                Severity.MEDIUM,
                Words.count(-diff.balance(), "row")
                    + " more "
                    + Words.verb(-diff.balance(), "is", "are")
                    + " present than the store's own counter of inserted rows explains.")
            .observed(
                "a row that is put in with a number of its own below the counter is not counted")
            .openWords("rows were put in by a program other than Messages")
            .evidence(List.of(Places.table(diff.to(), "sqlite_sequence")));
    List<String> fallen = LoweredCounter.fallen(diff.from(), diff.to());
    if (!fallen.isEmpty()) {
      draft
          .observed("counters that fell, which SQLite never does: " + String.join(", ", fallen))
          .openWords("an earlier state of the store was restored");
    }
    draft.openWords("the counter itself was changed");
    long below = diff.continuity().otherBelow();
    if (below > 0) {
      draft.observed(
          Words.count(below, "message")
              + Words.verb(below, " is", " are")
              + " in both snapshots under different row numbers, the later of which the counter had"
              + " passed already");
    }
    if (diff.to().asOf().equals(diff.from().asOf())) {
      draft.openWords("the snapshots, which show the same time, were given in the wrong order");
    }
    return draft;
  }

  private static Draft logLeftOut(Diff diff) {
    return new Draft(
            "log-left-out",
            Severity.MEDIUM,
            "The second snapshot lacks the log that the first has beside the database, though the"
                + " database itself is byte for byte the same; what only the log held is absent for"
                + " that reason.")
        .observed("SQLite deletes a log only after it has written it into the main file")
        .openWords("the database was copied without the log (-wal)", "the log was deleted by hand")
        .evidence(List.of(Places.table(diff.to(), "message")));
  }

  /** The counter alone, where no row went that an earlier state of the store would lack. */
  private static boolean onlyCounterFell(Diff diff) {
    return diff.continuity().onlyCounterFell() && diff.count(ChangeKind.REMOVED) == 0;
  }

  private static void counter(Diff diff, List<Draft> drafts) {
    Continuity continuity = diff.continuity();
    boolean went = continuity.counterBefore() > 0 && continuity.counterAfter() < 0;
    LoweredCounter lowered = diff.loweredCounter();
    if (!went && !onlyCounterFell(diff) && !lowered.isContradicted()) {
      return;
    }
    Draft draft =
        new Draft(
                "counter-changed",
                Severity.MEDIUM,
                went
                    ? "The store's own counter of inserted rows, which the first snapshot has, is gone"
                        + " or no number that a store could reach."
                    : "The store's own counter of inserted rows fell from "
                        + continuity.counterBefore()
                        + " to "
                        + continuity.counterAfter()
                        + ", although "
                        + although(diff, lowered)
                        + "; SQLite never lowers it.")
            .observed(
                "so what came and went unseen between the two snapshots cannot be told from it")
            .openWords("a program other than Messages changed the counter")
            .evidence(
                List.of(
                    Places.table(diff.from(), "sqlite_sequence"),
                    Places.table(diff.to(), "sqlite_sequence")));
    if (lowered.rowsAbove()) {
      draft.observed("rows have a number above the counter, which SQLite never leaves behind");
    }
    if (!lowered.grown().isEmpty()) {
      draft.observed("counters that grew beside it: " + String.join(", ", lowered.grown()));
    }
    if (lowered.named() > 0) {
      draft.observed(
          "the store's own deletion records name "
              + Words.count(lowered.named(), "message")
              + " of those that went, of which an earlier state would know nothing");
    }
    if (lowered.isContradicted() && !lowered.rowsAbove()) {
      draft.openWords("an earlier state of the store came back, and messages were deleted in it");
    }
    drafts.add(draft);
  }

  private static String although(Diff diff, LoweredCounter lowered) {
    if (diff.count(ChangeKind.REMOVED) == 0) {
      return "no row went";
    }
    if (lowered.rowsAbove()) {
      return "rows with higher numbers are still there";
    }
    return lowered.named() > 0
        ? "the store itself recorded deletions of what went"
        : "other counters of the store grew";
  }

  private static void replaced(Diff diff, List<Draft> drafts) {
    Continuity continuity = diff.continuity();
    if (!diff.replaced() || onlyCounterFell(diff)) {
      return;
    }
    boolean back = continuity.rolledBack() || continuity.onlyCounterFell();
    Draft draft =
        new Draft(
                "store-replaced",
                Severity.MEDIUM,
                "The second snapshot ("
                    + Words.day(diff.to().asOf())
                    + (back
                        ? ") shows an earlier state of the store than the first ("
                        : ") shows another store than the first (")
                    + Words.day(diff.from().asOf())
                    + ").")
            .observed(
                continuity.sameNumber() + continuity.otherNumber() == 0
                    ? "no message of the first snapshot is in the second"
                    : "of the messages in both, "
                        + continuity.sameNumber()
                        + " kept their row number and "
                        + continuity.otherNumber()
                        + " have another");
    if (continuity.taken() > 0) {
      draft.observed(
          Words.count(continuity.taken(), "row number")
              + Words.verb(continuity.taken(), " carries", " carry")
              + " one message in the first snapshot and another in the second");
    }
    drafts.add(
        draft
            .observed(
                "rows ever inserted: "
                    + known(continuity.counterBefore())
                    + " before, "
                    + known(continuity.counterAfter())
                    + " after")
            .openWords(
                "a restore",
                "a new device",
                "a fresh download from iCloud",
                "the store of another device was recorded under this label",
                "rows were written over by a program other than Messages",
                "the database was copied without the log beside it",
                "the counter itself was changed")
            .evidence(
                List.of(
                    Places.table(diff.from(), "sqlite_sequence"),
                    Places.table(diff.to(), "sqlite_sequence"))));
  }

  private static String known(long counter) {
    return counter < 0 ? "not known" : Long.toString(counter);
  }

  private static void withoutRecord(Review review, List<Draft> drafts) {
    long missing = review.comparison().withoutRecord();
    if (missing > 0 && review.diff().complete()) {
      drafts.add(
          new Draft(
                  "removed-without-record",
                  Severity.HIGH,
                  Words.count(missing, "row")
                      + " went from the message table without the deletion record that the store's"
                      + " own trigger writes.")
              .observed(
                  "counter of deleted_messages: "
                      + review.comparison().from().deletionRecords()
                      + " before, "
                      + review.comparison().to().deletionRecords()
                      + " after")
              .openWords(
                  "the trigger was missing or disabled for a time",
                  "the rows were removed by a program other than Messages",
                  "a counter itself was changed",
                  "the table of deletion records was made anew")
              .evidence(List.of(Places.table(review.diff().to(), "sqlite_sequence"))));
    }
  }

  private static void reset(Review review, List<Draft> drafts) {
    if (review.comparison().uploadsReset()) {
      drafts.add(
          new Draft(
                  "sync-reset",
                  Severity.LOW,
                  "The upload marks of "
                      + Words.count(review.diff().uploadsReset(), "message")
                      + " were reset at once, as the system does when Messages in iCloud is switched off"
                      + " and on or the account changes.")
              .observed(
                  "the marks are the columns ck_sync_state and ck_record_id; what messages say is not"
                      + " in them")
              .openWords("a program other than Messages wrote those columns")
              .evidence(List.of(Places.table(review.diff().to(), "message"))));
    }
  }
}
