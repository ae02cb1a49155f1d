package org.palimpsest.diff;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.snapshot.Manifest;

/**
 * What in a second snapshot contradicts its own counter of inserted rows, where that fell and
 * nothing else shows another store. An earlier state that is back holds no row that was numbered
 * later, has not counted further in its other tables, and knows of no deletion that came after it;
 * a counter that was merely written leaves all these as they were.
 *
 * @param rowsAbove whether a row has a number above the counter
 * @param grown tables whose own counter grew in the same time, sorted
 * @param named how many of the messages that went the store's deletion records name
 */
public record LoweredCounter(boolean rowsAbove, List<String> grown, int named) {

  private static final LoweredCounter NONE = new LoweredCounter(false, List.of(), 0);

  /** What contradicts the counter of a diff's second snapshot. */
  static LoweredCounter of(Diff diff) {
    if (!diff.sameDevice() || !diff.continuity().onlyCounterFell()) {
      return NONE;
    }
    List<String> grown = grown(diff.from(), diff.to());
    return new LoweredCounter(diff.continuity().aboveCounter(), grown, diff.tombstones().size());
  }

  /** The tables, sorted, whose counter is higher in the second of two snapshots of a device. */
  public static List<String> grown(Manifest from, Manifest to) {
    JsonNode were = counters(from);
    Set<String> grown = new TreeSet<>();
    for (Map.Entry<String, JsonNode> counter : counters(to).properties()) {
      // A counter appears with the first row that is written.
      if (counter.getValue().asLong() > were.path(counter.getKey()).asLong(0)) {
        grown.add(counter.getKey());
      }
    }
    return List.copyOf(grown);
  }

  /**
   * The tables other than {@code message}, sorted, whose counter is lower in the second of two
   * snapshots of a device, or gone.
   */
  public static List<String> fallen(Manifest from, Manifest to) {
    JsonNode are = counters(to);
    Set<String> fallen = new TreeSet<>();
    for (Map.Entry<String, JsonNode> counter : counters(from).properties()) {
      boolean lower = counter.getValue().asLong() > are.path(counter.getKey()).asLong(0);
      if (lower && !counter.getKey().equals("message")) {
        fallen.add(counter.getKey());
      }
    }
    return List.copyOf(fallen);
  }

  private static JsonNode counters(Manifest manifest) {
    return manifest.json().path("facts").path("counters");
  }

  /** Whether anything does. */
  public boolean isContradicted() {
    return rowsAbove || !grown.isEmpty() || named > 0;
  }
}
