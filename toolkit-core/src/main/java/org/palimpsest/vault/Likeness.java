package org.palimpsest.vault;

/** How a content resembles the one that it is stored against. */
public enum Likeness {
  /** A database and an earlier state of it: the same pages in the same places, some changed. */
  PAGES,
  /** A write-ahead log and the database it belongs to: frames that hold pages of it. */
  LOG,
  /** A list and an earlier state of it: the same bytes, moved by what came and went before them. */
  MOVED
}
