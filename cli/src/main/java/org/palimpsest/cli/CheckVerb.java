package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cause.Words;
import org.palimpsest.custody.Action;
import org.palimpsest.finding.Severity;
import org.palimpsest.source.Source;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sync.CheckJson;
import org.palimpsest.sync.Detail;
import org.palimpsest.sync.DeviceState;
import org.palimpsest.sync.Storage;
import org.palimpsest.sync.SyncCheck;
import org.palimpsest.sync.ThreadRisk;
import org.palimpsest.sync.Verdict;
import org.palimpsest.vault.VaultException;
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

  private static final int LISTED = 20;

  /** What is smaller does not fill a plan of five gigabytes. */
  private static final long LARGE = 1_000_000;

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
    Recording recording = Recording.of(workspace, terminal());
    Instant now = workspace.now();
    List<SyncCheck.Judged> judged = new ArrayList<>();
    List<BackupAlarms> alarms = new ArrayList<>();
    Examining examining = new Examining(workspace, terminal());
    NextSnapshot next = NextSnapshot.of(this, workspace);
    try {
      Set<String> seen = new HashSet<>();
      for (Path path : wanted) {
        Source source = Source.at(path);
        String label = DeviceLabel.of(workspace, source, device);
        seen.add(label);
        if (!sources.isEmpty()) {
          next.named(label, path);
        }
        try {
          password.unlock(this, source);
          judged.add(examining.live(path, label, source, now, alarms));
        } catch (UnreadableSourceException e) {
          if (source.backup().isEmpty() || source.backup().get().isLocked()) {
            throw e;
          }
          DeviceState state = BackupAlarms.withoutStore(label, examining.newest(label));
          judged.add(SyncCheck.judge(state, now));
          alarms.add(BackupAlarms.ofUnreadableStore(label, e));
        }
      }
      if (sources.isEmpty()) {
        for (String label : examining.devices()) {
          if (!seen.contains(label)) {
            judged.add(examining.kept(label, now, alarms));
          }
        }
      }
    } finally {
      examining.close();
    }
    if (judged.isEmpty()) {
      throw Failure.usage(
          "there is nothing to check: no source and no snapshot",
          "name a source, or take a first snapshot: palimpsest snapshot");
    }
    recording.append(
        workspace
            .entry(Action.CHECK)
            .method(List.of(Plain.count(judged.size(), "device") + " checked")));
    return tell(
        judged.stream().map(each -> BackupAlarms.add(next.withCommand(each), alarms)).toList(),
        alarms,
        threshold);
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
      details(device.detail(), t);
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

  /** The risk of each thread that is not safe, and what fills the space. */
  private static void details(Detail detail, Terminal t) {
    int listed = 0;
    for (ThreadRisk risk : detail.threads()) {
      boolean tell = risk.verdict() == Verdict.LOSING || risk.verdict() == Verdict.EXPOSED;
      if (!tell || listed++ >= LISTED) {
        continue;
      }
      t.line(
          "  thread with "
              + Words.people(risk.participants())
              + ": "
              + risk.verdict().word()
              + ", "
              + Plain.count(risk.messages(), "message")
              + ", "
              + risk.notInAnySnapshot()
              + " in no snapshot, "
              + risk.noLongerLive()
              + " no longer there");
    }
    if (listed > LISTED) {
      t.line("  and " + (listed - LISTED) + " more threads at risk; --json lists them");
    }
    for (Storage.Large large : detail.storage().attachments()) {
      if (large.bytes() >= LARGE) {
        t.line("  large attachment: " + Plain.bytes(large.bytes()) + ", " + large.guid());
      }
    }
    for (Storage.Heavy heavy : detail.storage().threads()) {
      if (heavy.bytes() >= LARGE) {
        t.line(
            "  attachments of the thread with "
                + Words.people(heavy.participants())
                + ": "
                + Plain.bytes(heavy.bytes()));
      }
    }
  }
}
