package org.palimpsest.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.cause.Witnesses;
import org.palimpsest.cause.Words;
import org.palimpsest.custody.Action;
import org.palimpsest.diff.Carryover;
import org.palimpsest.diff.CarryoverJson;
import org.palimpsest.diff.Differ;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Says what of one device's messages another one holds. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two devices, as after a move to a new phone: which messages of the first snapshot were"
          + " carried over to the second, which were not, and of which nothing can be said and why."
          + " Exit 1 when messages were not carried over."
    })
final class CompareVerb extends Verb {

  private static final int THREADS_LISTED = 20;

  @Parameters(index = "0", paramLabel = "FIRST", description = "the old device's snapshot")
  String first = "";

  @Parameters(index = "1", paramLabel = "SECOND", description = "the new device's snapshot")
  String second = "";

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    Manifest from = workspace.snapshots().resolve(first);
    Manifest to = workspace.snapshots().resolve(second);
    if (from.id().equals(to.id())) {
      throw Failure.usage(
          "both names mean the same snapshot",
          "name two, for example: palimpsest compare old:latest new:latest");
    }
    Recording recording = Recording.of(workspace, terminal());
    terminal().stage("comparing");
    Carryover carryover;
    String account;
    try (SnapshotView.Pair both =
        SnapshotView.openBoth(workspace.vault(), from, to, Workspace.threads())) {
      Set<String> own = Witnesses.addresses(both.from());
      Set<String> theirs = Witnesses.addresses(both.to());
      account =
          own.isEmpty() || theirs.isEmpty()
              ? "unknown"
              : own.stream().anyMatch(theirs::contains) ? "same" : "different";
      carryover =
          Carryover.of(
              Differ.compare(both.from(), both.to(), Workspace.threads()),
              both.from(),
              !account.equals("different"));
    }
    recording.append(
        workspace
            .entry(Action.COMPARE)
            .snapshot(Workspace.facts(to))
            .method(List.of("from " + from.id(), "to " + to.id())));
    return tell(carryover, account);
  }

  private int tell(Carryover carryover, String account) {
    Terminal t = terminal();
    t.stageDone();
    int exit = carryover.diff().complete() ? Exit.OK : Exit.INCOMPLETE;
    exit = Exit.graver(exit, carryover.missing().isEmpty() ? Exit.OK : Exit.FINDINGS);
    if (t.isJson()) {
      t.document(CarryoverJson.of(carryover, account));
      return exit;
    }
    t.line("first   " + DiffVerb.line(carryover.diff().from()));
    t.line("second  " + DiffVerb.line(carryover.diff().to()));
    if (account.equals("different")) {
      t.line("the two are used with different own addresses, so they may be of two accounts");
    }
    t.line();
    long incomparable = carryover.incomparable().values().stream().mapToLong(Long::longValue).sum();
    t.line("carried over        " + Words.count(carryover.carried(), "message"));
    t.line("carried, changed    " + Words.count(carryover.changed(), "message"));
    t.line("not carried over    " + Words.count(carryover.missing().size(), "message"));
    t.line("not comparable      " + Words.count(incomparable, "message"));
    for (Map.Entry<String, Long> reason : new TreeMap<>(carryover.incomparable()).entrySet()) {
      t.line("      " + Words.count(reason.getValue(), "message") + ": " + reason.getKey());
    }
    t.line("only on the second  " + Words.count(carryover.onlySecond(), "message"));
    threads(carryover, t);
    if (!carryover.missing().isEmpty()) {
      t.line();
      t.line(
          "next: keep the first device and its snapshots until these are on the second; list them with"
              + " --json");
    }
    return exit;
  }

  private static void threads(Carryover carryover, Terminal t) {
    List<Carryover.ThreadCount> threads = carryover.threads();
    for (int i = 0; i < Math.min(threads.size(), THREADS_LISTED); i++) {
      Carryover.ThreadCount thread = threads.get(i);
      if (i == 0) {
        t.line();
      }
      t.line(
          "thread with "
              + Words.people(thread.participants())
              + ": "
              + thread.missing()
              + " of "
              + Words.count(thread.before(), "message")
              + " not carried over, "
              + thread.incomparable()
              + " not comparable");
    }
    if (threads.size() > THREADS_LISTED) {
      t.line("and " + (threads.size() - THREADS_LISTED) + " more threads; --json lists all");
    }
  }
}
