package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Places that are named and are not what they should be, or cannot be seen. */
@ExtendWith(Scenes.class)
final class WrongPlaceTest {

  /** A file where a folder is wanted is the wrong word, not a disk that failed. */
  @Test
  void aFileInPlaceOfAFolderIsSaid(Scene scene) throws IOException {
    Path file = Files.writeString(scene.folder().resolve("letter.md"), "Dear all\n");
    String log = scene.run("custody", "log").out();
    for (List<Object> words :
        List.<List<Object>>of(
            List.of("report", "imac:latest~1", "imac:latest", "--out", file),
            List.of("extract", "imac:latest", "--out", file),
            List.of("mirror", file),
            List.of("snapshots", "--vault", file))) {
      assertThat(scene.run(words.toArray()).refuses(Exit.USAGE).err())
          .contains("there is a file where the");
    }
    assertThat(
            scene
                .run("extract", "imac:latest", "--out", file.resolve("deeper"))
                .refuses(Exit.INCOMPLETE)
                .err())
        .contains("there is a file where a folder is needed");
    assertThat(file).hasContent("Dear all");
    assertThat(scene.run("custody", "log").out()).isEqualTo(log);
  }

  /** What may not be looked for is not said to be absent. */
  @Test
  void whatMayNotBeSeenIsNotSaidToBeAbsent(Scene scene) throws IOException {
    Path loop = scene.folder().resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThat(scene.run("verify", loop.resolve("report.json")).refuses(Exit.INCOMPLETE).err())
        .doesNotContain("there is no such file");
    Path folder = Files.createDirectories(scene.folder().resolve("closed"));
    Files.setPosixFilePermissions(folder, Set.of());
    try {
      assumeTrue(!Files.isReadable(folder), "this user may read everything");
      assertThat(scene.run("verify", folder).refuses(Exit.INCOMPLETE).err())
          .contains("there is no permission");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
