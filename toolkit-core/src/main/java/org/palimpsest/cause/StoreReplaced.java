package org.palimpsest.cause;

import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.Continuity;
import org.palimpsest.diff.LoweredCounter;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Facets;

/** Another store in the first one's place holds what it was filled with, and no more yet. */
final class StoreReplaced implements CauseRule {

  /** From so many numbers on, writing over rows one by one is no likely reading. */
  private static final long SEVERAL = 10;

  private static final RuleText TEXT =
      new RuleText(
          "store-replaced",
          "When row numbers or counters show that another store, or an earlier state of it, took the"
              + " first one's place, what it lacks was not brought over; or it is still to be"
              + " downloaded, where the download from iCloud is unfinished and the message had been"
              + " uploaded.",
          List.of(
              "most messages in both have other row numbers, or row numbers were given out twice, or the"
                  + " insert counter fell and nothing in the store contradicts it: no row above it, no"
                  + " other counter that grew, no deletion record of a message that went",
              "no deletion record and no waiting removal names the message, and its number is not one"
                  + " that the state which came back had given out already",
              "supported when the message was never uploaded, or came after the state that was"
                  + " brought back, or is uploaded and the device itself says that the download is"
                  + " unfinished; a few numbers given out twice, and no counter that fell, support"
                  + " nothing, for rows that a program wrote over look the same"),
          List.of(
              "the message was uploaded and the download is said to be complete",
              "another device of the account lost it too, or queued its deletion"),
          "AUTOINCREMENT never gives a number twice (SQLite, known). That a restore or a download"
              + " renumbers rows: known. In which order a download comes: not known.");

  @Override
  public RuleText text() {
    return TEXT;
  }

  @Override
  public Optional<Ruling> judge(MessageChange gone, Comparison c) {
    if (!c.replaced() || wentLater(gone, c)) {
      return Optional.empty();
    }
    boolean inCloud = gone.had(Facets.UPLOADED);
    long permille = c.to().downloadPermille();
    boolean unfinished = permille >= 0 && permille < 1000;
    Ruling ruling =
        unfinished && inCloud
            ? Ruling.of(Cause.NOT_DOWNLOADED, Confidence.SUPPORTED)
            : Ruling.of(Cause.STORE_REPLACED, strength(gone, c));
    Continuity continuity = c.diff().continuity();
    ruling.ground("store-replaced", words(continuity));
    if (inCloud) {
      ruling.ground("was-uploaded", "the message was marked as uploaded to iCloud before");
      if (unfinished) {
        ruling.ground(
            "download-unfinished",
            "the device says that " + permille / 10 + " percent of the download are done");
      }
    } else if (c.from().knowsUploads()) {
      ruling.ground(
          "never-uploaded",
          "the message was not marked as uploaded, so iCloud had no copy to give");
    }
    if (continuity.rolledBack() && !isShown(c)) {
      ruling.counter(
          "few-numbers",
          "no counter fell, and rows that a program other than Messages wrote over look the same");
    }
    witnesses(gone, c, ruling);
    return Optional.of(
        ruling.open(
            Cause.STORE_REPLACED,
            Cause.NOT_DOWNLOADED,
            Cause.DELETED_ON_THIS_DEVICE,
            Cause.SYNC_PROPAGATED));
  }

  /** Whether the store that is there now had the message once, and lost it itself. */
  private static boolean wentLater(MessageChange gone, Comparison c) {
    Continuity continuity = c.diff().continuity();
    boolean named =
        c.diff().tombstones().containsKey(gone.guid()) || c.diff().outbound().contains(gone.guid());
    return (named && !refilled(c))
        || continuity.rolledBack()
            && continuity.keptNumbers()
            && number(gone) < continuity.firstTaken();
  }

  /**
   * Whether the store was emptied and filled again in place: then it holds a deletion record for
   * every row that it let go, and those of messages that are there again are among them.
   */
  private static boolean refilled(Comparison c) {
    Continuity continuity = c.diff().continuity();
    long before = c.from().deletionRecords();
    long written = before < 0 ? Long.MAX_VALUE : c.to().deletionRecords() - before;
    return continuity.renumbered()
        && !continuity.counterFell()
        && written >= continuity.otherNumber();
  }

  /** Whether more than a few row numbers show that an earlier state came back. */
  private static boolean isShown(Comparison c) {
    Continuity continuity = c.diff().continuity();
    return continuity.counterFell()
        || continuity.taken() >= SEVERAL
        || !LoweredCounter.fallen(c.diff().from(), c.diff().to()).isEmpty();
  }

  /** What iCloud had, a finished download brings; that it did not asks for another reason. */
  private static Confidence strength(MessageChange gone, Comparison c) {
    Continuity continuity = c.diff().continuity();
    boolean laterThanState = continuity.rolledBack() || continuity.counterFell();
    if (laterThanState && continuity.keptNumbers()) {
      return number(gone) > continuity.counterAfter() || continuity.rolledBack()
          ? Confidence.SUPPORTED
          : Confidence.POSSIBLE;
    }
    boolean hadCopy = gone.had(Facets.UPLOADED) || gone.had(Facets.CLOUD_RECORD);
    return hadCopy ? Confidence.POSSIBLE : Confidence.SUPPORTED;
  }

  private static long number(MessageChange gone) {
    Facets before = gone.before();
    return before == null ? 0 : before.rowid();
  }

  private static void witnesses(MessageChange gone, Comparison c, Ruling ruling) {
    for (Witness witness : c.witnesses()) {
      if (witness.outbound().contains(gone.guid())) {
        ruling.counter(
            "outbound-elsewhere",
            "on " + witness.device() + " its deletion waits to be sent to iCloud");
      } else if (witness.gone().contains(gone.guid())) {
        ruling.counter("gone-elsewhere", "it is gone from " + witness.device() + " too");
      } else if (witness.present().contains(gone.guid())) {
        ruling.ground(
            "still-elsewhere",
            "it is still on " + witness.device() + " as of " + Words.day(witness.later()));
      }
    }
  }

  private static String words(Continuity continuity) {
    if (continuity.rolledBack()) {
      return Words.count(continuity.taken(), "row number")
          + Words.verb(continuity.taken(), " carries", " carry")
          + " another message than before, and nothing behind"
          + Words.verb(continuity.taken(), " it", " them")
          + " stayed, as when an earlier state of the store comes back";
    }
    if (continuity.renumbered()) {
      return continuity.otherNumber()
          + " of the "
          + Words.count(continuity.otherNumber() + continuity.sameNumber(), "message")
          + " in both snapshots have another row number, so the store was replaced";
    }
    if (!continuity.counterFell()) {
      return "no message of the first snapshot is in the second, and "
          + Words.count(continuity.reused(), "row number")
          + Words.verb(continuity.reused(), " carries", " carry")
          + " another message than before";
    }
    return "the store had counted "
        + Words.count(continuity.counterBefore(), "row")
        + " and counts "
        + continuity.counterAfter()
        + " now, which one store never does";
  }
}
