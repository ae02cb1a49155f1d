package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** No verb changes a source, whatever lies beside its database; no log tells what it holds. */
@ExtendWith(Scenes.class)
final class SourceTest {

  /** Every verb that could touch a source, said as talkatively as can be. */
  private static void everything(Scene scene, Path source) {
    Shell shell = new Shell(scene.folder()).at(Story.SECOND.plusSeconds(60));
    List<Run> runs =
        List.of(
            shell.run("doctor", "-v"),
            shell.run("sources", "-v"),
            shell.run("snapshot", source, "-v"),
            shell.run("snapshot", source, "--device", "other", "-v"),
            shell.run("snapshots", "-v"),
            shell.run("check", source, "-v"),
            shell.run("check", source, "--device", "other", "-v"),
            shell.run("check", "-v"),
            shell.run("diff", "imac:latest~1", "--now", source, "-v"),
            shell.run("diff", "imac:latest~1", "-v"),
            shell.run("verify", "--deep", "-v"),
            shell.run("extract", "other:latest", "--out", scene.folder().resolve("out"), "-v"),
            shell.run("custody", "log", "-v"));
    for (Run run : runs) {
      assertThat(run.exit()).as(run.line()).isIn(Exit.OK, Exit.FINDINGS);
      assertThat(run.err()).as(run.line()).doesNotContain(Story.SECRETS);
    }
    assertThat(runs.get(2).err()).contains("palimpsest: copying", "palimpsest: sealing");
  }

  @Test
  void aStoreWithContentInItsWriteAheadLogStaysAsItWas(Scene scene) throws IOException {
    Path source = Tree.copy(scene.story().imacAfter(), scene.folder().resolve("source"));
    assertThat(Files.size(source.resolve("Messages/chat.db-wal"))).isPositive();
    Tree.Picture before = Tree.picture(source);
    everything(scene, source.resolve("Messages"));
    before.isStillTrue();
  }

  @Test
  void aStoreWithoutWriteAheadLogGetsNone(Scene scene) throws IOException {
    Path source = Tree.copy(scene.story().imacQuit(), scene.folder().resolve("source"));
    assertThat(source.resolve("Messages/chat.db-wal")).doesNotExist();
    assertThat(Files.readAllBytes(source.resolve("Messages/chat.db"))[18])
        .as("the database is in WAL mode, so SQLite would make a log")
        .isEqualTo((byte) 2);
    Tree.Picture before = Tree.picture(source);
    everything(scene, source.resolve("Messages/chat.db"));
    before.isStillTrue();
  }

  @Test
  void aLogWithoutItsSharedMemoryFileStaysAlone(Scene scene) throws IOException {
    Path source = Tree.copy(scene.story().imacAfter(), scene.folder().resolve("source"));
    Files.delete(source.resolve("Messages/chat.db-shm"));
    Tree.Picture before = Tree.picture(source);
    everything(scene, source);
    before.isStillTrue();
  }

  @Test
  void thisMacsOwnStoreStaysAsItWas(Scene scene) throws IOException {
    Path home = Files.createDirectories(scene.shell().home());
    Path library = Tree.copy(scene.story().imacAfter(), home.resolve("Library"));
    Tree.Picture before = Tree.picture(library);
    everything(scene, library.resolve("Messages"));
    assertThat(scene.run("check").exit()).isIn(Exit.OK, Exit.FINDINGS);
    before.isStillTrue();
  }

  @Test
  void theCustodyLogHoldsNothingOfWhatPeopleWrote(Scene scene) throws IOException {
    scene.run("diff", "imac:latest~1").ends(Exit.FINDINGS);
    scene.run("check", scene.story().imacAfter(), "--device", "imac").ends(Exit.OK);
    scene.run("extract", "latest", "--out", scene.folder().resolve("out")).ends(Exit.OK);
    assertThat(scene.run("custody", "log", "--json").out()).doesNotContain(Story.SECRETS);
  }
}
