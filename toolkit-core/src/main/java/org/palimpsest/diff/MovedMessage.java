package org.palimpsest.diff;

import org.palimpsest.snapshot.Facets;

/**
 * A message that is in both snapshots and belongs to another thread in the second, or to none.
 *
 * @param guid its identity
 * @param from the thread it belonged to
 * @param to the thread it belongs to; empty when it is in none any more
 * @param after its facets in the second snapshot
 */
public record MovedMessage(String guid, String from, String to, Facets after) {
  /** Whether no thread shows it any more. */
  public boolean orphaned() {
    return to.isEmpty();
  }

  /** Its identity, without more. */
  @Override
  public String toString() {
    return "moved message " + guid;
  }
}
