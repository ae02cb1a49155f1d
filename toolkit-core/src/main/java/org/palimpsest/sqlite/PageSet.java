package org.palimpsest.sqlite;

import java.util.BitSet;

/** Numbers of pages of a database. */
final class PageSet {

  private final BitSet pages = new BitSet();
  private final int highest;

  /** None of those from 1 to {@code highest}. */
  PageSet(int highest) {
    this.highest = highest;
  }

  /**
   * Adds a number.
   *
   * @return whether it was not there; true for one that no page has, which is never there
   */
  boolean add(int number) {
    if (number < 1 || number > highest) {
      return true;
    }
    boolean added = !pages.get(number);
    pages.set(number);
    return added;
  }

  boolean contains(int number) {
    return number > 0 && pages.get(number);
  }
}
