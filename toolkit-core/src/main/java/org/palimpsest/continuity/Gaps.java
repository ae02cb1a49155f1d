package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * What one store says of rows that are no longer there.
 *
 * @param manifest the snapshot
 * @param file the database among its evidence
 * @param gaps what was found, strongest first
 * @param looks what was looked for, in a fixed order, and how that ended
 * @param unreadable places that could not be read, of which nothing can be said
 */
public record Gaps(
    Manifest manifest, String file, List<Gap> gaps, List<Look> looks, long unreadable) {

  private static final List<Signal> SIGNALS =
      List.of(
          new Counters(),
          new RowNumbers(),
          new Queues(),
          new RecentlyDeleted(),
          new References(),
          new Joins(),
          new Leftovers(),
          new Files(),
          new Order(),
          new Triggers(),
          new Bodies());

  /**
   * Something that was looked for.
   *
   * @param kind what
   * @param status {@code found}, {@code none-found} or {@code not-examined}, where this generation
   *     of the store, or this snapshot, has nothing to look at
   * @param count gaps of that kind
   */
  public record Look(String kind, String status, long count) {}

  /** Looks for everything. */
  public static Gaps of(SnapshotView view) throws VaultException, IOException {
    StoreLook look = StoreLook.of(view);
    StoreScan scan = StoreScan.of(view, look);
    List<Gap> gaps = new ArrayList<>();
    List<Look> looks = new ArrayList<>();
    for (Signal signal : SIGNALS) {
      if (!signal.applies(scan)) {
        looks.add(new Look(signal.kind(), "not-examined", 0));
        continue;
      }
      List<Gap> found = signal.find(scan);
      gaps.addAll(found);
      String status = found.isEmpty() ? "none-found" : "found";
      looks.add(new Look(signal.kind(), status, found.size()));
    }
    gaps.sort(Comparator.comparing(Gap::strength).reversed());
    long unreadable = look.damage().stream().map(Damage::page).distinct().count();
    return new Gaps(
        view.manifest(), look.file(), List.copyOf(gaps), List.copyOf(looks), unreadable);
  }

  /** Whether everything could be read. */
  public boolean complete() {
    return manifest.complete() && unreadable == 0;
  }

  /** How many gaps were found. */
  @Override
  public String toString() {
    return gaps.size() + " gaps in " + manifest;
  }
}
