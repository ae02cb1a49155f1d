package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** A scheduled run does everything, hides nothing, and ends with the gravest code. */
@ExtendWith(Scenes.class)
final class RunTest {

  private static void configure(Shell shell, String... lines) throws IOException {
    Files.createDirectories(shell.keys());
    Files.writeString(shell.keys().resolve("config.toml"), String.join("\n", lines) + "\n");
  }

  private static String source(Path path, String device) {
    return "[[source]]\npath = \"" + path + "\"\ndevice = \"" + device + "\"";
  }

  private static List<String> kinds(Run run) throws IOException {
    List<String> kinds = new ArrayList<>();
    run.json().path("alarms").forEach(alarm -> kinds.add(alarm.path("kind").asText()));
    return kinds;
  }

  @Test
  void aLossIsFoundReportedAndRecorded(Scene scene) throws IOException {
    Story story = scene.story();
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(
        shell,
        "operator = \"Jane Doe\"",
        "authority = \"own devices\"",
        source(story.imacBefore(), "imac"),
        source(story.macbookBefore(), "macbook"));
    Run first = shell.run("run").ends(Exit.OK);
    assertThat(first.out().lines().toList())
        .containsExactly(
            "imac: complete",
            "macbook: complete",
            "2 of 2 sources complete; nothing to look at; a share of the vault verified; exit 0");
    configure(shell, source(story.imacAfter(), "imac"), source(story.macbookAfter(), "macbook"));
    Run second = shell.at(Story.SECOND).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(second)).contains("thread-removed", "runs-absent");
    JsonNode imac = second.json().path("sources").get(0);
    Path report =
        scene.folder().resolve("bare/vault-reports").resolve(imac.path("report").asText());
    shell.run("verify", report.resolve("report.json")).ends(Exit.OK);
    assertThat(second.out()).doesNotContain(Story.SECRETS.toArray(String[]::new));
    Run entry = shell.run("custody", "log", "--json").ends(Exit.OK);
    JsonNode last = entry.json().path("entries").get(entry.json().path("entries").size() - 1);
    assertThat(last.path("action").asText()).isEqualTo("run");
    assertThat(last.path("result").path("exitCode").asInt()).isEqualTo(Exit.FINDINGS);
    assertThat(last.toString()).contains("source imac complete", "verify a share of 5% passed");
    assertThat(Files.readString(report.resolveSibling("index.html")))
        .contains("■ act now", "device-imac.html", "2026-11-12");
    Run runs = shell.run("runs").ends(Exit.FINDINGS);
    assertThat(runs.out()).contains("8 runs expected, 2 present, 6 absent", "ABSENT", "2026-11-15");
  }

  /**
   * Whoever opens the pages on Monday sees what Saturday's run found, until he says that he has.
   */
  @Test
  void aLossStaysInTheOverviewUntilSomebodyHasLooked(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(shell, source(scene.story().imacBefore(), "imac"));
    shell.run("run").ends(Exit.OK);
    configure(shell, source(scene.story().imacAfter(), "imac"));
    Run saturday = shell.at(Story.SECOND).run("run", "--json").ends(Exit.FINDINGS);
    String report = saturday.json().path("sources").get(0).path("report").asText();
    assertThat(saturday.json().path("notLookedAt")).isEmpty();
    Run sunday = shell.at(Story.SECOND.plus(Duration.ofDays(1))).run("run").ends(Exit.OK);
    assertThat(sunday.out())
        .doesNotContain("nothing to look at")
        .contains(
            "; 1 finding of earlier runs not yet looked at;",
            "nobody has looked at: palimpsest runs");
    Path pages = scene.folder().resolve("bare/vault-reports");
    for (String page : List.of("index.html", "device-imac.html")) {
      assertThat(Files.readString(pages.resolve(page)))
          .contains(
              "■ act now", "high: Thread removed on imac", "href=\"" + report + "/report.html");
    }
    Shell later = shell.at(Story.SECOND.plus(Duration.ofDays(90)));
    later.run("run");
    assertThat(Files.readString(pages.resolve("index.html")))
        .contains("high: Thread removed on imac", report);
    assertThat(later.run("runs", "--all").out()).contains("high  Thread removed on imac", report);
    assertThat(later.run("runs", "--looked-at").ends(Exit.OK).out())
        .contains("high  Thread removed on imac", "looked at;");
    long size = entries(later);
    assertThat(later.run("runs", "--looked-at").ends(Exit.OK).out()).contains("there is nothing");
    assertThat(entries(later)).isEqualTo(size);
    later.run("run");
    for (String page : List.of("index.html", "device-imac.html")) {
      assertThat(Files.readString(pages.resolve(page)))
          .doesNotContain("not yet looked at", "Thread removed");
    }
  }

  private static long entries(Shell shell) throws IOException {
    return shell.run("custody", "log", "--json").ends(Exit.OK).json().path("entries").size();
  }

  /** A second run of the same day answers no time due, and its report is linked all the same. */
  @Test
  void theTableOfRunsLinksEveryReport(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(shell, source(scene.story().imacBefore(), "imac"));
    shell.run("run").ends(Exit.OK);
    configure(shell, source(scene.story().imacAfter(), "imac"));
    Shell later = shell.at(Story.FIRST.plus(Duration.ofHours(1)));
    Run second = later.run("run", "--json").ends(Exit.FINDINGS);
    String report = second.json().path("sources").get(0).path("report").asText();
    shell.at(Story.FIRST.plus(Duration.ofHours(2))).run("run").ends(Exit.OK);
    String index = Files.readString(scene.folder().resolve("bare/vault-reports/index.html"));
    assertThat(index.substring(index.indexOf("<caption>Runs")))
        .contains("findings, <a href=\"" + report + "/report.html\">");
  }

  /** A clock that was ahead for one run: what came after is compared with what came before it. */
  @Test
  void runsAreComparedInTheOrderInWhichTheyWereTaken(Scene scene) throws IOException {
    Story story = scene.story();
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(shell, source(story.imacAfter(), "imac"));
    shell.at(Story.FIRST.plus(Duration.ofDays(100))).run("run").ends(Exit.FINDINGS);
    configure(shell, source(story.imacBefore(), "imac"));
    shell.at(Story.FIRST).run("run");
    configure(shell, source(story.imacAfter(), "imac"));
    Run last = shell.at(Story.SECOND).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(last)).contains("thread-removed");
  }

  @Test
  void oneUnreadableSourceNeverHidesTheOthers(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(
        shell,
        source(scene.folder().resolve("gone"), "phone"),
        source(scene.story().imacBefore(), "imac"));
    Run run = shell.run("run", "--json").ends(Exit.INCOMPLETE);
    assertThat(kinds(run)).containsExactly("source-unreadable");
    assertThat(run.json().path("sources").get(0).path("outcome").asText()).isEqualTo("unreadable");
    assertThat(run.json().path("sources").get(1).path("outcome").asText()).isEqualTo("complete");
    assertThat(shell.run("snapshots").ends(Exit.OK).out()).contains("imac");
    Run quiet = shell.at(Story.FIRST.plus(Duration.ofHours(20))).run("run", "--quiet").ends(3);
    assertThat(quiet.out()).isEmpty();
    assertThat(quiet.err()).hasLineCount(1).startsWith("palimpsest: 1 of 2 sources complete");
    assertThat(shell.run("runs").ends(Exit.OK).out())
        .contains("incomplete (exit 3", "source phone: there is nothing at that path");
  }

  @Test
  void whereNothingCouldBeReadTheRunIsIncomplete(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(shell, source(scene.folder().resolve("gone"), "phone"));
    Run run = shell.run("run", "--json").ends(Exit.INCOMPLETE);
    assertThat(kinds(run)).containsExactly("source-unreadable");
  }

  @Test
  void damageToTheVaultIsTheGravest(Scene scene) throws IOException {
    Path pack = Damage.flip(scene.vault());
    configure(
        scene.shell(),
        "[run]\nverify = \"all\"",
        source(scene.folder().resolve("gone"), "phone"),
        source(scene.story().imacAfter(), "imac"));
    Run run = scene.run("run", "--json").ends(Exit.INTEGRITY);
    assertThat(kinds(run)).contains("vault-damaged", "source-unreadable");
    assertThat(run.json().path("vault").asText()).isEqualTo("failed");
    assertThat(pack).exists();
  }

  @Test
  void withoutSourcesItSaysWhereToWriteThem(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(scene.run("run").refuses(Exit.USAGE).err()).contains("[[source]]");
    scene.bare().run("runs").refuses(Exit.USAGE);
    before.isStillTrue();
  }

  /** A machine that has made one run, on the first day. */
  private static Shell begun(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    configure(shell, source(scene.story().imacBefore(), "imac"));
    shell.run("run").ends(Exit.OK);
    assertThat(lastEntry(shell)).containsPattern("compared [0-9a-f]{64} of imac");
    configure(shell, source(scene.story().imacAfter(), "imac"));
    return shell.at(Story.SECOND);
  }

  private static String lastEntry(Shell shell) throws IOException {
    JsonNode entries = shell.run("custody", "log", "--json").ends(Exit.OK).json().path("entries");
    return entries.get(entries.size() - 1).toString();
  }

  /** A run that is killed behind its snapshot leaves the same as a person who takes one. */
  @Test
  void aSnapshotThatNoRunComparedHidesNothing(Scene scene) throws IOException {
    Shell shell = begun(scene);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    Run run = shell.at(Story.SECOND.plusSeconds(600)).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(run)).contains("thread-removed");
    JsonNode imac = run.json().path("sources").get(0);
    assertThat(imac.path("reports")).hasSize(1).contains(imac.path("report"));
    assertThat(lastEntry(shell)).contains("compared " + imac.path("snapshot").asText());
    Run next = shell.at(Story.SECOND.plusSeconds(1200)).run("run", "--json").ends(Exit.OK);
    assertThat(kinds(next)).doesNotContain("thread-removed");
  }

  @Test
  void whatCameAndWentBetweenTwoRunsIsSeen(Scene scene) throws IOException {
    Shell shell = begun(scene);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    configure(shell, source(scene.story().imacBefore(), "imac"));
    Run run = shell.at(Story.SECOND.plusSeconds(600)).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(run)).contains("thread-removed");
    assertThat(lastEntry(shell)).containsPattern("diff imac .*diff imac .*compared ");
  }

  @Test
  void whatCouldNotBeReportedIsComparedAgain(Scene scene) throws IOException {
    Shell shell = begun(scene);
    Path file = Files.writeString(scene.folder().resolve("no-folder"), "");
    String after = source(scene.story().imacAfter(), "imac");
    configure(shell, "[run]\nreports = \"" + file + "\"", after);
    Run failed = shell.run("run", "--json").ends(Exit.INCOMPLETE);
    assertThat(kinds(failed)).contains("thread-removed", "report-failed");
    assertThat(lastEntry(shell)).doesNotContain("compared ");
    configure(shell, after);
    Run run = shell.at(Story.SECOND.plusSeconds(600)).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(run)).contains("thread-removed").doesNotContain("report-failed");
    assertThat(run.json().path("sources").get(0).path("reports")).hasSize(1);
  }

  /** As in a vault of an earlier version, whose log names no snapshot to begin with. */
  @Test
  void theFirstRunThatFailsIsNotForgottenEither(Scene scene) throws IOException {
    Shell shell = scene.bare().at(Story.FIRST);
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    Path file = Files.writeString(scene.folder().resolve("no-folder"), "");
    String after = source(scene.story().imacAfter(), "imac");
    configure(shell, "[run]\nreports = \"" + file + "\"", after);
    shell.at(Story.SECOND).run("run").ends(Exit.INCOMPLETE);
    configure(shell, after);
    Run run = shell.at(Story.SECOND.plusSeconds(600)).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(run)).contains("thread-removed");
  }

  @Test
  void anIncompleteSnapshotIsNothingToCompareWithNext(Scene scene) throws IOException {
    Shell shell = begun(scene);
    Path part = Tree.copy(scene.story().imacAfter(), scene.folder().resolve("part"));
    Path attachment =
        Tree.files(part).stream()
            .filter(file -> file.toString().contains("Attachments"))
            .findFirst()
            .orElseThrow();
    Files.delete(attachment);
    Files.createSymbolicLink(attachment, Path.of("/etc/hostname"));
    configure(shell, source(part, "imac"));
    Run torn = shell.run("run", "--json").ends(Exit.INCOMPLETE);
    assertThat(kinds(torn)).contains("snapshot-incomplete");
    assertThat(lastEntry(shell)).contains("diff imac ").doesNotContain("compared ");
    configure(shell, source(scene.story().imacAfter(), "imac"));
    Run whole = shell.at(Story.SECOND.plusSeconds(600)).run("run", "--json").ends(Exit.FINDINGS);
    assertThat(kinds(whole)).contains("thread-removed");
  }

  @Test
  void aVaultThatWasFoundDamagedIsReadWholeUntilItIsSound(Scene scene) throws IOException {
    Path pack = Damage.flip(scene.vault());
    String imac = source(scene.story().imacAfter(), "imac");
    configure(scene.shell(), "[run]\nverify = \"all\"", imac);
    scene.run("run").ends(Exit.INTEGRITY);
    Damage.flipIn(pack);
    configure(scene.shell(), "[run]\nverify = \"none\"", imac);
    Shell later = scene.shell().at(Story.SECOND.plusSeconds(600));
    assertThat(later.run("run").ends(Exit.OK).out()).contains("; vault verified;");
    assertThat(later.run("run").ends(Exit.OK).out()).contains("; vault not verified;");
  }
}
