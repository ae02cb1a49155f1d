package org.palimpsest.gap;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.palimpsest.gap.Rung.Result;
import org.palimpsest.gap.Rung.Status;

/** Judges each rung: found, looked at and empty, destroyed, or nothing to look at. */
final class Ladder {

  private final Found found;
  private final List<Remain> remains;
  private final List<Result> results = new ArrayList<>();

  private Ladder(Found found, List<Remain> remains) {
    this.found = found;
    this.remains = remains;
  }

  static List<Result> of(Found found, List<Remain> remains, Shapes shapes) {
    Ladder ladder = new Ladder(found, remains);
    ladder.numbers();
    ladder.states();
    ladder.traces();
    ladder.spaces();
    return ladder.results;
  }

  private void put(Rung rung, Status status, long count, String sentence) {
    results.add(new Result(rung, status, count, sentence));
  }

  private long count(Predicate<Remain> which) {
    return remains.stream()
        .filter(remain -> remain.standing() != Remain.Standing.FRAGMENT || remain.chain != 0)
        .filter(which)
        .count();
  }

  private void numbers() {
    if (found.missing > 0) {
      put(
          Rung.COUNTERS,
          Status.FOUND,
          found.missing,
          "row numbers were given out whose rows are not there");
    } else if (found.numbered) {
      put(Rung.COUNTERS, Status.NONE_FOUND, 0, "every row number that was given out has its row");
    } else {
      put(Rung.COUNTERS, Status.NOT_LOOKED_AT, 0, "no table numbers its rows");
    }
    if (!found.tombstoneTables) {
      put(
          Rung.TOMBSTONES,
          Status.NOT_LOOKED_AT,
          0,
          "there is no table in which deletions are noted");
    } else if (found.tombstonesEver > 0) {
      put(Rung.TOMBSTONES, Status.FOUND, found.tombstonesEver, noted());
    } else {
      put(Rung.TOMBSTONES, Status.NONE_FOUND, 0, "the store notes no deletion");
    }
  }

  /** A note goes once its deletion has been passed on; the counter of notes stays. */
  private String noted() {
    return "deletions were noted by the store once; "
        + (found.tombstones == 0 ? "none" : found.tombstones)
        + " of the notes "
        + (found.tombstones == 1 ? "is" : "are")
        + " still there";
  }

  private void states() {
    state(
        Rung.LOG_STATES,
        found.logSize,
        found.logFrames == 0,
        "there is no write-ahead log beside the store",
        "the write-ahead log was cut off to nothing",
        "the write-ahead log holds no row that is gone");
    state(
        Rung.JOURNAL_STATES,
        found.journalSize,
        found.journalPages == 0,
        "there is no rollback journal beside the store",
        "the rollback journal was cut off or zeroed",
        "the rollback journal holds no row that is gone");
  }

  private void state(
      Rung rung, long size, boolean empty, String absent, String gone, String nothing) {
    long count = count(remain -> remain.rung() == rung);
    if (count > 0) {
      put(rung, Status.FOUND, count, "earlier states hold rows that are gone or were altered");
    } else if (size < 0) {
      put(rung, Status.NOT_LOOKED_AT, 0, absent);
    } else if (empty && found.missing > 0) {
      put(rung, Status.DESTROYED, 0, gone);
    } else {
      put(rung, Status.NONE_FOUND, 0, nothing);
    }
  }

  private void traces() {
    if (found.stalePointers > 0) {
      put(
          Rung.STALE_POINTERS,
          Status.FOUND,
          found.stalePointers,
          "pages of tables hold pointers to more cells than they count");
    } else if (isVacuumed()) {
      put(
          Rung.STALE_POINTERS,
          Status.DESTROYED,
          0,
          "no page shows a trace of earlier cells, as after a vacuum");
    } else {
      put(Rung.STALE_POINTERS, Status.NONE_FOUND, 0, "no page points to cells that it lacks");
    }
    if (found.zeroBlocks > 0) {
      put(
          Rung.ZEROED_SPACE,
          Status.FOUND,
          found.zeroBlocks,
          "freed cells were filled with zeros, " + found.zeroBytes + " bytes in all");
    } else {
      put(Rung.ZEROED_SPACE, Status.NONE_FOUND, 0, "no freed cell was filled with zeros");
    }
  }

  /**
   * Rows are missing, and neither the pages of tables nor a freelist have any space that was ever
   * used. (Pages of indexes have some even then: they are split while they are built.)
   */
  private boolean isVacuumed() {
    return found.missing > 0
        && found.filledBytes == 0
        && found.stalePointers == 0
        && found.freePages == 0;
  }

  private void spaces() {
    boolean vacuumed = isVacuumed();
    boolean zeroed = found.missing > 0 && found.zeroBlocks > 0;
    boolean blankPages = found.missing > 0 && found.freePages > 0 && found.freeFilled == 0;
    long entries = count(remain -> remain.shape.isIndex() && isCarved(remain));
    if (!found.indexes) {
      put(Rung.INDEX_ENTRIES, Status.NOT_LOOKED_AT, 0, "there is no index");
    } else {
      place(
          Rung.INDEX_ENTRIES,
          entries,
          vacuumed || zeroed || blankPages,
          "entries of indexes name rows that are gone or were altered",
          "no entry of an index names a row that is gone");
    }
    place(
        Rung.FREELIST,
        count(
            remain ->
                remain.region() == Region.FREELIST_LEAF
                    || remain.region() == Region.FREELIST_TRUNK),
        vacuumed || blankPages,
        "freed pages hold remains",
        found.freePages == 0 ? "there are no freed pages" : "freed pages hold no remains");
    place(
        Rung.FREE_SPACE,
        count(remain -> remain.region() == Region.FREE_BLOCK || remain.region() == Region.GAP),
        vacuumed || zeroed,
        "the free space of pages in use holds remains",
        "the free space of pages in use holds no remains");
    long unreferenced = count(remain -> remain.region() == Region.UNREFERENCED_PAGE);
    if (unreferenced > 0) {
      put(
          Rung.UNREFERENCED_PAGES,
          Status.FOUND,
          unreferenced,
          "pages that nothing refers to hold remains");
    } else {
      boolean blank = found.unreferenced > 0 && found.unreferencedFilled == 0;
      put(
          Rung.UNREFERENCED_PAGES,
          blank && found.missing > 0 ? Status.DESTROYED : Status.NONE_FOUND,
          0,
          found.unreferenced == 0
              ? "every page is referred to"
              : "pages that nothing refers to hold no remains");
    }
    place(
        Rung.OVERFLOW_CHAINS,
        count(remain -> remain.chain != 0),
        vacuumed || zeroed,
        "remains continue on other pages",
        "no remain continues on other pages");
  }

  private static boolean isCarved(Remain remain) {
    Rung rung = remain.region().rung();
    return rung != Rung.LOG_STATES && rung != Rung.JOURNAL_STATES;
  }

  private void place(Rung rung, long count, boolean destroyed, String some, String none) {
    if (count > 0) {
      put(rung, Status.FOUND, count, some);
    } else if (destroyed) {
      put(
          rung,
          Status.DESTROYED,
          0,
          "what was there, if anything was, was zeroed or vacuumed away");
    } else {
      put(rung, Status.NONE_FOUND, 0, none);
    }
  }
}
