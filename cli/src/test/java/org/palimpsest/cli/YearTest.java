package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.testdata.Conversation;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.World;

/**
 * Daily runs on two Macs, with a driven clock. On three days nobody runs it, on one a source cannot
 * be read, on one a thread has gone through sync, on one an object of the vault is tampered with.
 * Each alarm is raised on its day, and on no other.
 */
final class YearTest {

  private static final LocalDate START = LocalDate.parse("2026-01-01");

  /** A year takes minutes, so it is a fifth of one unless {@code -Dpalimpsest.year=365} says so. */
  private static final int DAYS = Integer.getInteger("palimpsest.year", 73);

  private static final LocalDate MISSED = day(62);
  private static final List<LocalDate> MISSED_IN_A_ROW = List.of(day(198), day(198).plusDays(1));
  private static final LocalDate UNREADABLE = day(124);
  private static final LocalDate LOST = day(232);
  private static final LocalDate TAMPERED = day(282);

  /** A day of the year, moved so that it lies as far on in the days that are played. */
  private static LocalDate day(int ofYear) {
    return START.plusDays((long) ofYear * DAYS / 365);
  }

  private static boolean isMissed(LocalDate day) {
    return day.equals(MISSED) || MISSED_IN_A_ROW.contains(day);
  }

  @TempDir(factory = InMemory.class)
  Path folder = Path.of(".");

  /** A year waits thousands of times for the disk; memory will do where it is a folder. */
  static final class InMemory implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext at, ExtensionContext test)
        throws IOException {
      Path memory = Path.of("/dev/shm");
      return Files.isWritable(memory)
          ? Files.createTempDirectory(memory, "palimpsest-year")
          : Files.createTempDirectory("palimpsest-year");
    }
  }

  @Test
  void everyAlarmFiresOnItsDayAndNoOther() throws IOException {
    Shell shell = new Shell(folder);
    Map<LocalDate, List<String>> alarms = new TreeMap<>();
    Map<LocalDate, Integer> exits = new TreeMap<>();
    Path tampered = folder;
    try (World world = new World(folder.resolve("world"), 9, at(START))) {
      Device imac = world.device("imac", Generation.MACOS_26, true);
      Device macbook = world.device("macbook", Generation.MACOS_26, true);
      Person mother = new Person("Mother", "+15550100");
      Person ben = new Person("Ben", "+15550117");
      Conversation lost = world.conversation(mother);
      Conversation work = world.conversation(ben);
      configure(shell, imac, macbook);
      shell.at(at(START)).run("init").ends(Exit.OK);
      for (int i = 0; i < DAYS; i++) {
        LocalDate day = START.plusDays(i);
        world.at(at(day).minus(Duration.ofHours(2)));
        world.receive(work, ben, "Figures for day " + i);
        if (i % 7 == 0 && day.isBefore(LOST)) {
          world.receive(lost, mother, "Week " + i);
        }
        if (day.equals(LOST)) {
          macbook.deleteThread(lost);
          macbook.purgeThread(lost);
        }
        world.sync();
        touch(world);
        if (isMissed(day)) {
          continue;
        }
        shell.at(at(day).plusSeconds(60));
        if (day.equals(TAMPERED)) {
          tampered = Damage.flip(shell.vault());
        }
        Path hidden = macbook.library().resolveSibling("hidden");
        if (day.equals(UNREADABLE)) {
          Files.move(macbook.library(), hidden);
        }
        boolean whole = day.equals(TAMPERED);
        shell.with(Map.of("PALIMPSEST_RUN_VERIFY", whole ? "all" : "none"));
        Run run = shell.run("run", "--json");
        if (day.equals(UNREADABLE)) {
          Files.move(hidden, macbook.library());
        }
        if (day.equals(TAMPERED)) {
          Damage.flipIn(tampered);
        }
        exits.put(day, run.exit());
        List<String> kinds = new ArrayList<>();
        for (JsonNode alarm : run.json().path("alarms")) {
          kinds.add((alarm.path("kind").asText() + " " + alarm.path("device").asText()).strip());
        }
        if (!kinds.isEmpty()) {
          alarms.put(day, kinds);
        }
      }
    }
    assertThat(alarms)
        .containsExactly(
            Map.entry(MISSED.plusDays(1), List.of("runs-absent")),
            Map.entry(UNREADABLE, List.of("source-unreadable macbook")),
            Map.entry(MISSED_IN_A_ROW.get(1).plusDays(1), List.of("runs-absent")),
            Map.entry(LOST, List.of("thread-removed imac", "thread-removed macbook")),
            Map.entry(TAMPERED, List.of("vault-damaged")));
    exits.values().removeIf(exit -> exit == Exit.OK);
    assertThat(exits)
        .containsExactly(
            Map.entry(UNREADABLE, Exit.INCOMPLETE),
            Map.entry(LOST, Exit.FINDINGS),
            Map.entry(TAMPERED, Exit.INTEGRITY));
    audit(shell.at(at(START.plusDays(DAYS - 1)).plus(Duration.ofHours(9))));
  }

  /** What an auditor asks at the end of the year. */
  private static void audit(Shell shell) throws IOException {
    Run runs = shell.run("runs", "--since", "2026-01-01", "--json").ends(Exit.FINDINGS);
    assertThat(runs.json().path("expected").asInt()).isEqualTo(DAYS);
    assertThat(runs.json().path("present").asInt()).isEqualTo(DAYS - 3);
    List<String> absent = new ArrayList<>();
    runs.json().path("absentDays").forEach(day -> absent.add(day.asText()));
    assertThat(absent)
        .containsExactly(
            MISSED.toString(),
            MISSED_IN_A_ROW.get(0).toString(),
            MISSED_IN_A_ROW.get(1).toString());
    assertThat(runs.json().path("log").path("verdict").asText()).isEqualTo("intact");
    Run told = shell.run("runs", "--since", "2026-01-01").ends(Exit.FINDINGS);
    assertThat(told.out()).contains(DAYS + " runs expected, " + (DAYS - 3) + " present, 3 absent");
    shell.run("runs", "--since", TAMPERED.toString()).ends(Exit.OK);
    shell.run("verify").ends(Exit.OK);
  }

  private static Instant at(LocalDate day) {
    return Instant.parse(day + "T07:00:00Z");
  }

  private static void configure(Shell shell, Device... devices) throws IOException {
    Files.createDirectories(shell.keys());
    StringBuilder toml = new StringBuilder();
    for (Device device : devices) {
      toml.append("[[source]]\npath = \"").append(device.library()).append("\"\n");
      toml.append("device = \"").append(device.label()).append("\"\n");
    }
    Files.writeString(shell.keys().resolve("config.toml"), toml);
  }

  /** A copied store shows the day of its last change, so its files carry the simulated time. */
  private static void touch(World world) throws IOException {
    for (Device device : world.devices()) {
      for (Path file : Tree.files(device.library())) {
        Files.setLastModifiedTime(file, FileTime.from(world.now()));
      }
    }
  }
}
