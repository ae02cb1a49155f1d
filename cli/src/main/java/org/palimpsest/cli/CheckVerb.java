package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Action;
import org.palimpsest.diff.ChangeKind;
import org.palimpsest.diff.Diff;
import org.palimpsest.diff.Differ;
import org.palimpsest.finding.Severity;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.PresenceLookup;
import org.palimpsest.snapshot.SnapshotMaker;
import org.palimpsest.snapshot.SnapshotRequest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sync.CheckJson;
import org.palimpsest.sync.DeviceState;
import org.palimpsest.sync.SyncCheck;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which copies would survive if a thread were deleted now. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "If a thread were deleted on any device now, which copies would survive? Reads each SOURCE as"
          + " it is, without keeping it, and compares it with the vault. Without SOURCE: this Mac's"
          + " own store, and every device of the vault by its newest snapshot."
    })
final class CheckVerb extends Verb {

  @Parameters(paramLabel = "SOURCE", arity = "0..*", description = "where the store is")
  List<Path> sources = new ArrayList<>();

  @Option(names = "--device", paramLabel = "LABEL", description = "whose store it is")
  @Nullable String device;

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      defaultValue = "medium",
      description = "exit 1 from this severity on: info, low, medium, high")
  String failOn = "medium";

  @Mixin BackupPassword password = new BackupPassword();

  @Override
  int run()
      throws Failure, UnreadableSourceException, VaultException, IOException, InterruptedException {
    Severity threshold = DiffVerb.severity(failOn);
    SnapshotVerb.checkLabel(device);
    Workspace workspace = Workspace.open(this);
    List<Path> wanted = new ArrayList<>(sources);
    if (wanted.isEmpty() && Files.exists(surroundings().ownStore())) {
      wanted.add(surroundings().ownStore());
    }
    workspace.signer();
    List<DeviceState> states = new ArrayList<>();
    List<BackupAlarms> alarms = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Path path : wanted) {
      Source source = Source.at(path);
      String label = DeviceLabel.of(workspace, source, device);
      seen.add(label);
      try {
        password.unlock(this, source);
        states.add(live(workspace, path, source, label, alarms));
      } catch (UnreadableSourceException e) {
        if (source.backup().isEmpty() || source.backup().get().isLocked()) {
          throw e;
        }
        states.add(BackupAlarms.withoutStore(label, newest(workspace, label)));
        alarms.add(BackupAlarms.ofUnreadableStore(label, e));
      }
    }
    if (sources.isEmpty()) {
      for (String label : workspace.snapshots().devices()) {
        if (!seen.contains(label)) {
          Manifest kept = newest(workspace, label).orElseThrow();
          states.add(kept(kept));
          BackupAlarms.of(kept).ifPresent(alarms::add);
        }
      }
    }
    if (states.isEmpty()) {
      throw Failure.usage(
          "there is nothing to check: no source and no snapshot",
          "name a source, or take a first snapshot: palimpsest snapshot");
    }
    Instant now = workspace.now();
    List<SyncCheck.Judged> judged =
        states.stream()
            .map(state -> BackupAlarms.add(SyncCheck.judge(state, now), alarms))
            .toList();
    workspace.append(
        workspace.entry(Action.CHECK).method(List.of(states.size() + " devices checked")));
    return tell(judged, alarms, threshold);
  }

  private static Optional<Manifest> newest(Workspace workspace, String label)
      throws VaultException, IOException {
    return workspace.snapshots().list().stream()
        .filter(manifest -> manifest.device().equals(label))
        .reduce((a, b) -> b);
  }

  private DeviceState live(
      Workspace workspace, Path path, Source source, String label, List<BackupAlarms> alarms)
      throws UnreadableSourceException, VaultException, IOException, InterruptedException {
    try (VaultLock held = workspace.lock();
        SnapshotMaker maker =
            new SnapshotMaker(workspace.vault(), Workspace.threads(), terminal().progress())) {
      java.util.Objects.requireNonNull(held);
      SnapshotMaker.Prepared prepared =
          maker.prepare(
              new SnapshotRequest(
                  source,
                  path.toString(),
                  true,
                  label,
                  workspace.now(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Build.json()),
              wait -> Thread.sleep(wait.toMillis()));
      BackupAlarms.of(prepared.manifest()).ifPresent(alarms::add);
      Optional<Manifest> newest = newest(workspace, label);
      if (newest.isEmpty()) {
        long total = prepared.manifest().count("messages");
        return state(prepared.manifest(), true, newest, OptionalLong.of(total), OptionalLong.of(0));
      }
      try (SnapshotView before = SnapshotView.open(workspace.vault(), newest.get());
          SnapshotView now = SnapshotView.open(prepared)) {
        Diff diff = Differ.compare(before, now, Workspace.threads());
        return state(
            prepared.manifest(),
            true,
            newest,
            OptionalLong.of(inNoSnapshot(workspace, diff)),
            OptionalLong.of(diff.count(ChangeKind.REMOVED)));
      }
    }
  }

  /** Messages that are new against the newest snapshot may still be in an older one. */
  private static long inNoSnapshot(Workspace workspace, Diff diff)
      throws VaultException, IOException {
    Set<String> guids = new HashSet<>();
    diff.messages().stream()
        .filter(change -> change.before() == null)
        .forEach(change -> guids.add(change.guid()));
    for (Manifest manifest : workspace.snapshots().list()) {
      if (guids.isEmpty()) {
        break;
      }
      if (!manifest.id().equals(diff.from().id())) {
        try (SnapshotView view = SnapshotView.open(workspace.vault(), manifest)) {
          guids.removeAll(PresenceLookup.messages(view, guids).keySet());
        }
      }
    }
    return guids.size();
  }

  private static DeviceState kept(Manifest manifest) {
    return state(
        manifest, false, Optional.of(manifest), OptionalLong.empty(), OptionalLong.empty());
  }

  private static DeviceState state(
      Manifest manifest,
      boolean live,
      Optional<Manifest> newest,
      OptionalLong notInAny,
      OptionalLong noLonger) {
    JsonNode facts = manifest.json().path("facts");
    JsonNode sync = facts.path("sync");
    JsonNode attachments = facts.path("attachments");
    String lastSync = facts.path("lastSyncAt").asText("");
    return new DeviceState(
        manifest.device(),
        live,
        facts.path("messagesInICloud").asText("unknown"),
        facts.path("messagesInICloudBasis").asText(""),
        lastSync.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(lastSync)),
        facts.path("downloadPermille").asLong(-1),
        facts.path("retentionDays").asLong(-1),
        new DeviceState.Messages(
            manifest.count("messages"),
            sync.path("uploaded").asLong(),
            sync.path("pending").asLong(),
            sync.path("stalled").asLong(),
            manifest.count("recentlyDeleted")),
        new DeviceState.Attachments(
            attachments.path("here").asLong(),
            attachments.path("offloaded").asLong(),
            attachments.path("missing").asLong(),
            attachments.path("bytes").asLong(),
            manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(false)),
        newest.map(snapshot -> new DeviceState.Newest(snapshot.id(), snapshot.asOf())),
        notInAny,
        noLonger,
        manifest.complete());
  }

  /** Files that were not looked for are not said to be anywhere, nor to be missing. */
  private static String attachments(DeviceState.Attachments attachments) {
    return attachments.collected()
        ? attachments.here()
            + " here, "
            + attachments.offloaded()
            + " in iCloud only, "
            + attachments.missing()
            + " missing"
        : "their files do not lie there, so nothing is said of them";
  }

  private int tell(List<SyncCheck.Judged> judged, List<BackupAlarms> alarms, Severity threshold) {
    Terminal t = terminal();
    t.stageDone();
    int exit = Exit.OK;
    for (SyncCheck.Judged device : judged) {
      DeviceState state = device.state();
      t.line(state.device() + ": " + device.verdict().word());
      t.line("  Messages in iCloud: " + state.sync() + " (" + state.basis() + ")");
      BackupAlarms.tell(t, state.device(), alarms);
      if (state.messages().total() < 0) {
        t.line("  messages: nothing can be said of them");
      } else {
        messages(t, state);
      }
      for (SyncCheck.Alarm alarm : device.alarms()) {
        boolean alarming = alarm.grade() == SyncCheck.Grade.HIGH;
        t.line("  ", alarm.grade().name(), alarming, 0, "  " + alarm.statement());
        Severity severity = Severity.valueOf(alarm.grade().name());
        if (severity.compareTo(threshold) >= 0) {
          exit = Exit.graver(exit, Exit.FINDINGS);
        }
      }
      t.line("  next: " + device.nextStep());
      if (!state.complete()) {
        exit = Exit.graver(exit, Exit.INCOMPLETE);
      }
    }
    for (BackupAlarms backup : alarms) {
      exit = Exit.graver(exit, backup.exit());
    }
    ObjectNode json = CheckJson.of(judged);
    t.document(json);
    return exit;
  }

  private static void messages(Terminal t, DeviceState state) {
    t.line(
        "  messages: "
            + Plain.count(state.messages().total(), "message")
            + ", "
            + state.messages().uploaded()
            + " uploaded, "
            + state.messages().pending()
            + " pending, "
            + state.messages().stalled()
            + " stalled");
    t.line("  attachments: " + attachments(state.attachments()));
  }
}
