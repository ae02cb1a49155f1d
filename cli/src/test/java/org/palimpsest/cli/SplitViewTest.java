package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.json.Json;

/**
 * Who holds the log's key can sign two histories and show each to another reader: whatever is
 * verified is held against the checkpoint that was kept, and against all else that is named.
 */
@ExtendWith(Scenes.class)
final class SplitViewTest {

  private static final String TWO = "two roots: its key signed two histories";
  private static final String WENT = "it went between";

  private static Path checkpoint(Scene of, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.copy(of.vault().resolve("custody/log.pub"), folder.resolve("log.pub"));
    return Files.writeString(
        folder.resolve("kept"), of.run("custody", "checkpoint").ends(Exit.OK).out());
  }

  /** The same vault and keys with another history from here on. */
  private static Scene fork(Scene scene) throws IOException {
    Scene fork = scene.copy(scene.folder().resolve("fork"));
    scene.run("custody", "note", "what the court is shown").ends(Exit.OK);
    fork.run("custody", "note", "what the other side is shown").ends(Exit.OK);
    return fork;
  }

  private static Path prove(Scene scene, Path out, String snapshot) throws IOException {
    JsonNode lost = scene.run("diff", "imac:latest~1", "imac:latest", "--json").json();
    String guid = "";
    for (JsonNode message : lost.path("messages")) {
      if (message.path("change").asText().equals("removed")) {
        guid = message.path("guid").asText();
      }
    }
    scene.run("prove", snapshot, "--message", guid, "--out", out).ends(Exit.OK);
    return out;
  }

  @Test
  void twoHeadsOfOneSizeShowTwoHistories(Scene scene) throws IOException {
    Scene fork = fork(scene);
    Path one = checkpoint(scene, scene.folder().resolve("one"));
    Path two = checkpoint(fork, scene.folder().resolve("two"));
    Shell bare = scene.bare();
    for (Run run :
        List.of(
            bare.run("verify", one, two),
            bare.run("verify", "--known-checkpoint", one, two),
            bare.run("verify", "--known-checkpoint", two, one))) {
      assertThat(run.ends(Exit.INTEGRITY).out()).contains(TWO);
    }
    assertThat(bare.run("verify", "--known-checkpoint", one, one).ends(Exit.OK).out())
        .contains("is the one that was kept");
    // Who has the vault needs no second head.
    assertThat(scene.run("verify", two).ends(Exit.INTEGRITY).out())
        .contains("a head that the log at hand never had");
  }

  @Test
  void proofsFromTwoHistoriesConcludeNothing(Scene scene) throws IOException {
    Scene fork = fork(scene);
    Path there = prove(scene, scene.folder().resolve("there.json"), "imac:latest~1");
    Path gone = prove(fork, scene.folder().resolve("gone.json"), "imac:latest");
    Run run = scene.bare().run("verify", there, gone).ends(Exit.INTEGRITY);
    assertThat(run.out()).contains(TWO).doesNotContain(WENT);
    Script.Said said = Script.run(there, gone);
    assertThat(said.exit()).isNotZero();
    assertThat(said.out()).contains(TWO);
    Path kept = head(there, scene.folder().resolve("kept"));
    assertThat(
            scene.bare().run("verify", "--known-checkpoint", kept, gone).ends(Exit.INTEGRITY).out())
        .contains(TWO);
    assertThat(Script.run("--known", kept, gone).out()).contains(TWO);
    scene.bare().run("verify", "--known-checkpoint", kept, there).ends(Exit.OK);
    assertThat(Script.run("--known", kept, there).exit()).isZero();
  }

  private static Path head(Path proof, Path out) throws IOException {
    try {
      JsonNode json = Json.read(Files.readAllBytes(proof));
      return Files.writeString(out, json.path("proof").path("checkpoint").asText());
    } catch (org.palimpsest.json.MalformedJsonException e) {
      throw new IOException(e);
    }
  }

