package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** How old a snapshot is, and how the next one is taken. */
@ExtendWith(Scenes.class)
final class FreshnessTest {

  private static final Instant LATER = Story.SECOND.plus(Duration.ofDays(40));

  /** A machine whose only snapshot was taken now, of a store in which nothing changed for long. */
  private static Shell quiet(Scene scene) {
    Shell shell = scene.bare().at(LATER);
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "father").ends(Exit.OK);
    return shell;
  }

  private static List<String> findings(Run check) throws IOException {
    List<String> kinds = new ArrayList<>();
    for (JsonNode finding : check.json().path("findings")) {
      kinds.add(finding.path("kind").asText());
    }
    return kinds;
  }

  @Test
  void aQuietStoreIsNotOld(Scene scene) throws IOException {
    Shell shell = quiet(scene);
    Run check = shell.run("check", "--json").ends(Exit.OK);
    assertThat(findings(check)).doesNotContain("snapshot-old", "snapshot-overdue");
    assertThat(check.json().at("/devices/0/snapshot/ageDays").asInt()).isZero();
    assertThat(shell.run("doctor").out()).contains("the newest snapshot of father is 0 days old");
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"father\"\n");
    shell.run("run").ends(Exit.OK);
    assertThat(scene.folder().resolve("bare/vault-reports/index.html"))
        .content()
        .contains("● good");
  }

  /** A snapshot of a clock that was ahead must not hide for months that none was taken since. */
  @Test
  void aClockThatWasAheadMakesNothingFresh(Scene scene) throws IOException {
    Shell shell = quiet(scene).at(LATER.minus(Duration.ofDays(5)));
    assertThat(findings(shell.run("check", "--json").ends(Exit.FINDINGS)))
        .contains("snapshot-overdue");
    assertThat(shell.run("doctor").out()).contains("the newest snapshot of father is 35 days old");
  }

  @Test
  void theRemedyNamesTheStoreAndWorks(Scene scene) throws IOException {
    Shell shell = quiet(scene).at(LATER.plus(Duration.ofDays(9)));
    String command = "palimpsest snapshot " + scene.story().imacAfter() + " --device father";
    assertThat(shell.run("check").ends(Exit.FINDINGS).out()).contains("now: " + command);
    assertThat(shell.run("doctor").out()).contains("next: take one now: " + command);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "father").ends(Exit.OK);
    Run check = shell.run("check").ends(Exit.OK);
    assertThat(check.out())
        .contains("palimpsest check " + scene.story().imacAfter() + " --device father");
  }

  /** On another person's Mac her store must not come into Father's series. */
  @Test
  void anotherStoreIsNotTakenForTheDevice(Scene scene) throws IOException {
    Shell shell = quiet(scene);
    Tree.copy(
        scene.story().macbookAfter().resolve("Messages"), shell.home().resolve("Library/Messages"));
    String before = shell.run("snapshots").out();
    assertThat(shell.run("snapshot", "--device", "father").refuses(Exit.USAGE).err())
        .contains("name it: palimpsest snapshot " + scene.story().imacAfter());
    assertThat(shell.run("snapshots").out()).isEqualTo(before);
    shell.run("snapshot", "--device", "mine").ends(Exit.OK);
    shell.run("snapshot", "--device", "mine").ends(Exit.OK);
  }

  @Test
  void theConfiguredSourceOfADeviceNeedNotBeNamed(Scene scene) throws IOException {
    Shell shell = quiet(scene);
    Path source = scene.story().imacAfter();
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + source + "\"\ndevice = \"father\"\ncase = \"C-7\"\n");
    shell.at(LATER.plusSeconds(60)).run("snapshot", "--device", "father").ends(Exit.OK);
    assertThat(shell.run("custody", "log", "--json").out()).contains("C-7");
    assertThat(shell.run("snapshots", "--json").json().path("snapshots")).hasSize(2);
  }
}
