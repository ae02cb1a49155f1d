package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** Evidence comes back byte for byte, and nowhere but where it was asked for. */
@ExtendWith(Scenes.class)
final class ExtractTest {

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