  @Test
  void headsOfTwoSizesNeedWhatLinksThem(Scene scene) throws IOException {
    Path there = prove(scene, scene.folder().resolve("there.json"), "imac:latest~1");
    Path gone = prove(scene, scene.folder().resolve("gone.json"), "imac:latest");
    Path first = head(there, scene.folder().resolve("first"));
    Path second = head(gone, scene.folder().resolve("second"));
    Shell bare = scene.bare();
    assertThat(bare.run("verify", there, gone).ends(Exit.OK).out())
        .containsPattern("not-checked +proofs together ")
        .doesNotContain(WENT);
    assertThat(bare.run("verify", "--known-checkpoint", first, gone).ends(Exit.INCOMPLETE).out())
        .contains("is later than the kept one", "palimpsest package")
        .contains("another history of the log is not ruled out")
        .doesNotContain("nothing wrong was found");
    assertThat(bare.run("verify", "--known-checkpoint", second, there).ends(Exit.INCOMPLETE).out())
        .contains("is older than the kept one");
    // The log itself links them: the user's own, or the one in a package.
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    assertThat(bare.run("verify", there, gone, bag).ends(Exit.OK).out()).contains(WENT);
    assertThat(bare.run("verify", "--known-checkpoint", first, gone, bag).ends(Exit.OK).out())
        .contains("are of one history");
    assertThat(scene.run("verify", "--known-checkpoint", first, gone).ends(Exit.OK).out())
        .contains("are of one history");
  }

