package org.palimpsest.cli;

import java.io.IOException;
import java.util.List;
import org.palimpsest.continuity.Gap;
import org.palimpsest.continuity.Gaps;
import org.palimpsest.continuity.GapsJson;
import org.palimpsest.continuity.Strength;
import org.palimpsest.custody.Action;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows evidence of missing rows inside one store. */
@Command(
    name = "gaps",
    mixinStandardHelpOptions = true,
    description = {
      "Looks in one snapshot for evidence that rows went missing: counters, row numbers, deletion"
          + " records, references to messages that are not there, join rows without their message."
          + " Each is graded and carries its innocent explanations. Exit 1 when something points at"
          + " a program other than Messages."
    })
final class GapsVerb extends Verb {

  @Parameters(index = "0", paramLabel = "SNAPSHOT", description = "the snapshot")
  String name = "";

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    Manifest manifest = workspace.snapshots().resolve(name);
    Recording recording = Recording.of(workspace, terminal());
    terminal().stage("looking");
    Gaps gaps;
    try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest)) {
      gaps = Gaps.of(view);
    }
    recording.append(
        workspace
            .entry(Action.RECOVER)
            .snapshot(Workspace.facts(manifest))
            .method(
                List.of(
                    "counters, row numbers, records and references were looked at for rows that went",
                    gaps.gaps().size() + " gaps")));
    return tell(gaps);
  }

  private int tell(Gaps gaps) {
    Terminal t = terminal();
    t.stageDone();
    int exit = gaps.complete() ? Exit.OK : Exit.INCOMPLETE;
    boolean foreign = gaps.gaps().stream().anyMatch(Gap::alarm);
    exit = Exit.graver(exit, foreign ? Exit.FINDINGS : Exit.OK);
    if (t.isJson()) {
      t.document(GapsJson.of(gaps));
      return exit;
    }
    t.line(
        "snapshot  "
            + Plain.id(gaps.manifest().id())
            + "  "
            + gaps.manifest().device()
            + "  as of "
            + Plain.time(gaps.manifest().asOf()));
    if (!gaps.complete()) {
      t.line(
          "INCOMPLETE: part of the store could not be read, and what lies there is not said to be gone");
    }
    t.line();
    for (Gap gap : gaps.gaps()) {
      boolean alarming = gap.alarm() || gap.strength() == Strength.STRONG;
      t.line("", gap.strength().word(), alarming, 0, "  " + gap.statement());
      t.line("      innocent: " + String.join("; ", gap.explanations()));
    }
    if (gaps.gaps().isEmpty()) {
      t.line("no gaps: nothing in this store points at rows that went");
    }
    t.line();
    for (Gaps.Look look : gaps.looks()) {
      if (!look.status().equals("found")) {
        t.line(
            look.kind().replace('-', ' ')
                + ": "
                + (look.status().equals("none-found")
                    ? look.kind().equals("deletion-records")
                        ? "looked at, none is there now"
                        : "looked at, nothing found"
                    : "not examined, since this store or snapshot has nothing to look at"));
      }
    }
    return exit;
  }
}
