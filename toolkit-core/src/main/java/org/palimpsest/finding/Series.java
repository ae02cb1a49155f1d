package org.palimpsest.finding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.vault.VaultException;

/** The snapshots of one device, asked for when something was last there. */
final class Series {

  /** Snapshots before the first that are asked whether they held a message. */
  private static final int LOOKED_BACK = 8;

  private final List<Manifest> manifests;
  private final Witnesses.Opener opener;

  Series(List<Manifest> manifests, Witnesses.Opener opener) {
    this.manifests = manifests;
    this.opener = opener;
  }

  /**
   * Two neighbours of the series, and what the former holds and the latter does not.
   *
   * @param from the snapshot that holds them
   * @param to the next one, which does not
   * @param guids messages
   */
  record Span(Manifest from, Manifest to, Set<String> guids) {}

  /** The complete snapshots that lie between two, oldest first. */
  static List<Manifest> between(List<Manifest> series, Manifest from, Manifest to) {
    return series.stream()
        .filter(Manifest::complete)
        .filter(each -> each.asOf().isAfter(from.asOf()) && each.asOf().isBefore(to.asOf()))
        .sorted(Comparator.comparing(Manifest::asOf))
        .toList();
  }

  /**
   * Halves the series until each of {@code gone}, which {@code a} holds and {@code b} does not,
   * lies between two neighbours. Those with most messages come first.
   */
  List<Span> narrow(SnapshotView a, SnapshotView b, Set<String> gone)
      throws VaultException, IOException {
    List<Manifest> all = new ArrayList<>();
    all.add(a.manifest());
    all.addAll(between(manifests, a.manifest(), b.manifest()));
    all.add(b.manifest());
    List<Span> spans = new ArrayList<>();
    if (all.size() > 2 && !gone.isEmpty()) {
      halve(all, 0, all.size() - 1, gone, spans);
      spans.sort(Comparator.comparingInt((Span span) -> -span.guids().size()));
    }
    return spans;
  }

  private void halve(List<Manifest> all, int low, int high, Set<String> guids, List<Span> spans)
      throws VaultException, IOException {
    if (guids.isEmpty()) {
      return;
    }
    if (high - low == 1) {
      spans.add(new Span(all.get(low), all.get(high), guids));
      return;
    }
    int middle = (low + high) >>> 1;
    Set<String> there = present(all.get(middle), guids);
    Set<String> gone = new HashSet<>(guids);
    gone.removeAll(there);
    halve(all, low, middle, gone, spans);
    halve(all, middle, high, there, spans);
  }

  private Set<String> present(Manifest manifest, Set<String> guids)
      throws VaultException, IOException {
    try (SnapshotKeys keys = opener.keys(manifest)) {
      return keys.messages(guids);
    }
  }

  /** Which of the messages some snapshot shortly before {@code first} held. */
  Set<String> everSeenBefore(Manifest first, Set<String> guids) throws VaultException, IOException {
    Set<String> seen = new HashSet<>();
    Set<String> wanted = new HashSet<>(guids);
    int asked = 0;
    for (int i = manifests.size() - 1; i >= 0 && asked < LOOKED_BACK && !wanted.isEmpty(); i--) {
      Manifest manifest = manifests.get(i);
      if (manifest.asOf().isBefore(first.asOf()) && !manifest.id().equals(first.id())) {
        asked++;
        seen.addAll(present(manifest, wanted));
        wanted.removeAll(seen);
      }
    }
    return seen;
  }
}
