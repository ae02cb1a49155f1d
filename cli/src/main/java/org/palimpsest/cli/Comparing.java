package org.palimpsest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.finding.Corroboration;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Judging;
import org.palimpsest.gap.Traces;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotKeys;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.Turnover;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.VaultException;

/** Compares two snapshots and judges what differs, with all that the vault holds besides. */
final class Comparing implements Witnesses.Opener {

  private final Workspace workspace;
  private final Map<String, SnapshotView> open = new ConcurrentHashMap<>();

  Comparing(Workspace workspace) {
    this.workspace = workspace;
  }

  /** The same, and looks through the later snapshot's own bytes for what is left of messages. */
  Judgement judgeWithRemains(SnapshotView from, SnapshotView to)
      throws Failure, VaultException, IOException {
    Judgement judgement = judge(from, to);
    Diff diff = judgement.diff();
    boolean nothing =
        diff.cameAndWent() == 0
            && diff.messages().stream().allMatch(change -> change.kind() == ChangeKind.ADDED);
    return nothing ? judgement : corroboration(diff, from, to).onto(judgement);
  }

  private static Corroboration corroboration(Diff diff, SnapshotView from, SnapshotView to)
      throws Failure, VaultException, IOException {
    try (SnapshotStore store = SnapshotStore.open(to)) {
      Traces traces = Traces.of(store.evidence());
      Set<String> unseen = new TreeSet<>(traces.byGuid().keySet());
      unseen.removeAll(PresenceLookup.messages(from, unseen).keySet());
      unseen.removeAll(PresenceLookup.messages(to, unseen).keySet());
      return Corroboration.of(diff, traces, store.path(), unseen);
    } catch (MalformedDatabaseException e) {
      throw new Failure(
          Exit.INCOMPLETE,
          "the later snapshot's database cannot be searched for remains: " + e.damage().what(),
          "compare without remains");
    }
  }

  Judgement judge(SnapshotView from, SnapshotView to) throws VaultException, IOException {
    Map<String, List<Manifest>> devices = new TreeMap<>();
    for (Manifest manifest : workspace.snapshots().inTime()) {
      devices.computeIfAbsent(manifest.device(), key -> new ArrayList<>()).add(manifest);
    }
    List<Manifest> series = devices.getOrDefault(to.manifest().device(), List.of());
    devices.remove(to.manifest().device());
    try {
      return new Judging(series, List.copyOf(devices.values()), this, Workspace.threads())
          .judge(from, to);
    } finally {
      for (SnapshotView view : open.values()) {
        view.close();
      }
    }
  }

  @Override
  public SnapshotKeys keys(Manifest manifest) throws VaultException, IOException {
    return SnapshotKeys.open(workspace.vault(), manifest);
  }

  @Override
  public Optional<Turnover> turnover(Manifest from, Manifest to)
      throws VaultException, IOException {
    return Turnover.between(workspace.vault(), from, to);
  }

  @Override
  public SnapshotView open(Manifest manifest) throws VaultException, IOException {
    SnapshotView known = open.get(manifest.id());
    if (known != null) {
      return known;
    }
    SnapshotView view = SnapshotView.open(workspace.vault(), manifest);
    SnapshotView first = open.putIfAbsent(manifest.id(), view);
    if (first == null) {
      return view;
    }
    view.close();
    return first;
  }
}
