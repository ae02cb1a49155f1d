package org.palimpsest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Judging;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.vault.VaultException;

/** Compares two snapshots and judges what differs, with all that the vault holds besides. */
final class Comparing {

  private final Workspace workspace;
  private final Map<String, SnapshotView> open = new HashMap<>();

  Comparing(Workspace workspace) {
    this.workspace = workspace;
  }

  Judgement judge(SnapshotView from, SnapshotView to) throws VaultException, IOException {
    Map<String, List<Manifest>> devices = new TreeMap<>();
    for (Manifest manifest : workspace.snapshots().list()) {
      devices.computeIfAbsent(manifest.device(), key -> new ArrayList<>()).add(manifest);
    }
    List<Manifest> series = devices.getOrDefault(to.manifest().device(), List.of());
    devices.remove(to.manifest().device());
    try {
      return new Judging(series, List.copyOf(devices.values()), this::open, Workspace.threads())
          .judge(from, to);
    } finally {
      for (SnapshotView view : open.values()) {
        view.close();
      }
    }
  }

  private SnapshotView open(Manifest manifest) throws VaultException, IOException {
    SnapshotView view = open.get(manifest.id());
    if (view == null) {
      view = SnapshotView.open(workspace.vault(), manifest);
      open.put(manifest.id(), view);
    }
    return view;
  }
}
