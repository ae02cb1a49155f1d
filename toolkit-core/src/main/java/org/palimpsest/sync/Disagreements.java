package org.palimpsest.sync;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.Tombstones;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotView;

/** Compares what two devices of one account hold. */
public final class Disagreements {

  private Disagreements() {}

  /**
   * What {@code holder} shows and {@code other} does not hold, or hides. What the holder received
   * after the other's snapshot was taken is left out, and so are tapbacks, which churn.
   *
   * @param earlier earlier snapshots of the other device that are asked, oldest first
   */
  public static Optional<Disagreement> between(
      SnapshotView holder, SnapshotView other, List<SnapshotView> earlier, int threads)
      throws IOException {
    Diff diff = Differ.compare(holder, other, threads);
    Instant until = other.manifest().asOf();
    Set<String> absent = new HashSet<>();
    long hidden = 0;
    for (MessageChange change : diff.messages()) {
      Facets before = change.before();
      Facets after = change.after();
      boolean shown =
          before != null
              && !before.has(Facets.RECENTLY_DELETED)
              && !before.has(Facets.TAPBACK)
              && change.sentAt().map(sent -> sent.isBefore(until)).orElse(true);
      if (shown && after == null) {
        absent.add(change.guid());
      } else if (shown && after != null && after.has(Facets.RECENTLY_DELETED)) {
        hidden++;
      }
    }
    if (absent.isEmpty() && hidden == 0) {
      return Optional.empty();
    }
    Set<String> outbound = new HashSet<>();
    Tombstones.of(
        other,
        absent,
        (guid, table, row, waits) -> {
          if (waits) {
            outbound.add(guid);
          }
        });
    Set<String> lost = new HashSet<>();
    Optional<Instant> after = Optional.empty();
    long permille = other.manifest().json().at("/facts/downloadPermille").asLong(-1);
    boolean filling = permille >= 0 && permille < 1000;
    // What a device that is filled anew does not hold yet is not lost.
    for (SnapshotView view : filling ? List.<SnapshotView>of() : earlier) {
      Set<String> there = PresenceLookup.messages(view, absent).keySet();
      after = there.isEmpty() ? after : Optional.of(view.manifest().asOf());
      lost.addAll(there);
    }
    return Optional.of(
        new Disagreement(
            holder.manifest().device(),
            other.manifest().device(),
            absent.size(),
            lost.size(),
            after,
            until,
            outbound.size(),
            hidden));
  }
}
