package org.palimpsest.finding;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.Tombstones;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotView;

/** Asks the snapshots of other devices about messages that are gone from one. */
public final class Witnesses {

  private Witnesses() {}

  /**
   * The snapshots of one other device that are to be asked.
   *
   * @param earlier an earlier one, or nothing
   * @param newest the newest
   */
  public record Pair(Optional<SnapshotView> earlier, SnapshotView newest) {}

  /** What the other devices show of the messages that {@code diff} finds gone. */
  public static List<Witness> of(Diff diff, List<Pair> devices) throws IOException {
    Set<String> gone = new TreeSet<>();
    for (MessageChange change : diff.messages()) {
      if (change.kind() == ChangeKind.REMOVED) {
        gone.add(change.guid());
      }
    }
    List<Witness> witnesses = new ArrayList<>();
    if (gone.isEmpty()) {
      return witnesses;
    }
    for (Pair pair : devices) {
      witnesses.add(witness(gone, pair));
    }
    return witnesses;
  }

  private static Witness witness(Set<String> gone, Pair pair) throws IOException {
    Map<String, Facets> now = PresenceLookup.messages(pair.newest(), gone);
    Set<String> present = new HashSet<>();
    now.forEach(
        (guid, facets) -> {
          if (!facets.has(Facets.RECENTLY_DELETED)) {
            present.add(guid);
          }
        });
    Set<String> lost = new HashSet<>();
    Optional<Instant> since = Optional.empty();
    if (pair.earlier().isPresent()) {
      SnapshotView earlier = pair.earlier().get();
      lost.addAll(PresenceLookup.messages(earlier, gone).keySet());
      lost.removeAll(present);
      since = Optional.of(earlier.manifest().asOf());
    }
    return new Witness(
        pair.newest().manifest().device(),
        pair.newest().manifest().asOf(),
        since,
        present,
        lost,
        outbound(pair.newest(), gone));
  }

  private static Set<String> outbound(SnapshotView view, Set<String> gone) throws IOException {
    Set<String> waiting = new HashSet<>();
    Tombstones.of(
        view,
        gone,
        (guid, table, outbound) -> {
          if (outbound) {
            waiting.add(guid);
          }
        });
    return waiting;
  }
}
