package org.palimpsest.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.cli.schedule.Crontab;
import org.palimpsest.cli.schedule.Launchd;
import org.palimpsest.cli.schedule.Scheduler;
import org.palimpsest.cli.schedule.Systemd;
import org.palimpsest.cli.schedule.TaskScheduler;
import org.palimpsest.cli.schedule.Unit;

/** Puts units in place and takes them out again, by the scheduler's own program. */
final class Installation {

  /** A crontab need not be text of one encoding; this one keeps every byte as it is. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private final Scheduler scheduler;
  private final Surroundings surroundings;
  private final Programs programs;

  private Installation(Scheduler scheduler, Surroundings surroundings) {
    this.scheduler = scheduler;
    this.surroundings = surroundings;
    this.programs = new Programs(surroundings);
  }

  static Installation of(Scheduler scheduler, Surroundings surroundings) {
    return new Installation(scheduler, surroundings);
  }

  /** The scheduler that a machine like this has. */
  static Scheduler usual(Surroundings surroundings) {
    String system = System.getProperty("os.name", "");
    if (system.startsWith("Mac")) {
      return Scheduler.LAUNCHD;
    }
    if (system.startsWith("Windows")) {
      return Scheduler.TASK_SCHEDULER;
    }
    return new Programs(surroundings).find("systemctl").isPresent()
        ? Scheduler.SYSTEMD
        : Scheduler.CRON;
  }

  /** Where the units go, in words. */
  String how(List<Unit> units) {
    return switch (scheduler) {
      case LAUNCHD -> "written to " + units.get(0).file() + ", then launchctl bootstrap";
      case SYSTEMD ->
          "written to " + units.get(0).file().getParent() + ", then systemctl --user enable --now";
      case CRON -> "added to your crontab by crontab -";
      case TASK_SCHEDULER -> "written to " + units.get(0).file() + ", then schtasks /Create";
    };
  }

  private Path file() {
    Path home = surroundings.home();
    return switch (scheduler) {
      case LAUNCHD -> home.resolve("Library/LaunchAgents/" + Launchd.LABEL + ".plist");
      case SYSTEMD -> home.resolve(".config/systemd/user/" + Systemd.TIMER);
      case CRON -> Path.of("crontab");
      case TASK_SCHEDULER -> home.resolve("AppData/Local/Palimpsest/palimpsest-task.xml");
    };
  }

  boolean isThere() throws Failure, IOException, InterruptedException {
    return scheduler == Scheduler.CRON ? Crontab.isIn(crontab()) : Files.exists(file());
  }

  /**
   * Installs; when the scheduler refuses, what was written goes again, and the schedule that was
   * there before is put back.
   */
  void install(List<Unit> units) throws Failure, IOException, InterruptedException {
    if (scheduler == Scheduler.CRON) {
      String block = new String(units.get(0).bytes(), BYTES);
      write(Crontab.with(crontab(), block));
      return;
    }
    require(program());
    Map<Path, Optional<byte[]>> before = new LinkedHashMap<>();
    for (Unit unit : units) {
      before.put(unit.file(), bytes(unit.file()));
    }
    boolean done = false;
    try {
      for (Unit unit : units) {
        Files.createDirectories(java.util.Objects.requireNonNull(unit.file().getParent()));
        Files.write(unit.file(), unit.bytes());
      }
      start();
      done = true;
    } finally {
      if (!done) {
        putBack(before);
      }
    }
  }

  private static Optional<byte[]> bytes(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
  }

  private void putBack(Map<Path, Optional<byte[]>> before)
      throws IOException, InterruptedException {
    for (Map.Entry<Path, Optional<byte[]>> file : before.entrySet()) {
      if (file.getValue().isPresent()) {
        Files.write(file.getKey(), file.getValue().get());
      } else {
        Files.deleteIfExists(file.getKey());
      }
    }
    if (before.getOrDefault(file(), Optional.empty()).isEmpty()) {
      return;
    }
    switch (scheduler) {
      case LAUNCHD -> may(List.of("launchctl", "bootstrap", domain(), file().toString()));
      case SYSTEMD -> {
        may(List.of("systemctl", "--user", "daemon-reload"));
        may(List.of("systemctl", "--user", "enable", "--now", Systemd.TIMER));
      }
      case TASK_SCHEDULER, CRON -> {
        // What they refuse leaves what they hold as it was.
      }
    }
  }

  private String program() {
    return switch (scheduler) {
      case LAUNCHD -> "launchctl";
      case SYSTEMD -> "systemctl";
      case CRON -> "crontab";
      case TASK_SCHEDULER -> programs.find("schtasks").isPresent() ? "schtasks" : "schtasks.exe";
    };
  }

