package org.palimpsest.finding;

import org.palimpsest.diff.MessageChange;
import org.palimpsest.snapshot.Manifest;

/**
 * Two neighbouring snapshots of a series between which a message went.
 *
 * @param from the snapshot that holds it
 * @param to the next one, which does not
 * @param change the same change as these two show it
 */
record Window(Manifest from, Manifest to, MessageChange change) {
  @Override
  public String toString() {
    return "window from " + from + " to " + to;
  }
}
