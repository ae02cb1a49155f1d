package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** What is there, what is not, and the one next step. */
@ExtendWith(Scenes.class)
final class DoctorTest {

  /** The state of the first line about a subject. */
  private static String state(Run run, String subject) throws IOException {
    for (JsonNode line : run.json().path("lines")) {
      if (line.path("subject").asText().equals(subject)) {
        boolean isOk = line.path("state").asText().equals("ok");
        assertThat(line.path("nextStep").asText().isEmpty()).as(line.toString()).isEqualTo(isOk);
        return line.path("state").asText();
      }
    }
    return "absent";
  }

  @Test
  void doctorNamesTheNextStepUntilEverythingIsThere(Scene scene) throws IOException {
    Run bare = scene.bare().run("doctor").ends(Exit.OK);
    assertThat(bare.out()).contains("next: make one: palimpsest init");
    Run ready = scene.run("doctor").ends(Exit.OK);
    assertThat(ready.out())
        .contains("the newest snapshot of imac shows the state of today")
        .contains("next: have it done: palimpsest schedule install --daily")
        .doesNotContain("palimpsest init");
    Run late = scene.shell().at(Story.SECOND.plus(Duration.ofDays(9))).run("doctor").ends(Exit.OK);
    assertThat(late.out())
        .contains("next: take one now: palimpsest snapshot " + scene.story().imacAfter())
        .contains(" --device imac");
  }

  @Test
  void sevenDaysWarnAndTwentyFiveFail(Scene scene) throws IOException {
    for (int days : new int[] {7, 8, 25, 26}) {
      String expected = days > 25 ? "problem" : days > 7 ? "warning" : "ok";
      Shell shell = scene.shell().at(Story.SECOND.plus(Duration.ofDays(days)));
      Run run = shell.run("doctor", "--json").ends(days > 25 ? Exit.INCOMPLETE : Exit.OK);
      assertThat(state(run, "vault")).as(days + " days").isEqualTo(expected);
    }
  }

  @Test
  void runsThatAreMissingAreWarnedOfAndThenAProblem(Scene scene) throws IOException {
    Shell shell = scene.shell();
    Instant noon = Story.SECOND.plus(Duration.ofHours(1));
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"imac\"\n");
    shell.at(noon).run("run").ends(Exit.OK);
    assertThat(state(shell.run("doctor", "--json"), "schedule")).isEqualTo("ok");
    assertThat(state(shell.at(noon.plus(Duration.ofDays(3))).run("doctor", "--json"), "schedule"))
        .isEqualTo("warning");
    assertThat(state(shell.at(noon.plus(Duration.ofDays(26))).run("doctor", "--json"), "schedule"))
        .isEqualTo("problem");
  }

  @Test
  void aConfiguredSourceIsLookedAt(Scene scene) throws IOException {
    Shell shell = scene.shell();
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \""
            + scene.story().imacAfter()
            + "\"\ndevice = \"imac\"\n"
            + "[[source]]\npath = \"/nowhere/at/all\"\ndevice = \"phone\"\n");
    Run run = shell.run("doctor").ends(Exit.INCOMPLETE);
    assertThat(run.out())
        .contains("ok       sources   imac at " + scene.story().imacAfter() + ": ")
        .contains("Messages in iCloud: on (imac")
        .contains("problem  sources   phone at /nowhere/at/all: there is nothing at that path");
    Files.writeString(shell.keys().resolve("config.toml"), "operater = \"x\"\n");
    assertThat(shell.run("doctor").ends(Exit.INCOMPLETE).out())
        .contains("problem  config", "did you mean: operator");
  }

  @Test
  void damageAClockThatIsBehindAndAnOldCertificateAreProblems(Scene scene) throws IOException {
    Shell shell = scene.shell();
    shell.run("verify").ends(Exit.OK);
    assertThat(state(shell.run("doctor", "--json"), "health")).isEqualTo("ok");
    Run behind = scene.first().run("doctor", "--json").ends(Exit.INCOMPLETE);
    assertThat(state(behind, "clock")).isEqualTo("problem");
    Instant years = Story.SECOND.plus(Duration.ofDays(3700));
    assertThat(state(shell.at(years).run("doctor", "--json"), "renew")).isEqualTo("problem");
    Damage.flipIn(scene.vault().resolve("custody/log.jsonl"));
    assertThat(state(scene.run("doctor", "--json").ends(Exit.INCOMPLETE), "log"))
        .isEqualTo("problem");
  }

  @Test
  void keysThatOthersMayReadAreWarnedOf(Scene scene) throws IOException {
    Path keys = scene.shell().keys().resolve("keys");
    assumeTrue(
        Files.getFileStore(keys).supportsFileAttributeView("posix"), "no owner and group here");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(state(scene.run("doctor", "--json"), "keys")).isEqualTo("warning");
  }

  @Test
  void aPasswordFileIsThereAndForNobodyElse(Scene scene) throws IOException {
    Path secret = Files.writeString(scene.folder().resolve("secret"), "correct horse\n");
    assumeTrue(
        Files.getFileStore(secret).supportsFileAttributeView("posix"), "no owner and group here");
    Files.writeString(
        scene.shell().keys().resolve("config.toml"),
        "[[source]]\npath = \"/x\"\ndevice = \"phone\"\npassword-file = \"" + secret + "\"\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(state(scene.run("doctor", "--json"), "password")).isEqualTo("warning");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    assertThat(state(scene.run("doctor", "--json"), "password")).isEqualTo("ok");
    Files.delete(secret);
    assertThat(state(scene.run("doctor", "--json").ends(Exit.INCOMPLETE), "password"))
        .isEqualTo("problem");
  }

  @Test
  void sourcesListsThisMacsOwnStore(Scene scene) throws IOException {
    assertThat(scene.run("sources").ends(Exit.OK).out()).contains("no Messages store");
    Path own = scene.shell().home().resolve("Library");
    Tree.copy(
        scene.story().imacQuit(), Files.createDirectories(own.getParent()).resolve("Library"));
    Run run = scene.run("sources").ends(Exit.OK);
    assertThat(run.out()).startsWith("readable    mac-folder  " + own.resolve("Messages"));
    Run taken = scene.run("snapshot", "--device", "here", "--json").ends(Exit.OK);
    assertThat(taken.json().path("device").asText()).isEqualTo("here");
    assertThat(scene.run("doctor").ends(Exit.OK).out()).contains("Messages in iCloud: on");
  }

  /** What was not read is not said to be right. */
  @Test
  void aShareIsNotTheWhole(Scene scene) throws IOException {
    scene.run("verify", "--sample", "5%").ends(Exit.OK);
    assertThat(scene.run("doctor").out())
        .contains("a share was verified on", "the whole was never verified");
    scene.run("verify").ends(Exit.OK);
    scene.run("verify", "--sample", "5%").ends(Exit.OK);
    assertThat(scene.run("doctor").out()).contains("the whole was last verified on 19 Nov 2026");
  }
}
