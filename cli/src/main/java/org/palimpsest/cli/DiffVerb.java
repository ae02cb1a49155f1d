package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.diff.AttachmentChange;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.ThreadChange;
import org.palimpsest.finding.DiffJson;
import org.palimpsest.finding.Finding;
import org.palimpsest.finding.Judgement;
import org.palimpsest.finding.Severity;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.UnknownSnapshotException;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what differs between two snapshots, and what the evidence supports as the cause. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Shows changes and findings between two snapshots. TO defaults to the newest snapshot of the"
          + " same device. A snapshot is named by the beginning of its id, latest, latest~1 or"
          + " @2026-11-12; DEVICE: may go before."
    })
final class DiffVerb extends Verb {

  @Parameters(index = "0", paramLabel = "FROM", description = "the earlier snapshot")
  String from = "";

  @Parameters(index = "1", paramLabel = "TO", arity = "0..1", description = "the later snapshot")
  @Nullable String to;

  @Option(
      names = "--now",
      paramLabel = "SOURCE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "compare with a source as it is now, without keeping a snapshot of it (default: the"
              + " configured source of that device, else this Mac's own store)")
  @Nullable Path now;

  @ArgGroup(validate = false, heading = "%nFor continuous integration:%n")
  Formats formats = new Formats();

  @Option(
      names = "--remains",
      description =
          "also search the later snapshot's database and log for what is left of messages that are"
              + " gone or changed; reads all of it")
  boolean remains;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "medium",
      description = "exit 1 from this severity on: info, low, medium, high")
  String failOn = "medium";

  @Mixin BackupPassword password = new BackupPassword();

  private TimeOrder order = TimeOrder.IN_ORDER;

  @Override
  int run()
      throws Failure,
          UnknownSnapshotException,
          UnreadableSourceException,
          VaultException,
          IOException,
          InterruptedException {
    Severity threshold = severity(failOn);
    formats.check(this);
    Workspace workspace = Workspace.open(this);
    if (now != null && to != null) {
      throw Failure.usage("--now stands in place of TO", "leave one of them out");
    }
    Manifest first = workspace.snapshots().resolve(from);
    if (now != null) {
      Path live = now.toString().isEmpty() ? sourceOf(first.device()) : now;
      return withLive(workspace, first, live, threshold);
    }
    Manifest second =
        to == null
            ? workspace.snapshots().newestOf(first.device())
            : workspace.snapshots().resolve(to);
    if (first.id().equals(second.id())) {
      throw Failure.usage(
          "both names mean the same snapshot",
          "name two, for example: palimpsest diff latest~1 latest");
    }
    try (Ahead<SnapshotView.Pair> opening =
        Ahead.of(
            () -> SnapshotView.openBoth(workspace.vault(), first, second, Workspace.threads()))) {
      Recording recording = Recording.of(workspace, terminal());
      terminal().stage("comparing");
      SnapshotView.Pair both = opening.get();
      Judgement judgement = compare(workspace, both.from(), both.to());
      recording.append(entry(workspace, judgement));
      order = TimeOrder.of(first, second, workspace.entries());
      return tell(judgement, threshold);
    }
  }

  private Path sourceOf(String device) throws Failure {
    for (SourceSetting source : settings().sources()) {
      if (source.device().equals(device)) {
        return settings().place(source.path());
      }
    }
    Path own = surroundings().ownStore();
    if (Files.exists(own)) {
      return own;
    }
    throw Failure.usage(
        "no source is configured for that device and this machine has no store of its own",
        "name one, for example: palimpsest diff latest --now /path/to/Messages");
  }

  private Judgement compare(Workspace workspace, SnapshotView a, SnapshotView b)
      throws Failure, VaultException, IOException {
    Comparing comparing = new Comparing(workspace);
    return remains ? comparing.judgeWithRemains(a, b) : comparing.judge(a, b);
  }

  static Severity severity(String word) throws Failure {
    for (Severity severity : Severity.values()) {
      if (severity.word().equals(word.toLowerCase(Locale.ROOT))) {
        return severity;
      }
    }
    throw Failure.usage("there is no such severity", "one of: info, low, medium, high");
  }

  private int withLive(Workspace workspace, Manifest first, Path path, Severity threshold)
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    Source source = Source.at(path);
    LogKey key = workspace.signer();
    password.unlock(this, source);
    try (VaultLock held = workspace.lock();
        SnapshotMaker maker =
            new SnapshotMaker(workspace.vault(), Workspace.threads(), terminal().progress())) {
      java.util.Objects.requireNonNull(held);
      SnapshotRequest request =
          new SnapshotRequest(
              source,
              path.toString(),
              true,
              first.device(),
              workspace.now(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Build.json());
      SnapshotMaker.Prepared prepared =
          maker
              .withoutContacts()
              .onlyToLook()
              .prepare(request, wait -> Thread.sleep(wait.toMillis()));
      try (SnapshotView a = SnapshotView.open(workspace.vault(), first);
          SnapshotView b = SnapshotView.open(prepared)) {
        Judgement judgement = compare(workspace, a, b);
        workspace.append(
            workspace
                .entry(Action.DIFF)
                .snapshot(Workspace.facts(first))
                .method(List.of("compared with the source as it was, which was not kept")),
            key);
        return tell(judgement, threshold);
      }
    }
  }

