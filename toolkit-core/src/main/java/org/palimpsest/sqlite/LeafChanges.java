package org.palimpsest.sqlite;

import java.util.Arrays;

/**
 * How the leaves of a table differ between two states of a database.
 *
 * @param gone leaves of the earlier state that the later one does not have as they were, in the
 *     order of their ROWIDs
 * @param after for each of these the ROWID that all on it are above
 * @param last for each of these the greatest ROWID that can stand on it
 * @param came leaves of the later state that the earlier one did not have as they are, in the order
 *     in which they lie in the file
 * @param kept leaves of both, in the same order
 */
public record LeafChanges(int[] gone, long[] after, long[] last, int[] came, int[] kept) {

  /** Whether a row of that number, if the earlier state has one, stands on a leaf that is gone. */
  public boolean isGone(long rowid) {
    int found = Arrays.binarySearch(last, rowid);
    int at = found >= 0 ? found : -found - 1;
    return at < gone.length && rowid > after[at];
  }

  /** How many there are. */
  @Override
  public String toString() {
    return kept.length + " leaves kept, " + gone.length + " gone, " + came.length + " came";
  }
}
