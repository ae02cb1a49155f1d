package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.Manifest;

/**
 * Snapshots in the order in which the custody log says that they were taken. A clock that was wrong
 * for a while puts its snapshots in a wrong place by their times, and never in the log.
 */
final class TakingOrder {

  private TakingOrder() {}

  /** The same snapshots, the one taken last at the end. */
  static List<Manifest> of(List<Manifest> manifests, List<LoggedEntry> entries) {
    Map<String, Long> taken = places(entries);
    List<Manifest> ordered = new ArrayList<>(manifests);
    ordered.sort(Comparator.comparing(manifest -> taken.getOrDefault(manifest.id(), -1L)));
    return ordered;
  }

  /** The number of the entry of each snapshot, by id; also of those that were pruned since. */
  static Map<String, Long> places(List<LoggedEntry> entries) {
    Map<String, Long> taken = new HashMap<>();
    for (LoggedEntry logged : entries) {
      Action action = logged.entry().action();
      if (action == Action.SNAPSHOT || action == Action.IMPORT) {
        logged.entry().snapshot().ifPresent(facts -> taken.put(facts.id(), logged.seq()));
      }
    }
    return taken;
  }
}