  private static Entry entry(Workspace workspace, Judgement judgement) {
    return workspace
        .entry(Action.DIFF)
        .snapshot(Workspace.facts(judgement.diff().to()))
        .method(
            List.of(
                "from " + judgement.diff().from().id(),
                "to " + judgement.diff().to().id(),
                judgement.findings().size() + " findings"));
  }

  static int exit(Judgement judgement, Severity threshold) {
    int exit = judgement.diff().complete() ? Exit.OK : Exit.INCOMPLETE;
    return Exit.graver(exit, judgement.hasFindingsAtOrAbove(threshold) ? Exit.FINDINGS : Exit.OK);
  }

  private int tell(Judgement judgement, Severity threshold) throws IOException {
    Diff diff = judgement.diff();
    Terminal t = terminal();
    t.stageDone();
    if (formats.areAsked()) {
      formats.write(this, judgement, threshold);
      return exit(judgement, threshold);
    }
    if (t.isJson()) {
      t.document(generator -> DiffJson.write(judgement, generator));
      return exit(judgement, threshold);
    }
    t.line("from  " + line(diff.from()));
    t.line("to    " + line(diff.to()));
    t.line();
    for (Finding finding : judgement.findings()) {
      boolean alarming = finding.severity() == Severity.HIGH;
      t.line("", finding.severity().word(), alarming, 0, "  " + finding.statement());
      finding
          .cause()
          .ifPresent(
              cause ->
                  t.line(
                      "      the evidence fits: "
                          + cause.phrase()
                          + " ("
                          + finding
                              .confidence()
                              .map(org.palimpsest.cause.Confidence::word)
                              .orElse("")
                          + ")"));
      finding.observations().stream()
          .filter(sentence -> remains && sentence.contains("recovered: "))
          .forEach(sentence -> t.line("      " + sentence));
      finding.against().forEach(against -> t.line("      against: " + against));
      if (!finding.alternatives().isEmpty()) {
        t.line("      not excluded: " + String.join("; ", finding.alternatives()));
      }
    }
    if (judgement.findings().isEmpty()) {
      t.line("no findings: nothing that was there is gone or altered");
    }
    t.line();
    t.line("messages     " + messages(diff));
    t.line(
        "threads      "
            + diff.count(ThreadChange.Kind.REMOVED)
            + " removed, "
            + diff.count(ThreadChange.Kind.THINNED)
            + " thinned, "
            + diff.count(ThreadChange.Kind.ADDED)
            + " added");
    t.line("attachments  " + attachments(diff));
    if (order == TimeOrder.EXCHANGED) {
      t.line(
          "the first is the later one, so what seems gone may be what came since; swap them:"
              + " palimpsest diff "
              + Plain.id(diff.to().id())
              + " "
              + Plain.id(diff.from().id()));
      return exit(judgement, threshold);
    }
    if (order == TimeOrder.WENT_BACK) {
      t.line(TimeOrder.BACK);
    }
    Advice.of(judgement, now != null).ifPresent(advice -> t.line("do this first: " + advice));
    return exit(judgement, threshold);
  }

  static String line(Manifest manifest) {
    return Plain.id(manifest.id())
        + "  "
        + manifest.device()
        + "  as of "
        + Plain.time(manifest.asOf())
        + (manifest.complete() ? "" : "  INCOMPLETE");
  }

  private static String messages(Diff diff) {
    StringBuilder words = new StringBuilder();
    for (ChangeKind kind : ChangeKind.values()) {
      if (kind != ChangeKind.NOT_ON_DEVICE || !diff.sameDevice()) {
        words.append(words.isEmpty() ? "" : ", ");
        words.append(diff.count(kind)).append(' ').append(kind.word().replace('-', ' '));
      }
    }
    if (diff.cameAndWent() > 0) {
      words
          .append(", ")
          .append(diff.cameAndWent())
          .append(" row numbers given to nothing that is there");
    }
    return words.toString();
  }

  private static String attachments(Diff diff) {
    StringBuilder words = new StringBuilder();
    for (AttachmentChange.Kind kind : AttachmentChange.Kind.values()) {
      boolean rare =
          kind == AttachmentChange.Kind.MOVED || kind == AttachmentChange.Kind.NOT_COLLECTED;
      if (rare && diff.count(kind) == 0) {
        continue;
      }
      words.append(words.isEmpty() ? "" : ", ");
      words.append(diff.count(kind)).append(' ').append(kind.word());
    }
    return words.toString();
  }
}
