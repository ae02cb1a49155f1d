package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** Two snapshots that are named in the wrong order make a loss of what came since. */
@ExtendWith(Scenes.class)
final class ExchangedTest {

  @Test
  void noReportIsMadeOfThem(Scene scene) throws IOException {
    Path out = scene.folder().resolve("my report");
    String log = scene.run("custody", "log").out();
    Run refused =
        scene.run("report", "imac:latest", "imac:latest~1", "--out", out).refuses(Exit.USAGE);
    assertThat(refused.err()).contains("swap them: palimpsest report ", " --out '" + out + "'");
    assertThat(out).doesNotExist();
    assertThat(scene.run("custody", "log").out()).isEqualTo(log);
  }

  @Test
  void theComparisonSaysThatTheyAreExchanged(Scene scene) throws IOException {
    Run exchanged = scene.run("diff", "imac:latest", "imac:latest~1");
    assertThat(exchanged.out())
        .contains("the first is the later one", "swap them: palimpsest diff ")
        .doesNotContain("do this first");
    assertThat(scene.run("diff", "imac:latest~1", "imac:latest").out())
        .doesNotContain("swap them")
        .contains("do this first");
    assertThat(scene.run("diff", "imac:latest", "macbook:latest~1").out())
        .doesNotContain("swap them");
  }

  /**
   * An older store that was put back is taken later and shows less: that is no mistake in typing.
   */
  @Test
  void aStoreThatWentBackIsReportedAndSaidToBe(Scene scene) throws IOException {
    Shell shell = scene.bare();
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    Shell later = shell.at(Story.SECOND.plus(Duration.ofDays(1)));
    later.run("snapshot", scene.story().imacBefore(), "--device", "imac").ends(Exit.OK);
    Path out = scene.folder().resolve("back");
    Run report = later.run("report", "latest~1", "latest", "--out", out);
    assertThat(report.exit()).isIn(Exit.OK, Exit.FINDINGS);
    assertThat(report.out()).contains("taken later shows an earlier state");
    assertThat(out.resolve("report.json")).content().contains("taken later shows an earlier");
    assertThat(later.run("diff", "latest~1", "latest").out())
        .contains("taken later shows an earlier state");
  }

  /** The report that was handed over is named where another takes its place. */
  @Test
  void aReportThatIsReplacedIsNamed(Scene scene) throws IOException {
    Path out = scene.folder().resolve("report");
    Run first = scene.run("report", "imac:latest~1", "imac:latest", "--out", out, "--json");
    String id = first.json().path("reportId").asText();
    assertThat(first.json().path("replaced").isNull()).isTrue();
    Shell later = scene.shell().at(Story.SECOND.plusSeconds(60));
    Run second = later.run("report", "imac:latest~1", "imac:latest", "--out", out);
    assertThat(second.out()).contains("in place of  " + id);
    assertThat(later.run("custody", "log", "--json").out())
        .contains("replaced report " + id + " " + first.json().path("sha256").asText());
    assertThat(Files.readString(out.resolve("report.json"))).doesNotContain(id);
  }
}
