package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** Evidence comes back byte for byte, and nowhere but where it was asked for. */
@ExtendWith(Scenes.class)
final class ExtractTest {

  /** What is in a vault, or comes out of it, is for whoever keeps it until they give it away. */
  @Test
  void whatIsWrittenIsForItsOwnerAlone(Scene scene) throws IOException {
    assumeTrue(
        scene.folder().getFileSystem().supportedFileAttributeViews().contains("posix"),
        "no POSIX modes here");
    Path out = scene.folder().resolve("out");
    scene.run("extract", "imac:latest", "--out", out.resolve("files")).ends(Exit.OK);
    scene
        .run("report", "imac:latest~1", "imac:latest", "--out", out.resolve("report"))
        .ends(Exit.FINDINGS);
    scene.run("package", "imac:latest", "--out", out.resolve("bag")).ends(Exit.OK);
    scene.run("mirror", out.resolve("copy")).ends(Exit.OK);
    Shell sealed = new Shell(out.resolve("sealed")).at(Story.SECOND);
    sealed.run("init", "--encrypt").ends(Exit.OK);
    Shell open = new Shell(out.resolve("open")).at(Story.SECOND);
    open.run("init").ends(Exit.OK);
    for (Path folder :
        List.of(
            open.vault(),
            sealed.vault(),
            out.resolve("files"),
            out.resolve("report"),
            out.resolve("bag"),
            out.resolve("copy"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .as(folder.toString())
          .isEqualTo("rwx------");
    }
    Path proof = out.resolve("proof.json");
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(proof)))
        .isEqualTo("rw-------");
    // A folder that is there stays as it is.
    Path own = Files.createDirectory(out.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-x---"));
    scene.run("extract", "imac:latest", "--out", own).ends(Exit.OK);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
        .isEqualTo("rwxr-x---");
  }

  @Test
  void extractGivesEveryFileBackByteForByte(Scene scene) throws IOException {
    Path out = scene.folder().resolve("out");
    scene.run("extract", "imac:latest~1", "--out", out).ends(Exit.OK);
    Path library = scene.story().imacBefore();
    int compared = 0;
    for (Path file : Tree.files(out)) {
      String name = out.relativize(file).toString();
      if (!name.equals("SHA256SUMS")) {
        Path original = library.resolve(name);
        original = Files.exists(original) ? original : library.resolve("Messages").resolve(name);
        assertThat(file).hasSameBinaryContentAs(original);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(Files.getLastModifiedTime(original));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(Tree.files(library).size());
    assertThat(Files.readAllLines(out.resolve("SHA256SUMS"))).hasSize(compared);
  }

  @Test
  void aNameThatWouldBreakTheListIsEscapedAsSha256sumDoes(Scene scene) throws Exception {
    Path source = Tree.copy(scene.story().imacAfter(), scene.folder().resolve("source"));
    Path attachments = Files.createDirectories(source.resolve("Messages/Attachments/zz"));
    Files.writeString(attachments.resolve("a\nb\\c.txt"), "x");
    scene.run("snapshot", source, "--device", "odd").ends(Exit.OK);
    Path out = scene.folder().resolve("out");
    scene.run("extract", "odd:latest", "--out", out).ends(Exit.OK);
    assertSums(out);
    assertThat(Files.readString(out.resolve("SHA256SUMS"))).contains("zz/a\\nb\\\\c.txt");
  }

  /** What sha256sum says of a folder that was written out. */
  static void assertSums(Path out) throws IOException, InterruptedException {
    Process sums =
        new ProcessBuilder("sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS")
            .directory(out.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(sums.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(sums.waitFor()).as(said).isZero();
  }

  @Test
  void extractGivesOneFolderOfASnapshot(Scene scene) throws IOException {
    Path out = scene.folder().resolve("out");
    scene.run("extract", "imac:latest", "Preferences", "--out", out).ends(Exit.OK);
    assertThat(Tree.files(out))
        .allMatch(
            file -> file.startsWith(out.resolve("Preferences")) || file.endsWith("SHA256SUMS"))
        .hasSizeGreaterThan(1);
    Tree.Picture before = Tree.picture(scene.folder());
    scene.run("extract", "imac:latest", "--out", out).refuses(Exit.USAGE);
    scene.run("extract", "latest", "nowhere", "--out", out + "2").refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void whatWasWrittenBeforeDamageIsRecordedAndNothingHalfIsLeft(Scene scene) throws IOException {
    String entries = scene.run("custody", "log").out();
    Path pack = Damage.flip(scene.vault());
    Path out = scene.folder().resolve("out");
    Run run = scene.run("extract", "imac:latest", "--out", out);
    if (run.exit() == Exit.OK) {
      // The damage lies in what another snapshot holds.
      run = scene.run("extract", "macbook:latest", "--out", scene.folder().resolve("out2"));
      out = scene.folder().resolve("out2");
    }
    run.refuses(Exit.INTEGRITY);
    assertThat(pack).exists();
    assertThat(out.resolve("SHA256SUMS")).doesNotExist();
    long written = Tree.files(out).size();
    String now = scene.run("custody", "log").out();
    String last = Files.readString(scene.vault().resolve("custody/log.jsonl"));
    last = last.lines().toList().get((int) last.lines().count() - 1);
    if (written > 0) {
      assertThat(last).contains("\"" + written + " of ", "\"verdict\":\"failed\"");
    } else {
      assertThat(now).isEqualTo(entries);
    }
  }

  @Test
  void theEntrySaysHowManyOfHowMany(Scene scene) throws IOException {
    Path out = scene.folder().resolve("out");
    scene.run("extract", "imac:latest", "--out", out).ends(Exit.OK);
    int files = Tree.files(out).size() - 1;
    assertThat(Files.readString(scene.vault().resolve("custody/log.jsonl")))
        .contains("\"" + files + " of " + files + " evidence files written out\"");
  }
}