  @Test
  void everyFormOfAReportIsHeldAgainstTheKnownCheckpoint(Scene scene) throws IOException {
    Scene fork = fork(scene);
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    Path pdf = Files.copy(report.resolve("report.pdf"), scene.folder().resolve("theirs.pdf"));
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--section", "findings", "--out", copy).ends(Exit.OK);
    Path hiding = scene.folder().resolve("hiding.json");
    scene.run("redact", report, "--section", "custody", "--out", hiding).ends(Exit.OK);
    Path split = scene.folder().resolve("split");
    Files.writeString(split, grown(fork, report));
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.FIRST);
    other.run("init").ends(Exit.OK);
    Path foreign =
        Files.writeString(
            scene.folder().resolve("foreign"), other.run("custody", "checkpoint").out());
    Path own =
        Files.writeString(
            scene.folder().resolve("own"),
            read(report).path("custody").path("checkpoint").asText());
    for (Path each : List.of(report, pdf, copy)) {
      assertThat(
              scene
                  .bare()
                  .run("verify", "--known-checkpoint", split, each)
                  .ends(Exit.INTEGRITY)
                  .out())
          .contains("with two roots");
      assertThat(
              scene
                  .bare()
                  .run("verify", "--known-checkpoint", foreign, each)
                  .ends(Exit.INTEGRITY)
                  .out())
          .containsPattern("FAILED +known checkpoint +.* is of another log or key");
      assertThat(scene.bare().run("verify", "--known-checkpoint", own, each).ends(Exit.OK).out())
          .containsPattern("passed +known checkpoint ");
    }
    assertThat(Script.run("--known", split, report).exit()).isNotZero();
    assertThat(Script.run("--known", foreign, report).exit()).isNotZero();
    assertThat(Script.run("--known", split, copy).exit()).isNotZero();
    assertThat(Script.run("--known", own, report).exit()).isZero();
    assertThat(
            scene
                .bare()
                .run("verify", "--known-checkpoint", own, hiding)
                .ends(Exit.INCOMPLETE)
                .out())
        .contains("is kept back in this copy");
  }

  private static Path pack(Scene scene, String name) throws IOException {
    Path bag = scene.folder().resolve(name);
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    return bag;
  }

  @Test
  void logsInPackagesAreHeldAgainstEachOtherAndAgainstTheOwn(Scene scene) throws IOException {
    Scene fork = fork(scene);
    Path kept = checkpoint(scene, scene.folder().resolve("one"));
    checkpoint(fork, scene.folder().resolve("two"));
    Path one = pack(scene, "bag-one");
    Path two = pack(fork, "bag-two");
    Shell bare = scene.bare();
    bare.run("verify", one).ends(Exit.OK);
    bare.run("verify", two).ends(Exit.OK);
    assertThat(bare.run("verify", one, two).ends(Exit.INTEGRITY).out())
        .contains(TWO, "  in package 1", "  in package 2");
    String never = " holds a head that the log at hand never had ";
    Path longer = pack(scene, "bag-longer");
    assertThat(bare.run("verify", longer, two).ends(Exit.INTEGRITY).out())
        .contains("package 2" + never + "(the log of package 1)");
    assertThat(bare.run("verify", two, longer).ends(Exit.INTEGRITY).out())
        .contains("package 1" + never + "(the log of package 2)");
    bare.run("verify", one, longer).ends(Exit.OK);
    bare.run("verify", "--known-checkpoint", kept, one, longer).ends(Exit.OK);
    // The user's own log is longer, or shorter.
    assertThat(scene.run("verify", two).ends(Exit.INTEGRITY).out())
        .contains("the package" + never + "(the log of your own vault)");
    for (int i = 0; i < 3; i++) {
      fork.run("custody", "note", "one more").ends(Exit.OK);
    }
    Path longest = pack(fork, "bag-longest");
    assertThat(scene.run("verify", longest).ends(Exit.INTEGRITY).out())
        .contains("your own vault" + never + "(the log of the package)");
    scene.run("verify", one).ends(Exit.OK);
    Tree.Picture before = Tree.picture(scene.vault());
    scene.run("import", two).refuses(Exit.INTEGRITY);
    scene.run("import", longest).refuses(Exit.INTEGRITY);
    before.isStillTrue();
  }

  @Test
  void aReportOfAnotherHistoryIsNotPackaged(Scene scene) throws IOException {
    Scene fork = fork(scene);
    Path forked = scene.folder().resolve("forked");
    fork.run("report", "imac:latest~1", "imac:latest", "--out", forked).ends(Exit.FINDINGS);
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    other.run("snapshot", scene.story().imacBefore()).ends(Exit.OK);
    other.run("snapshot", scene.story().imacAfter()).ends(Exit.OK);
    Path foreign = scene.folder().resolve("foreign");
    other.run("report", "latest~1", "latest", "--out", foreign).ends(Exit.FINDINGS);
    Path own = scene.folder().resolve("own");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", own).ends(Exit.FINDINGS);
    Tree.Picture before = Tree.picture(scene.folder());
    Path bag = scene.folder().resolve("bag");
    for (Path report : List.of(forked, foreign)) {
      scene.bare().run("verify", report).ends(Exit.OK);
      Run run =
          scene.run("package", "imac:latest", "--out", bag, "--report", own, "--report", report);
      assertThat(run.refuses(Exit.INTEGRITY).err()).contains("custody log never had");
      before.isStillTrue();
    }
    scene.run("package", "imac:latest", "--out", bag, "--report", own).ends(Exit.OK);
  }

  private static JsonNode read(Path report) throws IOException {
    try {
      return Json.read(Files.readAllBytes(report.resolve("report.json")));
    } catch (org.palimpsest.json.MalformedJsonException e) {
      throw new IOException(e);
    }
  }

  /** A head of the other history that is as long as the one that a report holds. */
  private static String grown(Scene fork, Path report) throws IOException {
    String size = "\n" + read(report).path("custody").path("size").asLong() + "\n";
    for (int i = 0; i < 20; i++) {
      String head = Files.readString(fork.vault().resolve("custody/checkpoint"));
      if (head.contains(size)) {
        return head;
      }
      fork.run("custody", "note", "one more").ends(Exit.OK);
    }
    throw new AssertionError("the report's head is not among those of twenty entries");
  }
}
