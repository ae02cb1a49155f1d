package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.palimpsest.cli.calendar.Cadence;
import org.palimpsest.cli.calendar.RunCalendar;
import org.palimpsest.cli.config.Key;
import org.palimpsest.cli.config.Settings;
import org.palimpsest.cli.schedule.Scheduler;
import org.palimpsest.cli.schedule.Task;
import org.palimpsest.cli.schedule.Unit;
import org.palimpsest.custody.Action;
import org.palimpsest.json.Json;
import org.palimpsest.seal.KeyRing;
import org.palimpsest.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the units of a scheduler, and installs them once they were seen. */
@Command(
    name = "schedule",
    mixinStandardHelpOptions = true,
    description = {
      "Has runs made regularly: print shows the units of a scheduler, install shows them, asks, and"
          + " puts them in place, status says what is in place, remove takes it out again. Without"
          + " --daily or --weekly the configuration says when."
    })
final class ScheduleVerb extends Verb {

  @Parameters(paramLabel = "WHAT", description = "print, install, remove or status")
  String what = "";

  @Option(
      names = "--for",
      paramLabel = "SCHEDULER",
      description = "launchd, systemd, cron or taskscheduler (default: this machine's)")
  @Nullable String scheduler;

  @Option(names = "--daily", description = "every day")
  boolean daily;

  @Option(names = "--weekly", paramLabel = "DAY", description = "every week, on monday or so")
  @Nullable String weekly;

  @Option(names = "--at", paramLabel = "HH:MM", description = "the time of day")
  @Nullable String at;

  @Option(
      names = "--program",
      paramLabel = "FILE",
      description = "the palimpsest command to call (default: this one)")
  @Nullable Path program;

  @Option(names = "--yes", description = "install what was shown without asking")
  boolean yes;

  @Override
  int run() throws Failure, VaultException, IOException, InterruptedException {
    Scheduler chosen = scheduler();
    Installation installation = Installation.of(chosen, surroundings());
    return switch (what) {
      case "print" -> print(chosen, chosen.units(task()));
      case "install" -> install(chosen, installation);
      case "remove" -> remove(installation);
      case "status" -> status(chosen, installation);
      default ->
          throw Failure.usage(
              "schedule wants print, install, remove or status",
              "for example: palimpsest schedule print");
    };
  }

  private Scheduler scheduler() throws Failure {
    if (scheduler == null) {
      return Installation.usual(surroundings());
    }
    return Scheduler.named(scheduler)
        .orElseThrow(
            () ->
                Failure.usage(
                    "there is no such scheduler", "one of: launchd, systemd, cron, taskscheduler"));
  }

  private Cadence cadence() throws Failure {
    Settings settings = settings();
    if (daily && weekly != null) {
      throw Failure.usage("--daily and --weekly exclude each other", "leave one of them out");
    }
    String every = daily ? "day" : weekly != null ? "week" : settings.given(Key.SCHEDULE_EVERY);
    String day = weekly != null ? weekly : settings.given(Key.SCHEDULE_WEEKDAY);
    String time = at != null ? at : settings.given(Key.SCHEDULE_AT);
    require(Key.SCHEDULE_AT, time, "--at");
    require(Key.SCHEDULE_WEEKDAY, day, "--weekly");
    ZoneId zone = surroundings().clock().getZone();
    return Cadence.of(every, time, day, zone);
  }

  private static void require(Key key, String value, String option) throws Failure {
    if (!key.accepts(value)) {
      throw Failure.usage("that is no value for " + option, option + " wants " + key.wanted());
    }
  }

