package org.palimpsest.gap;

import java.util.Locale;

/** The rungs of the evidence ladder, the strongest and cheapest first. */
public enum Rung {
  /** Highest ROWID ever given against rows present, and the gaps between. */
  COUNTERS,
  /** Rows by which Messages itself says that something was deleted. */
  TOMBSTONES,
  /** Earlier states that a write-ahead log holds, commit by commit. */
  LOG_STATES,
  /** The state before a transaction, from a rollback journal. */
  JOURNAL_STATES,
  /** Cell pointers behind the live ones. */
  STALE_POINTERS,
  /** Freed space that was filled with zeros. */
  ZEROED_SPACE,
  /** Entries of indexes, in free space. */
  INDEX_ENTRIES,
  /** Pages of the freelist. */
  FREELIST,
  /** Free blocks and gaps inside pages that are in use. */
  FREE_SPACE,
  /** Pages that nothing refers to. */
  UNREFERENCED_PAGES,
  /** Rows that continue on other pages. */
  OVERFLOW_CHAINS;

  /** What became of a rung. */
  public enum Status {
    /** Something was found. */
    FOUND,
    /** Looked at; nothing is there. */
    NONE_FOUND,
    /** The place is there and was zeroed, cut off or vacuumed away. */
    DESTROYED,
    /** There is nothing to look at, or it could not be read. */
    NOT_LOOKED_AT;

    /** The form in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What a rung gave.
   *
   * @param rung which
   * @param status what became of it
   * @param count how many, in the rung's own unit
   * @param sentence the same for a reader
   */
  public record Result(Rung rung, Status status, long count, String sentence) {}

  /** The form in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
