package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.gap.Evidence;
import org.palimpsest.gap.History;
import org.palimpsest.gap.Match;
import org.palimpsest.gap.Recovered;
import org.palimpsest.gap.RecoveredJson;
import org.palimpsest.gap.Recovery;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks for what deletion left in one store. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for what deletion left in a snapshot's evidence, or in any SQLite database as it is."
          + " A FILE is read together with its -wal and -journal and never written; no vault is"
          + " needed. A snapshot is named by the beginning of its id, latest or latest~1; DEVICE:"
          + " may go before. Copies of rows that are still there are never called deleted."
    })
final class RecoverVerb extends Verb {

  @Parameters(
      index = "0",
      paramLabel = "SNAPSHOT|FILE",
      description = "a snapshot of the vault, or a database file")
  String what = "";

  @Option(names = "--content", description = "show the values of each remain too")
  boolean content;

  @Override
  int run()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Optional<Path> file = file();
    return file.isPresent() ? ofFile(file.get()) : ofSnapshot();
  }

  /** The file that was meant, if it was one. */
  private Optional<Path> file() throws Failure {
    Path path;
    try {
      path = Path.of(what);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    if (Files.isDirectory(path)) {
      throw new Failure(
          Exit.INCOMPLETE, "that is a folder", "name the database file in it, for example chat.db");
    }
    if (Files.exists(path)) {
      return Optional.of(path);
    }
    if (what.contains("/") || what.contains("\\") || what.endsWith(".db")) {
      throw new Failure(
          Exit.INCOMPLETE,
          "there is no file of that name",
          "name a database file, or a snapshot such as latest");
    }
    return Optional.empty();
  }

  private int ofFile(Path path) throws Failure, IOException {
    terminal().stage("reading");
    try (FileBytes main = FileBytes.open(path);
        FileBytes wal = beside(path, "-wal");
        FileBytes journal = beside(path, "-journal")) {
      Path name = path.getFileName();
      Evidence evidence = new Evidence(name == null ? "" : name.toString(), main, wal, journal);
      tell(recover(evidence), null, terminal().isJson() ? null : history(evidence));
    }
    return Exit.OK;
  }

  private static @Nullable FileBytes beside(Path path, String suffix) throws IOException {
    Path other = path.resolveSibling(path.getFileName() + suffix);
    return Files.isRegularFile(other) ? FileBytes.open(other) : null;
  }

  private int ofSnapshot()
      throws Failure, UnknownSnapshotException, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    Manifest manifest = workspace.snapshots().resolve(what);
    Recording recording = Recording.of(workspace, terminal());
    terminal().stage("reading");
    try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest);
        SnapshotStore store = SnapshotStore.open(view)) {
      Recovered recovered = recover(store.evidence());
      recording.append(
          workspace
              .entry(Action.RECOVER)
              .snapshot(Workspace.facts(manifest))
              .method(
                  List.of(
                      recovered.remains().size() + " remains",
                      recovered.staleCopies() + " copies of rows that are still there")));
      terminal().stage("comparing with earlier snapshots");
      List<Match> matches = Match.of(recovered, view, earlier(workspace, manifest));
      tell(recovered, matches, history(store.evidence()));
    }
    return Exit.OK;
  }

  /** The device's earlier snapshots, the newest first. */
  private static List<Match.Opening<VaultException>> earlier(Workspace workspace, Manifest manifest)
      throws Failure, VaultException, IOException {
    List<Match.Opening<VaultException>> openings = new ArrayList<>();
    for (Manifest other : workspace.snapshots().list()) {
      if (other.device().equals(manifest.device()) && other.asOf().isBefore(manifest.asOf())) {
        openings.add(0, () -> SnapshotView.open(workspace.vault(), other));
      }
    }
    return openings;
  }

  private static @Nullable History history(Evidence evidence) throws IOException {
    try {
      return History.of(evidence);
    } catch (MalformedDatabaseException e) {
      // What recovery could still read may be too broken to be compared state by state.
      return null;
    }
  }

  private static Recovered recover(Evidence evidence) throws Failure, IOException {
    try {
      return Recovery.of(evidence);
    } catch (MalformedDatabaseException e) {
      String cause =
          switch (e.reason()) {
            case EMPTY -> "the file is empty";
            case NOT_A_DATABASE -> "the file is no SQLite database, or it is encrypted";
            case TRUNCATED, DAMAGED ->
                "the file cannot be read as a database: " + e.damage().what();
          };
      throw new Failure(
          Exit.INCOMPLETE, cause, "name a database file; copy its -wal file with it if it has one");
    }
  }

  private void tell(Recovered recovered, @Nullable List<Match> matches, @Nullable History history)
      throws IOException {
    Terminal t = terminal();
    t.stageDone();
    if (t.isJson()) {
      RecoveredJson.write(recovered, matches, history, surroundings().out());
      surroundings().out().println();
    } else {
      new RecoveredText(t, recovered).tell(content);
      new MatchedText(t).tell(matches, history, content);
    }
  }
}
