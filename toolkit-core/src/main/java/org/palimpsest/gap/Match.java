package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.diff.Tombstones;
import org.palimpsest.gap.Remain.Standing;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotView;

/**
 * A message that remains were found of, matched against what else is known: is it the message that
 * a comparison misses?
 *
 * @param guid the message
 * @param remain its best remain
 * @param remains how many there are
 * @param numberMissing whether its ROWID was given out and no row has it
 * @param tombstone whether the store notes its deletion
 * @param earlier id of the newest earlier snapshot of the device that holds it, if one does
 */
public record Match(
    String guid,
    Remain remain,
    int remains,
    boolean numberMissing,
    boolean tombstone,
    Optional<String> earlier) {

  /**
   * Matches what was recovered from a snapshot.
   *
   * @param earlier the device's earlier snapshots, the newest first; each is opened only while some
   *     message is not yet found
   */
  public static <E extends Exception> List<Match> of(
      Recovered recovered, SnapshotView snapshot, List<Opening<E>> earlier) throws E, IOException {
    Map<String, List<Remain>> byGuid = new LinkedHashMap<>();
    for (Remain remain : recovered.remains()) {
      String guid = Traces.guidOf(recovered, remain);
      if (!guid.isEmpty() && remain.standing() != Standing.EARLIER_VERSION) {
        byGuid.computeIfAbsent(guid, key -> new ArrayList<>()).add(remain);
      }
    }
    // A row that is there and only has an earlier version is not missing.
    byGuid.keySet().removeAll(PresenceLookup.messages(snapshot, byGuid.keySet()).keySet());
    Set<String> noted = new HashSet<>();
    Tombstones.of(snapshot, byGuid.keySet(), (guid, table, row, outbound) -> noted.add(guid));
    Map<String, String> held = new HashMap<>();
    for (Opening<E> opening : earlier) {
      Set<String> open = new HashSet<>(byGuid.keySet());
      open.removeAll(held.keySet());
      if (open.isEmpty()) {
        break;
      }
      try (SnapshotView view = opening.open()) {
        PresenceLookup.messages(view, open)
            .keySet()
            .forEach(guid -> held.put(guid, view.manifest().id()));
      }
    }
    List<Match> matches = new ArrayList<>();
    byGuid.forEach(
        (guid, remains) -> {
          Remain best =
              remains.stream().min(java.util.Comparator.comparingInt(Remain::rank)).orElseThrow();
          matches.add(
              new Match(
                  guid,
                  best,
                  remains.size(),
                  remains.stream().anyMatch(Remain::isNumberMissing),
                  noted.contains(guid),
                  Optional.ofNullable(held.get(guid))));
        });
    return matches;
  }

  /** Opens a snapshot when it is needed. */
  @FunctionalInterface
  public interface Opening<E extends Exception> {
    /** Opens it; the caller closes it. */
    SnapshotView open() throws E, IOException;
  }

  /** The place of its best remain, without content. */
  @Override
  public String toString() {
    return "message matched to a " + remain;
  }
}
