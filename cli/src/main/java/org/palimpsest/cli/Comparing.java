package org.palimpsest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.finding.Corroboration;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Witness;
import org.palimpsest.finding.Witnesses;
import org.palimpsest.gap.Traces;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.VaultException;

/** Compares two snapshots and judges what differs, with the vault's other devices as witnesses. */
final class Comparing {

  private final Workspace workspace;

  Comparing(Workspace workspace) {
    this.workspace = workspace;
  }

  Judgement judge(SnapshotView from, SnapshotView to) throws VaultException, IOException {
    Diff diff = Differ.compare(from, to, Workspace.threads());
    return Judgement.of(diff, diff.sameDevice() ? witnesses(diff) : List.of());
  }

  /** The same, and looks through the later snapshot's own bytes for what is left of messages. */
  Judgement judgeWithRemains(SnapshotView from, SnapshotView to)
      throws Failure, VaultException, IOException {
    Diff diff = Differ.compare(from, to, Workspace.threads());
    boolean nothing =
        diff.cameAndWent() == 0
            && diff.messages().stream().allMatch(change -> change.kind() == ChangeKind.ADDED);
    return Judgement.of(
        diff,
        diff.sameDevice() ? witnesses(diff) : List.of(),
        nothing ? Corroboration.none(diff) : corroboration(diff, from, to));
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

  private List<Witness> witnesses(Diff diff) throws VaultException, IOException {
    List<SnapshotView> open = new ArrayList<>();
    try {
      List<Witnesses.Pair> pairs = new ArrayList<>();
      List<Manifest> all = workspace.snapshots().list();
      for (String device : workspace.snapshots().devices()) {
        if (device.equals(diff.to().device())) {
          continue;
        }
        List<Manifest> series =
            all.stream().filter(manifest -> manifest.device().equals(device)).toList();
        SnapshotView newest = open(series.get(series.size() - 1), open);
        Optional<SnapshotView> earlier =
            series.size() > 1 ? Optional.of(open(before(series, diff), open)) : Optional.empty();
        pairs.add(new Witnesses.Pair(earlier, newest));
      }
      return Witnesses.of(diff, pairs);
    } finally {
      for (SnapshotView view : open) {
        view.close();
      }
    }
  }

  /** The newest snapshot of another device that shows the time before the loss. */
  private static Manifest before(List<Manifest> series, Diff diff) {
    Manifest best = series.get(0);
    for (Manifest manifest : series.subList(0, series.size() - 1)) {
      if (!manifest.asOf().isAfter(diff.to().asOf())) {
        best = manifest;
      }
    }
    return best;
  }

  private SnapshotView open(Manifest manifest, List<SnapshotView> open)
      throws VaultException, IOException {
    SnapshotView view = SnapshotView.open(workspace.vault(), manifest);
    open.add(view);
    return view;
  }
}