  private Task task() throws Failure {
    List<String> arguments = new ArrayList<>(List.of("run", "--quiet", "--no-progress"));
    arguments.add("--vault");
    arguments.add(Workspace.folder(this).toAbsolutePath().normalize().toString());
    Path config = Configured.file(this);
    if (Files.exists(config)) {
      arguments.add("--config");
      arguments.add(config.toAbsolutePath().normalize().toString());
    }
    Keys keys = new Keys(surroundings(), options);
    name(arguments, "--passphrase-file", keys.passphraseFile());
    name(arguments, "--pin-file", keys.pinFile());
    name(arguments, "--key-file", Optional.ofNullable(options.keyFile));
    Map<String, String> environment = new TreeMap<>();
    String home = surroundings().variable("PALIMPSEST_HOME");
    if (!home.isEmpty()) {
      environment.put("PALIMPSEST_HOME", Path.of(home).toAbsolutePath().normalize().toString());
    }
    Path user = surroundings().home();
    List<Object> written = new ArrayList<>(arguments);
    written.addAll(environment.values());
    settings().sources().forEach(each -> written.add(each.path()));
    written.add(user);
    if (written.stream().anyMatch(ScheduleVerb::holdsControl)) {
      throw Failure.usage(
          "a path that the schedule is to name holds a control character, such as a line feed,"
              + " which no scheduler takes",
          "give vault, configuration, keys and sources names without one");
    }
    List<Path> sources =
        settings().sources().stream().map(each -> settings().place(each.path())).toList();
    return new Task(program(), arguments, environment, cadence(), sources, user);
  }

  /** A line feed ends a line of a crontab or a unit, and what follows would be another. */
  private static boolean holdsControl(Object written) {
    return written.toString().chars().anyMatch(Character::isISOControl);
  }

  private static void name(List<String> arguments, String option, Optional<Path> file) {
    if (file.isPresent()) {
      arguments.add(option);
      arguments.add(file.get().toAbsolutePath().normalize().toString());
    }
  }

  private Path program() throws Failure {
    Path named = program != null ? program : surroundings().launcher().orElse(null);
    if (named == null) {
      throw Failure.usage(
          "it is not known where the palimpsest command lies",
          "name it with --program, as an absolute path");
    }
    Path absolute = named.toAbsolutePath().normalize();
    if (holdsControl(absolute)) {
      throw Failure.usage(
          "the path of the program holds what no scheduler takes", "name another with --program");
    }
    return absolute;
  }

  private void show(List<Unit> units) {
    for (Unit unit : units) {
      terminal().line("# " + unit.file());
      unit.text().lines().forEach(line -> terminal().line(line.stripTrailing()));
      terminal().line();
    }
  }

  private static ObjectNode json(String what, List<Unit> units) {
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/schedule/1");
    json.put("did", what);
    ArrayNode list = json.putArray("units");
    for (Unit unit : units) {
      list.addObject().put("file", unit.file().toString()).put("text", unit.text());
    }
    return json;
  }

  private int print(Scheduler chosen, List<Unit> units)
      throws Failure, VaultException, IOException {
    show(units);
    try {
      requireOpening(chosen, new Keys(surroundings(), options));
    } catch (Failure e) {
      // Units can be printed to be completed by hand; whoever installs them must know.
      terminal().note("these units cannot work yet: " + e.causeInWords());
      terminal().note(e.hint().replace("schedule install", "schedule print"));
    }
    terminal().document(json("printed", units));
    return Exit.OK;
  }

  private int install(Scheduler chosen, Installation installation)
      throws Failure, VaultException, IOException, InterruptedException {
    Workspace workspace = Workspace.open(this);
    requireOpening(chosen, workspace.keys());
    workspace.signer();
    Task task = task();
    List<Unit> units = chosen.units(task);
    show(units);
    terminal().line("when: " + task.cadence().words());
    terminal().line("how:  " + installation.how(units));
    if (!yes && !confirmed()) {
      throw Failure.usage(
          "nothing was installed, since nobody confirmed it",
          "read what was shown, then add --yes");
    }
    installation.install(units);
    workspace.append(
        workspace
            .entry(Action.NOTE)
            .purpose("schedule installed")
            .method(List.of(RunCalendar.STEP + task.cadence().text(), "with " + chosen.word())));
    terminal().line("installed; take it out again with: palimpsest schedule remove");
    terminal().document(json("installed", units));
    return Exit.OK;
  }

