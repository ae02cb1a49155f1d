package org.palimpsest.finding;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.ThreadChange;

/**
 * A diff with all that rules ask around it.
 *
 * @param diff the changes
 * @param from facts of the first snapshot
 * @param to facts of the second
 * @param witnesses what other devices show
 * @param removedThreads names of threads with no message left
 * @param rowsRemoved messages that are gone
 * @param corroboration what remains of them in the later snapshot's own bytes
 */
record Comparison(
    Diff diff,
    Facts from,
    Facts to,
    List<Witness> witnesses,
    Set<String> removedThreads,
    long rowsRemoved,
    Corroboration corroboration) {

  static Comparison of(Diff diff, List<Witness> witnesses, Corroboration corroboration) {
    Set<String> removed = new HashSet<>();
    for (ThreadChange thread : diff.threads()) {
      if (thread.kind() == ThreadChange.Kind.REMOVED) {
        removed.add(thread.thread());
      }
    }
    return new Comparison(
        diff,
        Facts.of(diff.from()),
        Facts.of(diff.to()),
        List.copyOf(witnesses),
        removed,
        diff.count(ChangeKind.REMOVED),
        corroboration);
  }
}
