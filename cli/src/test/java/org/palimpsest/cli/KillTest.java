package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A process is killed while it takes snapshots, mirrors and prunes. What it said was done is there,
 * nothing is half visible, the next run completes, and nothing wrong is found, in the vault or in
 * its copy. {@code -Dpalimpsest.kills=500} kills so many.
 */
@ExtendWith(Scenes.class)
final class KillTest {

  private static final int KILLS = Integer.getInteger("palimpsest.kills", 6);
  private static final int LONGEST_MILLIS = Integer.getInteger("palimpsest.kills.within", 1_500);

  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void nothingIsLostWhenAProcessIsKilled(Scene scene) throws Exception {
    Path folder = Files.createDirectories(scene.folder().resolve("killed"));
    Shell shell = new Shell(folder);
    Instant at = Story.SECOND;
    shell.at(at).run("init").ends(Exit.OK);
    Random random = new Random(KILLS);
    List<String> done = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      at = at.plusSeconds(86_400);
      List<String> said = untilKilled(scene, folder, at, random.nextInt(LONGEST_MILLIS));
      for (String line : said) {
        assertThat(line).as("a verb of the process that was killed").matches("(?s)\\w+ 0 .*");
        if (line.startsWith("snapshot 0 ")) {
          done.add(JSON.readTree(line.substring("snapshot 0 ".length())).path("snapshot").asText());
        }
      }
      shell.at(at.plusSeconds(80_000));
      setAsideHalfLine(shell);
      shell.run("verify").ends(Exit.OK);
      shell.run("snapshot", scene.story().imacEdited(), "--device", "mac").ends(Exit.OK);
      for (String id : done) {
        Path file = Path.of(id + ".json");
        assertThat(
                Files.exists(shell.vault().resolve("snapshots").resolve(file))
                    || Files.exists(shell.vault().resolve("pruned").resolve(file)))
            .as("snapshot %s, which was done", id)
            .isTrue();
      }
      assertThat(shell.vault().resolve("drafts")).doesNotExist();
      Path copy = folder.resolve("copy");
      shell.run("mirror", copy, "--prune").ends(Exit.OK);
      shell.run("verify").ends(Exit.OK);
      shell.run("verify", "--vault", copy).ends(Exit.OK);
      assertThat(Tree.files(shell.vault().resolve("snapshots")))
          .allMatch(file -> file.toString().endsWith(".json"));
    }
  }

  /** A line of the log that a kill left unended is set aside, as the program's hint says. */
  private static void setAsideHalfLine(Shell shell) throws IOException {
    byte[] log = Files.readAllBytes(shell.vault().resolve("custody/log.jsonl"));
    if (log.length > 0 && log[log.length - 1] != '\n') {
      shell.run("custody", "checkpoint", "--set-aside-half-line").ends(Exit.OK);
    }
  }

  private static List<String> untilKilled(Scene scene, Path folder, Instant at, int millis)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            folder.toString(),
            at.toString(),
            scene.story().imacBefore().toString(),
            scene.story().imacAfter().toString());
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
    Path said = Files.createTempFile(scene.folder(), "said", ".txt");
    builder.redirectOutput(said.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    while (Files.size(said) == 0) {
      assertThat(process.isAlive()).as("the process that is to be killed").isTrue();
      Thread.sleep(5);
    }
    Thread.sleep(millis);
    process.destroyForcibly().waitFor();
    List<String> lines = Files.readAllLines(said);
    assertThat(lines.get(0)).isEqualTo("ready");
    return whole(lines.subList(1, lines.size()));
  }

  /** The last line may have been cut off by the kill. */
  private static List<String> whole(List<String> said) {
    return said.isEmpty() || isWhole(said.get(said.size() - 1))
        ? said
        : said.subList(0, said.size() - 1);
  }

  private static boolean isWhole(String line) {
    return line.matches("(mirror|prune) \\d+ .*|snapshot \\d+ .*}");
  }

  @Test
  void aClockThatJumpsBackHarmsNothing(Scene scene) throws IOException {
    Shell shell = new Shell(Files.createDirectories(scene.folder().resolve("clock")));
    shell.at(Story.SECOND).run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "mac").ends(Exit.OK);
    shell.at(Story.FIRST);
    shell.run("snapshot", scene.story().imacBefore(), "--device", "mac").ends(Exit.OK);
    shell.run("verify").ends(Exit.OK);
    shell.at(Story.SECOND.plusSeconds(60));
    shell.run("snapshot", scene.story().imacEdited(), "--device", "mac").ends(Exit.OK);
    assertThat(shell.run("snapshots", "--json").ends(Exit.OK).json().path("snapshots")).hasSize(3);
    shell.run("mirror", scene.folder().resolve("clock-copy")).ends(Exit.OK);
    shell.run("verify", "--deep").ends(Exit.OK);
  }
}
