package org.palimpsest.continuity;

import java.util.ArrayList;
import java.util.List;

/** Counters never fall, so what they count beyond what is there has gone. */
final class Counters implements Signal {

  @Override
  public String kind() {
    return "counters";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.counter("message") >= 0 || lacks(scan);
  }

  /** A table with rows that SQLite counts, and no count of them. */
  private static boolean lacks(StoreScan scan) {
    return scan.counter("message") < 0 && scan.messages() > 0 && scan.counts("message");
  }

  @Override
  public List<Gap> find(StoreScan scan) {
    List<Gap> gaps = new ArrayList<>();
    if (lacks(scan)) {
      gaps.add(
          new Gap(
              "counter-missing",
              Strength.STRONG,
              true,
              scan.messages(),
              Say.count(scan.messages(), "message row is", "message rows are")
                  + " present, and the counter of inserted rows that SQLite keeps for them is gone or"
                  + " no number that a store could reach.",
              List.of("a program other than Messages removed or changed the counter"),
              List.of(Place.table("sqlite_sequence"))));
      return gaps;
    }
    long went = scan.counter("message") - scan.messages();
    if (went > 0) {
      gaps.add(
          new Gap(
              "messages-gone-by-counter",
              Strength.STRONG,
              false,
              went,
              Say.count(went, "message row was", "message rows were")
                  + " inserted into this store and "
                  + Say.verb(went, "is", "are")
                  + " no longer there: "
                  + scan.counter("message")
                  + " were counted and "
                  + scan.messages()
                  + " are present.",
              List.of(
                  "the number counts every cause alike: tapbacks, retention, expiry, sync, the user",
                  "rows that were put in and failed to be sent may have been removed"),
              List.of(Place.table("sqlite_sequence"))));
    }
    records(scan, went, gaps);
    attachments(scan, gaps);
    return gaps;
  }

  private static void records(StoreScan scan, long went, List<Gap> gaps) {
    if (!scan.has("deleted_messages")) {
      return;
    }
    long written = Math.max(0, scan.counter("deleted_messages"));
    if (went > written) {
      gaps.add(
          new Gap(
              "fewer-records-than-gone",
              Strength.MEDIUM,
              false,
              went - written,
              Say.count(went - written, "message row", "message rows")
                  + " went without a deletion record: "
                  + went
                  + " went in all and "
                  + written
                  + " records were ever written.",
              List.of(
                  "the store began on a system that wrote no records (before iOS 9)",
                  "the table of records was made anew",
                  "the trigger was missing for a time"),
              List.of(Place.table("sqlite_sequence"), Place.table("deleted_messages"))));
    } else if (written > went) {
      gaps.add(
          new Gap(
              "more-records-than-gone",
              Strength.MEDIUM,
              false,
              written - went,
              Say.count(written - went, "deletion record", "deletion records")
                  + " more were written than message rows are missing by the counter: rows came back"
                  + " under numbers of their own, or a counter was changed.",
              List.of(
                  "a message was deleted and put in again under its old number",
                  "the counter of messages was set by a restore"),
              List.of(Place.table("sqlite_sequence"), Place.table("deleted_messages"))));
    }
  }

  private static void attachments(StoreScan scan, List<Gap> gaps) {
    long counted = scan.counter("attachment");
    long went = counted - scan.view().manifest().count("attachments");
    if (counted >= 0 && went > 0) {
      gaps.add(
          new Gap(
              "attachments-gone-by-counter",
              Strength.STRONG,
              false,
              went,
              Say.count(went, "attachment row was", "attachment rows were")
                  + " inserted into this store and "
                  + Say.verb(went, "is", "are")
                  + " no longer there.",
              List.of("an attachment goes with its message, whatever took that"),
              List.of(Place.table("sqlite_sequence"))));
    }
  }
}
