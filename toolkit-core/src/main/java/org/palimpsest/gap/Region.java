package org.palimpsest.gap;

import java.util.Locale;

/** Where in the evidence a remain lies. */
public enum Region {
  /** A page in a commit of the log that a later commit replaced. */
  LOG_COMMIT(Rung.LOG_STATES, 0),
  /** A page of the main file that the log replaces. */
  SUPERSEDED_PAGE(Rung.LOG_STATES, 1),
  /** A page in a rollback journal. */
  JOURNAL_PAGE(Rung.JOURNAL_STATES, 2),
  /** A page in the log that no commit follows. */
  LOG_UNCOMMITTED(Rung.LOG_STATES, 3),
  /** A page of the freelist that is listed by a trunk. */
  FREELIST_LEAF(Rung.FREELIST, 4),
  /** A trunk page of the freelist, behind its list. */
  FREELIST_TRUNK(Rung.FREELIST, 5),
  /** Freed space between the cells of a page in use. */
  FREE_BLOCK(Rung.FREE_SPACE, 6),
  /** The space between a page's pointers and its content. */
  GAP(Rung.FREE_SPACE, 7),
  /** A page that nothing refers to. */
  UNREFERENCED_PAGE(Rung.UNREFERENCED_PAGES, 8),
  /** A frame from before the log was restarted. */
  LOG_OLDER_GENERATION(Rung.LOG_STATES, 9),
  /** A frame whose checksum fails. */
  LOG_TORN(Rung.LOG_STATES, 10);

  private final Rung rung;
  private final int rank;

  Region(Rung rung, int rank) {
    this.rung = rung;
    this.rank = rank;
  }

  Rung rung() {
    return rung;
  }

  /** The lower, the nearer to a state that the store once showed. */
  int rank() {
    return rank;
  }

  /** The form in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
