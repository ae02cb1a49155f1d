package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** That nothing wrong was found is said of what was named, and of nothing beside it. */
@ExtendWith(Scenes.class)
final class NamedFileTest {

  private static Path report(Scene scene) {
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    return report;
  }

  @Test
  void aFileThatNothingIsKnownOfIsNotAnsweredForByTheReportBesideIt(Scene scene)
      throws IOException {
    Path report = report(scene);
    for (String name :
        List.of("sealed-by.pem", "report.json.tsr", "checkpoint", "report-1.schema.json")) {
      Path forged = Files.writeString(report.resolve(name), "FORGED\n");
      Run run = scene.bare().run("verify", forged).ends(Exit.INCOMPLETE);
      assertThat(run.out())
          .containsPattern("not-checked +" + name)
          .contains("a file that was named was not checked")
          .doesNotContain("nothing wrong was found");
      assertThat(scene.bare().run("verify", forged, "--json").json().path("ok").asBoolean(true))
          .isFalse();
    }
    scene.bare().run("verify", report).ends(Exit.OK);
    // Looked at with a second seal alone, and there is none.
    Path second = Files.copy(report.resolve("signer.pem"), report.resolve("second.pem"));
    scene.bare().run("verify", report).ends(Exit.OK);
    scene.bare().run("verify", second).ends(Exit.INCOMPLETE);
  }

  @Test
  void aReportThatIsALinkIsNotFollowed(Scene scene) throws Exception {
    Path report = report(scene);
    Path json = report.resolve("report.json");
    Path aside = Files.move(json, scene.folder().resolve("aside.json"));
    Files.createSymbolicLink(json, aside);
    for (Path named : List.of(report, json, report.resolve("report.html"))) {
      assertThat(scene.bare().run("verify", named).ends(Exit.INTEGRITY).out())
          .contains("report.json is a link or another thing than a file");
    }
    assertThat(Script.run(report).exit()).isNotZero();
    Files.delete(json);
    assertThat(Script.tool(report, "mkfifo", "report.json").exit()).isZero();
    assertTimeoutPreemptively(
        Duration.ofMinutes(2), () -> scene.bare().run("verify", report).ends(Exit.INTEGRITY));
  }

  /** Below the detail no line can pass for another check, whoever wrote it. */
  @Test
  void bothSidesOfAFailureStandOnLinesOfTheirOwn(Scene scene) throws IOException {
    Path report = report(scene);
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.FIRST);
    other.run("init").ends(Exit.OK);
    Path foreign =
        Files.writeString(
            scene.folder().resolve("foreign"), other.run("custody", "checkpoint").out());
    Run run = scene.bare().run("verify", "--known-checkpoint", foreign, report);
    assertThat(run.ends(Exit.INTEGRITY).out())
        .doesNotContain("U+000A")
        .containsPattern("\n {49}known: palimpsest.local/")
        .containsPattern("\n {49}found: palimpsest.local/");
    JsonNode checks =
        scene
            .bare()
            .run("verify", "--known-checkpoint", foreign, report, "--json")
            .ends(Exit.INTEGRITY)
            .json()
            .path("checks");
    assertThat(checks).anyMatch(check -> check.path("detail").asText().contains("\n  known: "));
  }
}
