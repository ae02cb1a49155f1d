package org.palimpsest.sqlite;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Numbers of pages. A damaged page leads to any number, and a log may claim any: so only those of
 * the file take a bit each.
 */
final class PageSet {

  private final BitSet inFile = new BitSet();
  private final Set<Integer> others = new HashSet<>();
  private final int lastInFile;

  /** No numbers yet, most of which will be from 1 to {@code lastInFile}. */
  PageSet(int lastInFile) {
    this.lastInFile = lastInFile;
  }

  /** Adds a number; returns whether it was not there. */
  boolean add(int number) {
    if (number < 1 || number > lastInFile) {
      return others.add(number);
    }
    boolean added = !inFile.get(number);
    inFile.set(number);
    return added;
  }

  boolean contains(int number) {
    return number < 1 || number > lastInFile ? others.contains(number) : inFile.get(number);
  }
}
