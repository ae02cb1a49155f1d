package org.palimpsest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Witness;
import org.palimpsest.finding.Witnesses;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
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
