package org.palimpsest.cause;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.MessageChange;
import org.palimpsest.diff.Tombstones;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.Turnover;
import org.palimpsest.trace.Addresses;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Asks the snapshots of other devices about messages that are gone from one. A device whose store
 * is used with other addresses belongs to another account, and what it shows says nothing about
 * sync.
 */
public final class Witnesses {

  private Witnesses() {}

  /** Opens snapshots. */
  public interface Opener {
    /** Opens one; it is closed by whoever gave the opener. Several threads may ask at once. */
    SnapshotView open(Manifest manifest) throws VaultException, IOException;

    /** Opens its keys only, on any thread; the caller closes them. */
    SnapshotKeys keys(Manifest manifest) throws VaultException, IOException;

    /**
     * What came and went between two snapshots of a device, on any thread; empty where nothing says
     * it.
     */
    Optional<Turnover> turnover(Manifest from, Manifest to) throws VaultException, IOException;
  }

  /**
   * What other devices show.
   *
   * @param own own addresses of the device that the diff is about
   * @param devices the complete snapshots of each other device, oldest first
   */
  public static List<Witness> of(
      Diff diff, Set<String> own, List<List<Manifest>> devices, Opener opener)
      throws VaultException, IOException {
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
    for (List<Manifest> series : devices) {
      if (!series.isEmpty()) {
        Optional<Witness> witness = witness(diff, own, gone, series, opener);
        witness.ifPresent(witnesses::add);
      }
    }
    return witnesses;
  }

  private static Optional<Witness> witness(
      Diff diff, Set<String> own, Set<String> gone, List<Manifest> series, Opener opener)
      throws VaultException, IOException {
    Manifest first = series.get(0);
    Manifest earlier = newestUntil(series, diff.from().asOf());
    Manifest later = oldestFrom(series, diff.to().asOf());
    Manifest newest = series.get(series.size() - 1);
    SnapshotView view = opener.open(later);
    if (!sameAccount(own, view)) {
      return Optional.empty();
    }
    Map<String, Facets> now = PresenceLookup.messages(view, gone);
    Map<String, Facets> then = PresenceLookup.messages(opener.open(earlier), gone);
    Map<String, Facets> atFirst =
        first.id().equals(earlier.id()) ? then : PresenceLookup.messages(opener.open(first), gone);
    Set<String> present = shown(now);
    Facts before = Facts.of(earlier);
    Facts after = Facts.of(later);
    Set<String> lost = new HashSet<>();
    if (tells(before, after)) {
      lost.addAll(then.keySet());
      lost.removeAll(now.keySet());
    }
    // With sync off a queue goes nowhere.
    Set<String> outbound = after.syncOff() ? new HashSet<>() : new HashSet<>(outbound(view, gone));
    if (!newest.id().equals(later.id()) && !Facts.of(newest).syncOff()) {
      outbound.addAll(outbound(opener.open(newest), gone));
    }
    boolean bothCounted = before.withdrawals() >= 0 && after.withdrawals() >= 0;
    return Optional.of(
        new Witness(
            later.device(),
            earlier.asOf(),
            later.asOf(),
            after.lastSync().orElse(Instant.MIN),
            present,
            lost,
            tells(Facts.of(first), before) ? goneBefore(diff, earlier, then, atFirst) : Map.of(),
            outbound,
            bothCounted ? after.withdrawals() - before.withdrawals() : -1,
            shorter(before.retentionDays(), after.retentionDays())));
  }

  /**
   * Whether what a device lost between two snapshots can have been deleted: not where its store
   * began to count anew, is still being filled, or is not synchronised.
   */
  private static boolean tells(Facts then, Facts now) {
    boolean filling = now.downloadPermille() >= 0 && now.downloadPermille() < 1000;
    return !filling && !then.syncOff() && !now.syncOff() && now.inserted() >= then.inserted();
  }

  /** A limit that was set at either time can have swept. */
  private static long shorter(long then, long now) {
    return then > 0 && now > 0 ? Math.min(then, now) : then > 0 ? then : now;
  }

  /** What the device had lost, or hidden, no later than the first device still showed it. */
  private static Map<String, Instant> goneBefore(
      Diff diff, Manifest earlier, Map<String, Facets> then, Map<String, Facets> atFirst) {
    Map<String, Instant> gone = new HashMap<>();
    if (earlier.asOf().isAfter(diff.from().asOf())) {
      return gone;
    }
    for (String guid : shown(atFirst)) {
      if (!then.containsKey(guid)) {
        gone.put(guid, earlier.asOf());
      }
    }
    then.forEach(
        (guid, facets) -> {
          if (facets.has(Facets.RECENTLY_DELETED)) {
            gone.put(guid, earlier.asOf());
          }
        });
    return gone;
  }

  private static Set<String> shown(Map<String, Facets> messages) {
    Set<String> shown = new HashSet<>();
    messages.forEach(
        (guid, facets) -> {
          if (!facets.has(Facets.RECENTLY_DELETED)) {
            shown.add(guid);
          }
        });
    return shown;
  }

  private static Manifest newestUntil(List<Manifest> series, Instant at) {
    Manifest best = series.get(0);
    for (Manifest manifest : series) {
      best = manifest.asOf().isAfter(at) ? best : manifest;
    }
    return best;
  }

  private static Manifest oldestFrom(List<Manifest> series, Instant at) {
    for (Manifest manifest : series) {
      if (!manifest.asOf().isBefore(at)) {
        return manifest;
      }
    }
    return series.get(series.size() - 1);
  }

  /** Whether two stores can be of one account: unless both name addresses and share none. */
  public static boolean sameAccount(Set<String> own, SnapshotView other)
      throws VaultException, IOException {
    Set<String> theirs = addresses(other);
    return own.isEmpty() || theirs.isEmpty() || theirs.stream().anyMatch(own::contains);
  }

  /** Own addresses that a snapshot's store is used with. */
  public static Set<String> addresses(SnapshotView view) throws VaultException, IOException {
    return Addresses.own(StoreLook.of(view).chats());
  }

  private static Set<String> outbound(SnapshotView view, Collection<String> gone)
      throws IOException {
    Map<String, String> waiting = new TreeMap<>();
    Tombstones.of(
        view,
        new HashSet<>(gone),
        (guid, table, row, outbound) -> {
          if (outbound) {
            waiting.put(guid, table);
          }
        });
    return waiting.keySet();
  }
}
