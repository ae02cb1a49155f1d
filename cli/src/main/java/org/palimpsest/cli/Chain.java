package org.palimpsest.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.Manifest;

/**
 * The snapshots of a device that a run compares, each with the next: from the baseline through
 * every complete one that was taken since to the one that the run took. So a run that was broken
 * off, or a snapshot that a person took, leaves nothing out, and what came and went in between is
 * seen.
 *
 * @param links in the order in which they were taken; one alone has nothing before it
 */
record Chain(List<Manifest> links) {

  Chain {
    links = List.copyOf(links);
  }

  /** The chain that ends with {@code last}. */
  static Chain to(Manifest last, List<Manifest> all, List<LoggedEntry> entries) {
    List<Manifest> before = new ArrayList<>();
    for (Manifest each : TakingOrder.of(all, entries)) {
      if (each.id().equals(last.id())) {
        break;
      }
      if (each.device().equals(last.device())) {
        before.add(each);
      }
    }
    Optional<String> baseline = Baselines.of(entries).of(last.device());
    List<Manifest> links =
        baseline.isEmpty() ? newest(before) : since(baseline.get(), before, entries);
    links.add(last);
    return new Chain(links);
  }

  /** Of a log that names no baseline: an incomplete one shows no absence, so it is second best. */
  private static List<Manifest> newest(List<Manifest> before) {
    List<Manifest> complete = before.stream().filter(Manifest::complete).toList();
    List<Manifest> series = complete.isEmpty() ? before : complete;
    return new ArrayList<>(series.subList(Math.max(0, series.size() - 1), series.size()));
  }

  /**
   * The baseline and what was taken after it. One that was pruned is stood in for by the last
   * before it, else by the first after it.
   */
  private static List<Manifest> since(
      String baseline, List<Manifest> before, List<LoggedEntry> entries) {
    Map<String, Long> places = TakingOrder.places(entries);
    long place = places.getOrDefault(baseline, -1L);
    List<Manifest> links = new ArrayList<>();
    for (Manifest each : before) {
      if (!each.complete()) {
        continue;
      }
      if (places.getOrDefault(each.id(), -1L) <= place) {
        links.clear();
        links.add(each);
      } else if (links.isEmpty() || !isOlder(each, links.get(links.size() - 1))) {
        links.add(each);
      }
    }
    return links;
  }

  /** An old backup that was taken in late shows nothing of what went since. */
  private static boolean isOlder(Manifest each, Manifest before) {
    return each.asOf().isBefore(before.asOf());
  }
}
