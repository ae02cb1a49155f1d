package org.palimpsest.finding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.SoughtMessages;
import org.palimpsest.vault.VaultException;
import org.palimpsest.work.Awaited;

/** The snapshots of one device, asked for when something was last there. */
final class Series {

  /** Snapshots before the first that are asked whether they held a message. */
  private static final int LOOKED_BACK = 8;

  private final List<Manifest> manifests;
  private final Witnesses.Opener opener;
  private final int threads;

  Series(List<Manifest> manifests, Witnesses.Opener opener, int threads) {
    this.manifests = manifests;
    this.opener = opener;
    this.threads = threads;
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

  /** Those of some messages that came into a snapshot since the one before it, and that went. */
  private record Turn(Set<String> came, Set<String> went) {}

  /** A stretch of the series, and messages that its first snapshot holds and its last does not. */
  private record Stretch(int low, int high, Set<String> guids) {
    int middle() {
      return (low + high) >>> 1;
    }
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
    if (all.size() == 2 || gone.isEmpty()) {
      return spans;
    }
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Optional<Turn>> turns = turns(all, new SoughtMessages(gone), workers);
      List<Stretch> open = List.of(new Stretch(0, all.size() - 1, gone));
      while (!open.isEmpty()) {
        open = halved(open, all, turns, workers, spans);
      }
    } finally {
      workers.shutdownNow();
    }
    spans.sort(
        Comparator.comparingInt((Span span) -> -span.guids().size())
            .thenComparing(span -> span.from().asOf()));
    return spans;
  }

  /** What came and went between each snapshot and the next, where anything says it. */
  private List<Optional<Turn>> turns(
      List<Manifest> all, SoughtMessages sought, ExecutorService workers)
      throws VaultException, IOException {
    List<Future<Optional<Turn>>> read = new ArrayList<>();
    for (int i = 1; i < all.size(); i++) {
      Manifest from = all.get(i - 1);
      Manifest to = all.get(i);
      read.add(
          workers.submit(
              () ->
                  opener
                      .turnover(from, to)
                      .map(turnover -> new Turn(turnover.came(sought), turnover.went(sought)))));
    }
    List<Optional<Turn>> turns = new ArrayList<>();
    for (Future<Optional<Turn>> each : read) {
      turns.add(answer(each));
    }
    return turns;
  }

  /** What is left of messages in the middle of a stretch; empty if the snapshot has to be asked. */
  private static Optional<Set<String>> left(Stretch stretch, List<Optional<Turn>> turns) {
    Set<String> there = new HashSet<>(stretch.guids());
    for (Optional<Turn> turn : turns.subList(stretch.low(), stretch.middle())) {
      if (turn.isEmpty()) {
        return Optional.empty();
      }
      there.removeAll(turn.get().went());
      there.addAll(turn.get().came());
    }
    there.retainAll(stretch.guids());
    return Optional.of(there);
  }

  /** Asks the snapshot in the middle of each; what is down to two neighbours goes to the spans. */
  private List<Stretch> halved(
      List<Stretch> open,
      List<Manifest> all,
      List<Optional<Turn>> turns,
      ExecutorService workers,
      List<Span> spans)
      throws VaultException, IOException {
    List<Future<Set<String>>> asked = new ArrayList<>();
    for (Stretch each : open) {
      Optional<Set<String>> left = left(each, turns);
      asked.add(
          left.isPresent()
              ? CompletableFuture.completedFuture(left.get())
              : workers.submit(() -> present(all.get(each.middle()), each.guids())));
    }
    List<Stretch> next = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      Stretch each = open.get(i);
      Set<String> there = answer(asked.get(i));
      Set<String> gone = new HashSet<>(each.guids());
      gone.removeAll(there);
      for (Stretch half :
          List.of(
              new Stretch(each.low(), each.middle(), gone),
              new Stretch(each.middle(), each.high(), there))) {
        if (!half.guids().isEmpty() && half.high() - half.low() > 1) {
          next.add(half);
        } else if (!half.guids().isEmpty()) {
          spans.add(new Span(all.get(half.low()), all.get(half.high()), half.guids()));
        }
      }
    }
    return next;
  }

  /** Waits for a snapshot's answer. */
  static <T> T answer(Future<T> asked) throws VaultException, IOException {
    return Awaited.of(asked, VaultException.class);
  }

  private Set<String> present(Manifest manifest, Set<String> guids)
      throws VaultException, IOException {
    try (SnapshotKeys keys = opener.keys(manifest)) {
      return keys.messages(guids);
    }
  }

  /** Which of the messages some snapshot shortly before {@code first} held. */
  Set<String> everSeenBefore(Manifest first, Manifest second, Set<String> guids)
      throws VaultException, IOException {
    Set<String> seen = new HashSet<>();
    Set<String> wanted = new HashSet<>(guids);
    int asked = 0;
    for (int i = manifests.size() - 1; i >= 0 && asked < LOOKED_BACK && !wanted.isEmpty(); i--) {
      Manifest manifest = manifests.get(i);
      boolean compared = manifest.id().equals(first.id()) || manifest.id().equals(second.id());
      if (manifest.asOf().isBefore(first.asOf()) && !compared) {
        asked++;
        seen.addAll(present(manifest, wanted));
        wanted.removeAll(seen);
      }
    }
    return seen;
  }
}
