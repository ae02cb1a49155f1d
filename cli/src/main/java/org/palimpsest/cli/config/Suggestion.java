package org.palimpsest.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that may have been meant. */
public final class Suggestion {

  private static final int FARTHEST = 3;

  private Suggestion() {}

  /** The nearest of {@code known} to {@code word}, if one is near. */
  public static Optional<String> of(String word, Collection<String> known) {
    return known.stream()
        .filter(candidate -> distance(candidate, word) <= Math.min(FARTHEST, word.length() / 2))
        .min(Comparator.comparingInt(candidate -> distance(candidate, word)));
  }

  /** How many letters must be put in, left out or replaced to make one word of the other. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
