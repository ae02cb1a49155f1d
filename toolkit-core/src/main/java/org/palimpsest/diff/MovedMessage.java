package org.palimpsest.diff;

import org.palimpsest.snapshot.Facets;

/**
 * A message that is in both snapshots and belongs to another thread in the second.
 *
 * @param guid its identity
 * @param from the thread it belonged to
 * @param to the thread it belongs to
 * @param after its facets in the second snapshot
 */
public record MovedMessage(String guid, String from, String to, Facets after) {
  /** Its identity, without more. */
  @Override
  public String toString() {
    return "moved message " + guid;
  }
}
