package org.palimpsest.continuity;

import java.util.List;

/**
 * Evidence inside one store that rows went missing.
 *
 * @param kind lower case with hyphens
 * @param strength how much it bears
 * @param alarm whether it points at a writer that is not Messages
 * @param count how many rows, references or places it is about
 * @param statement what was observed
 * @param explanations innocent ways in which it comes about
 * @param places where to look, the first of them when there are many
 */
public record Gap(
    String kind,
    Strength strength,
    boolean alarm,
    long count,
    String statement,
    List<String> explanations,
    List<Place> places) {

  /** Places listed for a gap. */
  static final int LISTED = 100;

  /** Kind and count, without content. */
  @Override
  public String toString() {
    return kind + " " + count;
  }
}