  /** What opens the keys is in the command, since nobody is there to type it. */
  private void requireOpening(Scheduler chosen, Keys keys)
      throws Failure, VaultException, IOException {
    if (KeyRing.needsPassphrase(surroundings().keys()) && keys.passphraseFile().isEmpty()) {
      throw Failure.usage(
          "the keys open with a passphrase, and nobody is there to type it in a scheduled run",
          "name a file that holds it: palimpsest schedule install --passphrase-file F");
    }
    if (keys.token().isPresent() && keys.pinFile().isEmpty()) {
      throw Failure.usage(
          "the sealing key is on a token, and nobody is there to type its PIN in a scheduled run",
          "name a file that holds it: palimpsest schedule install --pin-file F");
    }
    Path folder = Workspace.folder(this);
    if (Files.exists(folder) && !new VaultDoor(surroundings(), options).opensUnasked(folder)) {
      throw Failure.usage(
          "the vault opens with a passphrase, and nobody is there to type it in a scheduled run",
          "name a file that holds it: palimpsest schedule install --passphrase-file F");
    }
    if (chosen == Scheduler.TASK_SCHEDULER
        && !surroundings().keys().equals(surroundings().usualKeys())) {
      throw Failure.usage(
          "a task of Windows carries no variable, so it would not find the keys where"
              + " PALIMPSEST_HOME says",
          "move the keys to where they are looked for without PALIMPSEST_HOME, or set it for your"
              + " account and make a task by hand: palimpsest schedule print");
    }
  }

  @SuppressWarnings("SystemConsoleNull") // whether a person is there is asked before
  private boolean confirmed() {
    java.io.Console console = System.console();
    if (!surroundings().interactive() || console == null) {
      return false;
    }
    String answer = console.readLine("install this? [y/N] ");
    return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).startsWith("y");
  }

  private int remove(Installation installation)
      throws Failure, VaultException, IOException, InterruptedException {
    boolean was = installation.isThere();
    installation.remove();
    if (was) {
      record();
    }
    terminal().line(was ? "removed" : "there was nothing to remove");
    terminal().document(json(was ? "removed" : "nothing", List.of()));
    return Exit.OK;
  }

  /** A schedule can be removed when its vault is gone; then there is no log to say so in. */
  private void record() throws Failure, VaultException, IOException, InterruptedException {
    try {
      Workspace workspace = Workspace.open(this);
      workspace.append(
          workspace
              .entry(Action.NOTE)
              .purpose("schedule removed")
              .method(List.of(RunCalendar.ENDED)));
    } catch (VaultException e) {
      if (e.reason() != VaultException.Reason.ABSENT) {
        throw e;
      }
      terminal().note("not recorded, since there is no vault here");
    }
  }

  private int status(Scheduler chosen, Installation installation)
      throws Failure, VaultException, IOException, InterruptedException {
    Terminal t = terminal();
    boolean there = installation.isThere();
    Optional<String> state = there ? installation.state() : Optional.empty();
    t.line(there ? "installed with " + chosen.word() : "not installed with " + chosen.word());
    state.ifPresent(said -> t.line("the scheduler says: " + said));
    ObjectNode json = Json.object();
    json.put("schema", "palimpsest/schedule-status/1");
    json.put("scheduler", chosen.word());
    json.put("installed", there);
    json.put("state", state.orElse(null));
    RunCalendar calendar = RunVerb.calendar(Workspace.open(this));
    Optional<Cadence> cadence = calendar.cadence();
    Instant now = surroundings().clock().instant();
    String next = cadence.map(each -> each.next(now).toString()).orElse(null);
    t.line("expected: " + cadence.map(Cadence::words).orElse("nothing yet"));
    t.line(
        "last run: "
            + calendar
                .last(now)
                .map(run -> Plain.time(run.at()) + ", " + run.outcome().replace('-', ' '))
                .orElse("none"));
    json.put("expected", cadence.map(Cadence::text).orElse(null));
    json.put("nextDue", next);
    json.put("lastRunAt", calendar.last(now).map(run -> run.at().toString()).orElse(null));
    t.document(json);
    return Exit.OK;
  }
}
