package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** How old a snapshot is, and how the next one is taken. */
@ExtendWith(Scenes.class)
final class FreshnessTest {

  private static final Instant LATER = Story.SECOND.plus(Duration.ofDays(40));

  /** A store of his own, of which a copy lies here; its files were last changed at that time. */
  private static Path store(Scene scene, Instant changed) throws IOException {
    Path store = scene.folder().resolve("father/Messages");
    if (!Files.exists(store)) {
      Tree.copy(scene.story().imacAfter().resolve("Messages"), store);
    }
    try (Stream<Path> files = Files.walk(store)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(each, FileTime.from(changed));
      }
    }
    return store;
  }

  /** A machine whose only snapshot was taken later, of a store whose files changed at that time. */
  private static Shell machine(Scene scene, Instant changed) throws IOException {
    Shell shell = scene.bare().at(LATER);
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", store(scene, changed), "--device", "father").ends(Exit.OK);
    return shell;
  }

  private static List<String> findings(Run check) throws IOException {
    List<String> kinds = new ArrayList<>();
    for (JsonNode finding : check.json().path("findings")) {
      kinds.add(finding.path("kind").asText());
    }
    return kinds;
  }

  /** How long a copy has lain nobody knows but by its files; taken today it holds nothing newer. */
  @Test
  void aCopyIsAsOldAsItsFiles(Scene scene) throws IOException {
    Shell shell = machine(scene, LATER.minus(Duration.ofDays(30)));
    Run check = shell.run("check", "--json").ends(Exit.FINDINGS);
    assertThat(findings(check)).contains("snapshot-overdue");
    assertThat(check.json().at("/devices/0/snapshot/ageDays").asInt()).isEqualTo(30);
    String again = "copy the store again, if what was captured is a copy, then: ";
    assertThat(shell.run("check").out())
        .contains("shows the state of 30 days ago", again + "palimpsest snapshot ");
    assertThat(shell.run("doctor").out())
        .contains("the newest snapshot of father shows the state of 30 days ago", again);
    // The same store, copied again after it had been used.
    shell.run("snapshot", store(scene, LATER), "--device", "father").ends(Exit.OK);
    assertThat(findings(shell.run("check", "--json").ends(Exit.OK)))
        .doesNotContain("snapshot-old", "snapshot-overdue");
  }

  /** Where Messages writes it, a store in which nothing happened for long shows today. */
  @Test
  void aStoreThatIsReadInItsPlaceIsFresh(Scene scene) throws IOException {
    Shell shell = scene.bare().at(LATER);
    Tree.copy(
        scene.story().macbookAfter().resolve("Messages"), shell.home().resolve("Library/Messages"));
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", "--device", "mine").ends(Exit.OK);
    assertThat(shell.run("doctor").out())
        .contains("newest snapshot of mine shows the state of today");
    assertThat(findings(shell.run("check", "--json"))).doesNotContain("snapshot-overdue");
  }

  @Test
  void theRemedyNamesTheStoreAndWorks(Scene scene) throws IOException {
    Shell shell = machine(scene, LATER).at(LATER.plus(Duration.ofDays(9)));
    Path store = store(scene, LATER.plus(Duration.ofDays(9)));
    String command = "palimpsest snapshot " + store + " --device father";
    assertThat(shell.run("check").ends(Exit.FINDINGS).out()).contains("now: " + command);
    assertThat(shell.run("doctor").out()).contains("next: take one now: " + command);
    shell.run("snapshot", store, "--device", "father").ends(Exit.OK);
    Run check = shell.run("check").ends(Exit.OK);
    assertThat(check.out()).contains("palimpsest check " + store + " --device father");
  }

  /** On another person's Mac her store must not come into Father's series. */
  @Test
  void anotherStoreIsNotTakenForTheDevice(Scene scene) throws IOException {
    Shell shell = machine(scene, LATER);
    Tree.copy(
        scene.story().macbookAfter().resolve("Messages"), shell.home().resolve("Library/Messages"));
    String before = shell.run("snapshots").out();
    assertThat(shell.run("snapshot", "--device", "father").refuses(Exit.USAGE).err())
        .contains("name it: palimpsest snapshot " + store(scene, LATER));
    assertThat(shell.run("snapshots").out()).isEqualTo(before);
    shell.run("snapshot", "--device", "mine").ends(Exit.OK);
    shell.run("snapshot", "--device", "mine").ends(Exit.OK);
  }

  @Test
  void theConfiguredSourceOfADeviceNeedNotBeNamed(Scene scene) throws IOException {
    Shell shell = machine(scene, LATER);
    Path source = store(scene, LATER);
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + source + "\"\ndevice = \"father\"\ncase = \"C-7\"\n");
    shell.at(LATER.plusSeconds(60)).run("snapshot", "--device", "father").ends(Exit.OK);
    assertThat(shell.run("custody", "log", "--json").out()).contains("C-7");
    assertThat(shell.run("snapshots", "--json").json().path("snapshots")).hasSize(2);
  }
}