  private void start() throws Failure, IOException, InterruptedException {
    switch (scheduler) {
      case LAUNCHD -> {
        // One that was loaded before keeps its old times until it is unloaded.
        may(List.of("launchctl", "bootout", domain() + "/" + Launchd.LABEL));
        must(List.of("launchctl", "bootstrap", domain(), file().toString()), new byte[0]);
      }
      case SYSTEMD -> {
        must(List.of("systemctl", "--user", "daemon-reload"), new byte[0]);
        must(List.of("systemctl", "--user", "enable", "--now", Systemd.TIMER), new byte[0]);
      }
      case TASK_SCHEDULER ->
          must(
              List.of(
                  program(), "/Create", "/F", "/TN", TaskScheduler.NAME, "/XML", file().toString()),
              new byte[0]);
      case CRON -> throw new IllegalStateException("cron reads no file of its own");
    }
  }

  /** Takes out what is there; nothing is no error. */
  void remove() throws Failure, IOException, InterruptedException {
    if (!isThere()) {
      return;
    }
    switch (scheduler) {
      case CRON -> write(Crontab.without(crontab()));
      case LAUNCHD -> may(List.of("launchctl", "bootout", domain() + "/" + Launchd.LABEL));
      case SYSTEMD -> may(List.of("systemctl", "--user", "disable", "--now", Systemd.TIMER));
      case TASK_SCHEDULER -> may(List.of(program(), "/Delete", "/F", "/TN", TaskScheduler.NAME));
    }
    if (scheduler != Scheduler.CRON) {
      Files.deleteIfExists(file());
      if (scheduler == Scheduler.SYSTEMD) {
        Files.deleteIfExists(file().resolveSibling("palimpsest.service"));
        may(List.of("systemctl", "--user", "daemon-reload"));
      }
    }
  }

  /** What the scheduler says of it, in a word. */
  Optional<String> state() throws IOException, InterruptedException {
    return switch (scheduler) {
      case CRON -> Optional.of("it stands in your crontab");
      case SYSTEMD ->
          may(List.of("systemctl", "--user", "is-active", Systemd.TIMER))
              .map(ended -> ended.said().strip())
              .filter(said -> !said.isEmpty());
      case LAUNCHD ->
          may(List.of("launchctl", "print", domain() + "/" + Launchd.LABEL))
              .map(ended -> ended.exit() == 0 ? "loaded" : "not loaded");
      case TASK_SCHEDULER ->
          may(List.of(program(), "/Query", "/TN", TaskScheduler.NAME))
              .map(ended -> ended.exit() == 0 ? "registered" : "not registered");
    };
  }

  private String domain() throws IOException, InterruptedException {
    String user = may(List.of("id", "-u")).map(ended -> ended.said().strip()).orElse("501");
    return "gui/" + user;
  }

  /** The user's crontab, one character for each byte; empty where the user has none. */
  private String crontab() throws Failure, IOException, InterruptedException {
    require("crontab");
    Programs.Ended listed = may(List.of("crontab", "-l")).orElseThrow();
    if (!listed.whole()) {
      throw Failure.usage(
          "your crontab is larger than 16 MiB, so it was left as it is",
          "add the lines by hand: palimpsest schedule print --for cron");
    }
    if (listed.exit() != 0) {
      // Without a crontab it fails too, and says so.
      if (listed.complaint().toLowerCase(Locale.ROOT).contains("no crontab")) {
        return "";
      }
      throw Failure.usage(
          "crontab could not list your crontab (exit "
              + listed.exit()
              + "), so it was left as it is",
          "see what it says to: crontab -l");
    }
    String crontab = new String(listed.output(), BYTES);
    if (!Crontab.isMarkedWell(crontab)) {
      throw Failure.usage(
          "the marks around the lines of palimpsest in your crontab are not one begin and one end"
              + " behind it, so it was left as it is",
          "take those lines and marks out with: crontab -e");
    }
    return crontab;
  }

  private void write(String crontab) throws Failure, IOException, InterruptedException {
    must(List.of("crontab", "-"), crontab.getBytes(BYTES));
  }

  private void require(String name) throws Failure {
    if (programs.find(name).isEmpty()) {
      throw Failure.usage(
          "this machine has no " + name,
          "print the units and install them by hand: palimpsest schedule print --for "
              + scheduler.word());
    }
  }

  private Optional<Programs.Ended> may(List<String> command)
      throws IOException, InterruptedException {
    Optional<Path> found = programs.find(command.get(0));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<String> full = new ArrayList<>(command);
    full.set(0, found.get().toString());
    return Optional.of(programs.run(full, new byte[0]));
  }

  private void must(List<String> command, byte[] input)
      throws Failure, IOException, InterruptedException {
    require(command.get(0));
    List<String> full = new ArrayList<>(command);
    full.set(0, programs.find(command.get(0)).orElseThrow().toString());
    Programs.Ended ended = programs.run(full, input);
    if (ended.exit() != 0) {
      throw Failure.usage(
          command.get(0) + " refused to install it (exit " + ended.exit() + ")",
          scheduler == Scheduler.SYSTEMD
              ? "log in to a session of your own, or use: palimpsest schedule install --for cron"
              : "print the units and install them by hand: palimpsest schedule print");
    }
  }
}
