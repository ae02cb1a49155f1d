package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.alert.Alarm;
import org.palimpsest.cli.alert.Ping;
import org.palimpsest.cli.alert.RunOutcome;
import org.palimpsest.cli.alert.SourceState;
import org.palimpsest.cli.calendar.Cadence;
import org.palimpsest.cli.calendar.PastRun;
import org.palimpsest.cli.calendar.RunCalendar;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.cli.config.SourceSetting;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.json.Json;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultLock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a schedule calls. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Does everything that a schedule asks for: a snapshot of every configured source, compared"
          + " with the one before it, a report when something was found, the sync check, a look at"
          + " the vault, and the alarms that the configuration names. Without configured sources:"
          + " this Mac's own store. Ends with the gravest code of all steps; a source that cannot"
          + " be read keeps no other from being taken."
    })
final class RunVerb extends Verb {

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description =
          "report, and exit 1, from this severity on: info, low, medium, high (else run.fail-on of"
              + " the configuration)")
  @Nullable String failOn;

  @Option(names = "--if-due", description = "do nothing when the run that was due last was made")
  boolean ifDue;

  @Override
  int run() throws Failure, VaultException, IOException {
    Settings settings = settings();
    String threshold =
        DiffVerb.severity(failOn != null ? failOn : settings.given(Key.RUN_FAIL_ON)).word();
    List<SourceSetting> sources = sources();
    Workspace workspace = Workspace.open(this);
    Instant began = workspace.now().truncatedTo(ChronoUnit.MILLIS);
    workspace.signer();
    try (VaultLock free = workspace.lock()) {
      // Taken only to be told at once when another run is at work; each step takes it for itself.
      java.util.Objects.requireNonNull(free);
    }
    RunCalendar past = calendar(workspace);
    if (ifDue && !past.isDue(began)) {
      terminal().detail("no run is due");
      terminal().document(Json.object().put("schema", "palimpsest/run/1").put("due", false));
      return Exit.OK;
    }
    Alerting alerting = new Alerting(this);
    alerting.ping(Ping.Moment.START);
    RunOutcome outcome;
    try {
      Path reports = reports(settings, workspace);
      Round round = new Round(this, workspace, reports, threshold, began);
      outcome = outcome(workspace, round, sources, past, began);
      alerting.tell(outcome, threshold, reports, calendarNow(workspace, past));
    } catch (RuntimeException | Error e) {
      // Nobody expected it, so nobody has told of it yet.
      alerting.ping(Ping.Moment.FAIL);
      throw e;
    }
    return tell(outcome);
  }

  /** Makes the run and enters it into the log. Whatever breaks off is among what it tells. */
  private RunOutcome outcome(
      Workspace workspace,
      Round round,
      List<SourceSetting> sources,
      RunCalendar past,
      Instant began)
      throws VaultException {
    Settings settings = settings();
    Cadence cadence = past.installed().orElseGet(() -> cadence(settings, surroundings()));
    List<SourceState> states = new ArrayList<>();
    for (SourceSetting source : sources) {
      states.add(round.source(source));
    }
    refuseLocked(states);
    Map<String, Instant> newest = round.newest();
    JsonNode checked = round.check(sources, newest);
    states.replaceAll(state -> completed(state, checked, newest));
    verify(round, past, settings);
    round.prune();
    round.date();
    record(workspace, round, cadence, began);
    List<LocalDate> absent = absentBefore(past, began);
    List<Alarm> alarms = new ArrayList<>(round.alarms());
    if (!absent.isEmpty()) {
      alarms.add(missed(absent));
    }
    int exit = round.exit();
    return new RunOutcome(
        began,
        exit,
        word(exit),
        states,
        alarms,
        past.unseen(),
        round.verified(),
        round.pruned(),
        logSize(workspace),
        absent,
        exit <= Exit.FINDINGS ? Optional.of(began) : lastSuccess(past, began));
  }

  /** Enters the run into the log; what it found must be told even where it cannot be entered. */
  private static void record(Workspace workspace, Round round, Cadence cadence, Instant began) {
    int exit = round.exit();
    Entry entry =
        workspace
            .entry(Action.RUN)
            .purpose("scheduled run")
            .method(steps(round, cadence, began))
            .result(new Entry.Result(word(exit), exit));
    try {
      workspace.append(round.errors().isEmpty() ? entry : entry.errors(round.errors()));
    } catch (Failure | VaultException | IOException | InterruptedException e) {
      // An interruption ends the run all the same, by its code.
      round.brokenOff(
          "run-not-recorded",
          "",
          "The run could not be recorded in the custody log",
          Explanation.of(e));
    }
  }

  /** How many entries the log has, as far as it can be read. */
  private static long logSize(Workspace workspace) {
    try {
      return workspace.log().checkpoint().size();
    } catch (VaultException | IOException | MalformedLogException e) {
      return 0;
    }
  }

  /** With the run that was just made; where the log can no longer be read, as it was before. */
  private static RunCalendar calendarNow(Workspace workspace, RunCalendar past) {
    try {
      return calendar(workspace);
    } catch (Failure | VaultException | IOException e) {
      return past;
    }
  }

  /** Where another run took all that this one was to take, that run tells of it, and not this. */
  private static void refuseLocked(List<SourceState> states) throws VaultException {
    if (states.stream().allMatch(state -> state.outcome().equals("locked"))) {
      throw new VaultException(VaultException.Reason.LOCKED, states.get(0).cause());
    }
  }

  /** The configured sources, else this Mac's own store. */
  private List<SourceSetting> sources() throws Failure {
    if (!settings().sources().isEmpty()) {
      return settings().sources();
    }
    Path own = surroundings().ownStore();
    if (!Files.exists(own)) {
      throw Failure.usage(
          "no source is configured and this machine has no Messages store of its own",
          "write [[source]] with path and device into the file that palimpsest config show names");
    }
    return List.of(SourceSetting.of(own.toString(), "mac"));
  }

  static Cadence cadence(Settings settings, Surroundings surroundings) {
    return Cadence.of(
        settings.given(Key.SCHEDULE_EVERY),
        settings.given(Key.SCHEDULE_AT),
        settings.given(Key.SCHEDULE_WEEKDAY),
        surroundings.clock().getZone());
  }

  static Path reports(Settings settings, Workspace workspace) {
    Path vault = workspace.vault().folder().toAbsolutePath();
    return settings
        .path(Key.RUN_REPORTS)
        .orElseGet(() -> vault.resolveSibling(vault.getFileName() + "-reports"));
  }

  static RunCalendar calendar(Workspace workspace) throws Failure, VaultException, IOException {
    try {
      return new RunCalendar(workspace.log().entries());
    } catch (MalformedLogException e) {
      throw new Failure(
          Exit.INTEGRITY,
          "the custody log is not intact: " + e.getMessage(),
          "see what is wrong with: palimpsest verify");
    }
  }

  /** A vault that was found damaged is read whole until it is found sound. */
  private static void verify(Round round, RunCalendar past, Settings settings) {
    boolean damaged =
        past.runs().stream()
            .filter(PastRun::judgesVault)
            .reduce((earlier, later) -> later)
            .filter(PastRun::foundDamage)
            .isPresent();
    String share = settings.given(Key.RUN_VERIFY);
    if (share.equals("none") && !damaged) {
      return;
    }
    if (share.endsWith("%") && !damaged) {
      round.verify(List.of("verify", "--sample", share), "a share of " + share);
    } else {
      round.verify(List.of("verify"), "every byte");
    }
  }

  private static List<LocalDate> absentBefore(RunCalendar past, Instant now) {
    Instant since = past.last(now).map(PastRun::at).orElse(Instant.EPOCH);
    List<RunCalendar.Slot> slots = past.slots(since, now.plusNanos(1), now);
    // The last time due is the one that this run answers.
    return slots.stream()
        .limit(Math.max(0, slots.size() - 1))
        .filter(RunCalendar.Slot::isAbsent)
        .map(RunCalendar.Slot::day)
        .toList();
  }

  private static Alarm missed(List<LocalDate> absent) {
    String days = absent.size() == 1 ? "1 run" : absent.size() + " runs";
    return new Alarm(
        "absent-" + absent.get(0),
        "runs-absent",
        "low",
        "",
        "Before this run, " + days + " expected from " + absent.get(0) + " on were not made.");
  }

  private static List<String> steps(Round round, Cadence cadence, Instant began) {
    List<String> steps = new ArrayList<>();
    steps.add(RunCalendar.BEGAN + began);
    steps.add(RunCalendar.STEP + cadence.text());
    steps.addAll(round.steps());
    return steps;
  }

  static String word(int exit) {
    return switch (exit) {
      case Exit.OK -> "clean";
      case Exit.FINDINGS -> "findings";
      case Exit.INCOMPLETE -> "incomplete";
      case Exit.INTEGRITY -> "integrity-failure";
      case Exit.LOCKED -> "locked";
      case Exit.USAGE -> "bad-usage";
      case Exit.INTERRUPTED -> "interrupted";
      default -> "failed";
    };
  }

  private static Optional<Instant> lastSuccess(RunCalendar past, Instant now) {
    return past.runs(now).stream()
        .filter(run -> run.exit() <= Exit.FINDINGS)
        .reduce((a, b) -> b)
        .map(PastRun::at);
  }

  /** With what the check read of the device. */
  private static SourceState completed(
      SourceState state, JsonNode check, Map<String, Instant> newest) {
    for (JsonNode device : check.path("devices")) {
      if (device.path("device").asText().equals(state.device())) {
        JsonNode days = device.path("retentionDays");
        return new SourceState(
            state.device(),
            state.outcome(),
            state.snapshot(),
            state.messages(),
            Optional.ofNullable(newest.get(state.device())),
            device.path("sync").path("messagesInICloud").asText("unknown"),
            days.isNumber() ? OptionalLong.of(days.asLong()) : OptionalLong.empty(),
            state.reports(),
            state.cause(),
            state.remedy());
      }
    }
    return state;
  }

  private int tell(RunOutcome run) {
    Terminal t = terminal();
    t.stageDone();
    for (SourceState source : run.sources()) {
      t.detail(source.device() + ": " + source.outcome() + because(source));
      source.reports().forEach(name -> t.detail("  report: " + name));
    }
    for (Alarm alarm : run.alarms()) {
      t.detail(alarm.severity() + "  " + alarm.statement());
    }
    if (!run.earlier().isEmpty()) {
      t.detail("what earlier runs found and nobody has looked at: palimpsest runs");
    }
    t.verdict(run.summary(), run.exit() != Exit.OK);
    t.document(RunJson.of(run));
    return run.exit();
  }

  private static String because(SourceState source) {
    return source.cause().isEmpty() ? "" : ", " + source.cause() + "; " + source.remedy();
  }
}
