package org.palimpsest.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.verdict.Check;

/**
 * Whether vault and custody log agree: every snapshot must be in the log, and every logged snapshot
 * must be there, or in the log as pruned with its manifest kept.
 */
final class Agreement {

  private final Snapshots snapshots;
  private final List<Check> checks = new ArrayList<>();

  Agreement(Snapshots snapshots) {
    this.snapshots = snapshots;
  }

  /**
   * Compares the two.
   *
   * @param seen the snapshots, read before the log was
   * @param entries the log
   */
  List<Check> check(SnapshotCheck.Outcome seen, List<LoggedEntry> entries) throws IOException {
    Set<String> present = ids(seen.sound());
    Set<String> dropped = ids(seen.pruned());
    Set<String> pruned = Workspace.pruned(entries);
    Set<String> logged = new HashSet<>();
    for (LoggedEntry entry : entries) {
      Optional<Entry.SnapshotFacts> facts = entry.entry().snapshot();
      if (facts.isPresent() && entry.entry().action() == Action.SNAPSHOT) {
        String id = facts.get().id();
        String name = "snapshot " + Plain.id(id);
        logged.add(id);
        if (pruned.contains(id)) {
          pruned(name, present.contains(id), dropped.contains(id));
        } else if (!present.contains(id)) {
          absent(name, id, entry.seq(), dropped.contains(id));
        }
      }
    }
    for (String id : present) {
      if (!logged.contains(id)) {
        checks.add(
            Check.failed("snapshot " + Plain.id(id), "is in the vault and not in the custody log"));
      }
    }
    for (String id : dropped) {
      if (!logged.contains(id) && !pruned.contains(id)) {
        checks.add(
            Check.failed(
                "snapshot " + Plain.id(id),
                "lies with the pruned ones, and the custody log does not name it"));
      }
    }
    if (checks.isEmpty()) {
      checks.add(
          Check.passed(
              "custody and snapshots", present.size() + " snapshots, each with its entry"));
    }
    return checks;
  }

  private void pruned(String name, boolean present, boolean dropped) {
    if (present) {
      checks.add(
          Check.notChecked(
              name, "its pruning was interrupted; the next run that writes brings it to its end"));
    } else if (!dropped) {
      checks.add(Check.failed(name, "was pruned, and its manifest is gone"));
    }
  }

  /**
   * What is to be said of a snapshot that is in the log and was not seen. Between the manifests and
   * the log, another run may have taken a snapshot, or be about to end one.
   */
  private void absent(String name, String id, long line, boolean dropped) throws IOException {
    // In this order: a pending manifest becomes one that is there, never the other way round.
    boolean pending = snapshots.isPending(id);
    if (snapshots.isThereAsNamed(id)) {
      checks.add(Check.notChecked(name, "was taken while this was running"));
    } else if (pending) {
      checks.add(Check.notChecked(name, "was interrupted; the next snapshot brings it to its end"));
    } else {
      checks.add(
          Check.failed(
              name,
              dropped
                  ? "lies with the pruned ones, and the custody log does not say so"
                  : "is in the custody log (line " + line + ") and not in the vault"));
    }
  }

  private static Set<String> ids(List<Manifest> manifests) {
    Set<String> ids = new HashSet<>();
    manifests.forEach(manifest -> ids.add(manifest.id()));
    return ids;
  }
}
