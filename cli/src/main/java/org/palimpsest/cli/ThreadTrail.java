package org.palimpsest.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.palimpsest.diff.Differ;
import org.palimpsest.diff.MovedMessage;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * Where most messages of a thread hang in the snapshot after or before one, when that does not know
 * the thread. A group that is given another id, or a person with a second address, is a thread of
 * another name with the same messages.
 */
final class ThreadTrail {

  private final Vault vault;

  ThreadTrail(Vault vault) {
    this.vault = vault;
  }

  /**
   * What became of a thread.
   *
   * @param thread the thread that shows most of its messages
   * @param renamed whether it is the same under another name; else it was there before, too
   */
  record Step(ThreadEntry thread, boolean renamed) {}

  /** The thread of that name, where it holds anything. */
  Optional<ThreadEntry> find(Manifest manifest, String name) throws VaultException, IOException {
    return SnapshotKeys.threads(vault, manifest).stream()
        .filter(entry -> entry.id().equals(name) && entry.held() > 0)
        .findFirst();
  }

  /** What a thread of {@code older} became in {@code newer}. */
  Optional<Step> after(Manifest older, Manifest newer, ThreadEntry thread)
      throws VaultException, IOException {
    Map<String, Long> to = new TreeMap<>();
    for (MovedMessage move : moved(older, newer)) {
      if (move.from().equals(thread.id()) && !move.orphaned()) {
        to.merge(move.to(), 1L, Long::sum);
      }
    }
    Optional<String> name = most(to, thread);
    Optional<ThreadEntry> found =
        name.isEmpty() ? Optional.empty() : find(newer, name.orElseThrow());
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new Step(found.orElseThrow(), find(older, name.orElseThrow()).isEmpty()));
  }

  /** The thread of {@code older} that goes on under another name in {@code newer}. */
  Optional<ThreadEntry> before(Manifest older, Manifest newer, ThreadEntry thread)
      throws VaultException, IOException {
    Map<String, Long> from = new TreeMap<>();
    for (MovedMessage move : moved(older, newer)) {
      if (move.to().equals(thread.id())) {
        from.merge(move.from(), 1L, Long::sum);
      }
    }
    Optional<String> name = most(from, thread);
    return name.isEmpty() || find(newer, name.orElseThrow()).isPresent()
        ? Optional.empty()
        : find(older, name.orElseThrow());
  }

  private List<MovedMessage> moved(Manifest older, Manifest newer)
      throws VaultException, IOException {
    try (SnapshotView a = SnapshotView.open(vault, older);
        SnapshotView b = SnapshotView.open(vault, newer)) {
      return Differ.compare(a, b, Workspace.threads()).moved();
    }
  }

  private static Optional<String> most(Map<String, Long> counts, ThreadEntry thread) {
    return counts.entrySet().stream()
        .filter(each -> each.getValue() * 2 > thread.held())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
