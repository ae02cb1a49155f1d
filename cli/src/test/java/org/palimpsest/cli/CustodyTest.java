package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** The log says what was done, in order, and cannot be written anew unseen. */
@ExtendWith(Scenes.class)
final class CustodyTest {

  @Test
  void custodyShowsWhatWasDoneInOrder(Scene scene) throws IOException {
    assertThat(scene.run("custody", "log").ends(Exit.OK).out().lines().map(CustodyTest::action))
        .containsExactly("init", "snapshot", "snapshot", "snapshot", "snapshot");
    Run shown = scene.run("custody", "show", "2").ends(Exit.OK);
    assertThat(shown.out()).contains("\"seq\":2", "leaf hash  ");
    scene.run("custody", "show", "99").refuses(Exit.USAGE);
  }

  @Test
  void verifyFindsNothingWrongAndRecordsThatItLooked(Scene scene) throws IOException {
    for (String depth : List.of("--quiet", "--deep")) {
      Run run = scene.run("verify", depth).ends(Exit.OK);
      assertThat(run.out()).contains("nothing wrong was found").doesNotContain("FAILED");
    }
    assertThat(scene.run("custody", "log").out().lines().filter(line -> line.contains("verify")))
        .hasSize(2);
  }

  @Test
  void verifyWithoutKeysSaysThatItIsNotRecorded(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.vault());
    Shell stranger = scene.shell().withKeys(scene.folder().resolve("none"));
    Run run = stranger.run("verify").ends(Exit.OK);
    assertThat(run.err()).contains("not recorded in the custody log");
    before.isStillTrue();
  }

  @Test
  void aCheckpointKeptElsewhereShowsThatTheLogWasNotWrittenAnew(Scene scene) throws IOException {
    Path kept =
        Files.writeString(
            scene.folder().resolve("kept.txt"),
            scene.run("custody", "checkpoint").ends(Exit.OK).out());
    scene.run("verify", "--known-checkpoint", kept).ends(Exit.OK);
    assertThat(scene.run("verify", kept).ends(Exit.OK).out())
        .containsPattern("passed +checkpoint key +yours");
    Path pub = Files.copy(scene.vault().resolve("custody/log.pub"), kept.resolveSibling("log.pub"));
    Run stranger =
        scene.shell().withKeys(scene.folder().resolve("none")).run("verify", kept).ends(Exit.OK);
    assertThat(stranger.out()).containsPattern("not-checked +checkpoint key +it came in log.pub");
    Files.delete(pub);
    Path other = scene.folder().resolve("other");
    scene.run("init", "--vault", other).ends(Exit.OK);
    Run run = scene.run("verify", "--vault", other, "--known-checkpoint", kept);
    assertThat(run.ends(Exit.INTEGRITY).out()).contains("custody known checkpoint");
  }

  private static String action(String line) {
    return line.substring(28, 38).strip();
  }

  @Test
  void aCheckpointIsWrittenWhereItIsToBeKept(Scene scene) throws IOException {
    Path kept = scene.folder().resolve("kept.txt");
    Run made = scene.run("custody", "checkpoint", "--out", kept).ends(Exit.OK);
    assertThat(kept).content().isEqualTo(made.out());
    scene.run("verify", "--known-checkpoint", kept).ends(Exit.OK);
    String log = scene.run("custody", "log").out();
    scene.run("custody", "checkpoint", "--out", kept).refuses(Exit.USAGE);
    for (String word : List.of("log", "timestamp", "evidence")) {
      scene.run("custody", word, "--out", scene.folder().resolve("other.txt")).refuses(Exit.USAGE);
    }
    assertThat(scene.run("custody", "log").out()).isEqualTo(log);
    assertThat(scene.folder().resolve("other.txt")).doesNotExist();
  }
}
