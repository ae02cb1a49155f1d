package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** A command that is printed is one that can be pasted. */
@ExtendWith(Scenes.class)
final class ShellWordTest {

  @Test
  void aShellTakesEachForTheWordThatItIs() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell");
    for (String word :
        List.of(
            "plain", "/a/b.c", "pkg \u00dcbergabe", "it's", "$HOME", "~", "a;b", "*", "", "-x y")) {
      Process shell =
          new ProcessBuilder("/bin/sh", "-c", "printf %s " + ShellWord.of(word)).start();
      assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(word);
    }
    assertThat(ShellWord.of("/a/b-1.c")).isEqualTo("/a/b-1.c");
    assertThat(ShellWord.of("latest~1")).isEqualTo("latest~1");
  }

  @Test
  void printedCommandsAreQuoted(Scene scene) throws IOException {
    Path out = scene.folder().resolve("my report");
    Run report = scene.run("report", "imac:latest~1", "imac:latest", "--out", out);
    assertThat(report.out()).contains("palimpsest verify '" + out.resolve("report.json") + "'");
    Path files = scene.folder().resolve("my files");
    assertThat(scene.run("extract", "imac:latest", "--out", files).ends(Exit.OK).out())
        .contains("cd '" + files + "' &&");
    Path copy = scene.folder().resolve("my copy");
    assertThat(scene.run("mirror", copy).ends(Exit.OK).out()).contains("--vault '" + copy + "'");
    scene
        .run("snapshot", scene.story().imacAfter(), "--device", "Mac von J\u00fcrgen 1")
        .ends(Exit.OK);
    Run doctor = scene.shell().at(Story.SECOND.plusSeconds(9 * 86_400)).run("doctor");
    assertThat(doctor.out()).contains("--device 'Mac von J\u00fcrgen 1'");
  }
}
