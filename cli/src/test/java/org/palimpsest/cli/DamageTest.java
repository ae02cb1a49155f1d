package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.cli.Shell.Run;

/** Damage is found, named, and spoils nothing but what it lies in. */
@ExtendWith(Scenes.class)
final class DamageTest {

  private static String shortName(Path file) {
    return file.getFileName().toString().substring(0, 12);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 4;
    Files.write(file, bytes);
  }

  private static Path manifest(Scene scene, String device, int which) throws IOException {
    String id =
        scene
            .run("extract", device + ":latest~" + which, "--out", scene.folder() + "/id", "--json")
            .json()
            .path("snapshot")
            .asText();
    Tree.delete(scene.folder().resolve("id"));
    return scene.vault().resolve("snapshots").resolve(id + ".json");
  }

  /** Verifies a vault that is damaged, which must be found without a trace being left in it. */
  private static String found(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.vault());
    Run run = scene.run("verify").ends(Exit.INTEGRITY);
    assertThat(run.out()).contains("something is not as it was sealed");
    JsonNode json = scene.run("verify", "--json").ends(Exit.INTEGRITY).json();
    assertThat(json.path("ok").asBoolean()).isFalse();
    assertThat(json.path("checks").findValuesAsText("status")).contains("failed");
    before.isStillTrue();
    return run.out();
  }

  @Test
  void aPackIsNamedWithEachSnapshotThatNeedsIt(Scene scene) throws IOException {
    String id = shortName(manifest(scene, "imac", 1));
    int affected = 0;
    for (Path file : Tree.files(scene.vault().resolve("packs"))) {
      if (file.toString().endsWith(".pack")) {
        byte[] sound = Files.readAllBytes(file);
        flip(file, sound.length / 2);
        String out = found(scene);
        assertThat(out).containsPattern("(?m)^FAILED +pack " + shortName(file));
        affected += out.matches("(?s).*FAILED +snapshot " + id + ".*") ? 1 : 0;
        Files.write(file, sound);
      }
    }
    assertThat(affected).as("damaged packs that the snapshot needs").isPositive();
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aFileOfTheLogThatIsGoneIsNamed(Scene scene) throws IOException {
    for (String name : List.of("log.jsonl", "checkpoint", "log.pub")) {
      Path file = scene.vault().resolve("custody").resolve(name);
      byte[] sound = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(found(scene)).containsPattern("(?m)^FAILED +custody log .*" + name);
      scene.run("snapshot", scene.story().imacAfter()).refuses(Exit.INTEGRITY);
      Files.write(file, sound);
    }
    Path description = scene.vault().resolve("vault.json");
    byte[] sound = Files.readAllBytes(description);
    Files.delete(description);
    Run run = scene.run("verify").refuses(Exit.INTEGRITY);
    assertThat(run.err()).contains("vault.json is gone").doesNotContain("palimpsest init");
    Files.write(description, sound);
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aLineThatACrashLeftHalfIsSetAsideOnPurposeAndOnRecord(Scene scene) throws IOException {
    Path log = scene.vault().resolve("custody/log.jsonl");
    byte[] sound = Files.readAllBytes(log);
    Files.write(log, java.util.Arrays.copyOf(sound, sound.length + 90));
    Run run = scene.run("snapshot", scene.story().imacAfter()).refuses(Exit.INTEGRITY);
    assertThat(run.hints().get(0)).contains("palimpsest custody checkpoint --set-aside-half-line");
    scene.run("custody", "checkpoint").refuses(Exit.INTEGRITY);
    scene.run("custody", "checkpoint", "--set-aside-half-line").ends(Exit.OK);
    scene.run("verify").ends(Exit.OK);
    String entry = Files.readString(log).lines().toList().get(lines(sound));
    assertThat(entry).contains("\"half-line-" + (lines(sound) + 1) + "\"", "was set aside");
    assertThat(scene.vault().resolve("custody/half-line-" + (lines(sound) + 1))).hasSize(90);
    // A line that the checkpoint covers was whole once: cutting it is no crash.
    Files.write(log, java.util.Arrays.copyOf(sound, sound.length - 9));
    scene.run("custody", "checkpoint", "--set-aside-half-line").refuses(Exit.INTEGRITY);
  }

  private static int lines(byte[] log) {
    return (int) new String(log, StandardCharsets.UTF_8).lines().count();
  }

  @Test
  void anIndexIsNamed(Scene scene) throws IOException {
    for (Path file : Tree.files(scene.vault().resolve("packs"))) {
      if (file.toString().endsWith(".idx")) {
        byte[] sound = Files.readAllBytes(file);
        flip(file, 70);
        assertThat(found(scene)).containsPattern("(?m)^FAILED +pack index " + shortName(file));
        Files.write(file, sound);
      }
    }
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aRecordListIsNamedWithItsSnapshotAndADiffThatDoesNotReadItStands(Scene scene)
      throws IOException {
    String sound = scene.run("diff", "imac:latest~1", "--json").out();
    damageNamed(scene, "list");
    assertThat(scene.run("diff", "imac:latest~1", "--json").out()).isEqualTo(sound);
  }

  @ParameterizedTest
  @ValueSource(strings = {"digests", "index"})
  void whatADiffReadsIsNamedWithItsSnapshotAndTheDiffIsRefused(String name, Scene scene)
      throws IOException {
    // With a note of what changed the lists are not walked.
    damageNamed(scene, "changes");
    String object = damageNamed(scene, name);
    Tree.Picture before = Tree.picture(scene.vault());
    assertThat(scene.run("diff", "imac:latest~1").refuses(Exit.INTEGRITY).err())
        .as("damage is no change")
        .contains("object " + object.substring(0, 12) + " is damaged");
    scene.run("diff", "imac:latest~1", "--json").refusesInJson(Exit.INTEGRITY);
    before.isStillTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"changes", "turnover"})
  void aNoteIsNamedWithItsSnapshotAndTheListsSayTheSame(String name, Scene scene)
      throws IOException {
    String sound = scene.run("diff", "imac:latest~1", "--json").out();
    damageNamed(scene, name);
    assertThat(scene.run("diff", "imac:latest~1", "--json").out()).isEqualTo(sound);
  }

  /** Flips a bit in the middle of what a manifest's records name; verify says so. */
  private static String damageNamed(Scene scene, String name) throws IOException {
    Path manifest = manifest(scene, "imac", 0);
    String object =
        new ObjectMapper().readTree(manifest.toFile()).at("/records/" + name + "/sha256").asText();
    int holding = 0;
    for (Path index : Tree.files(scene.vault().resolve("packs"))) {
      if (index.toString().endsWith(".idx") && Files.readString(index).contains(object)) {
        String[] line =
            Files.readString(index)
                .lines()
                .filter(l -> l.startsWith(object))
                .toList()
                .get(0)
                .split(" ");
        Path pack = Path.of(index.toString().replace(".idx", ".pack"));
        flip(pack, Integer.parseInt(line[1]) + Integer.parseInt(line[2]) / 2);
        holding++;
      }
    }
    assertThat(holding).isEqualTo(1);
    assertThat(found(scene))
        .containsPattern("(?m)^FAILED +object " + object.substring(0, 12))
        .containsPattern("(?m)^FAILED +snapshot " + shortName(manifest) + " records");
    return object;
  }

  @Test
  void aManifestIsNamedAndEveryOtherSnapshotStaysSound(Scene scene) throws IOException {
    Path manifest = manifest(scene, "imac", 1);
    String other = shortName(manifest(scene, "macbook", 1));
    flip(manifest, 40);
    assertThat(found(scene))
        .containsPattern("(?m)^FAILED +manifest +manifest " + shortName(manifest))
        .containsPattern("(?m)^passed +snapshot " + other);
    scene.run("extract", other, "--out", scene.folder().resolve("out")).ends(Exit.OK);
    scene.run("extract", shortName(manifest), "--out", "no").refuses(Exit.INTEGRITY);
    scene.run("snapshots").refuses(Exit.INTEGRITY);
  }

  @Test
  void aLineOfTheLogIsNamedAndNothingIsAddedToIt(Scene scene) throws IOException {
    Path log = scene.vault().resolve("custody").resolve("log.jsonl");
    String text = Files.readString(log);
    int inLineThree = text.indexOf('\n', text.indexOf('\n') + 1) + 40;
    flip(log, inLineThree);
    assertThat(found(scene)).containsPattern("(?m)^FAILED +custody .*line 3");
    nothingIsAdded(scene);
  }

  @Test
  void aCheckpointIsNamedAndNothingIsAddedToTheLog(Scene scene) throws IOException {
    Path checkpoint = scene.vault().resolve("custody").resolve("checkpoint");
    flip(checkpoint, Files.readString(checkpoint).indexOf('\n') + 10);
    assertThat(found(scene)).containsPattern("(?m)^FAILED +custody checkpoint");
    nothingIsAdded(scene);
  }

  private static void nothingIsAdded(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.vault());
    Path source = scene.story().imacEdited();
    scene.run("snapshot", source, "--device", "x").refuses(Exit.INTEGRITY);
    scene.run("snapshot", source, "--device", "x", "--json").refusesInJson(Exit.INTEGRITY);
    scene.run("diff", "imac:latest~1").refuses(Exit.INTEGRITY);
    scene.run("diff", "imac:latest", "--now", source).refuses(Exit.INTEGRITY);
    scene.run("check", source).refuses(Exit.INTEGRITY);
    scene.run("custody", "checkpoint").refuses(Exit.INTEGRITY);
    Path out = scene.folder().resolve("out");
    scene.run("extract", "latest", "--out", out).refuses(Exit.INTEGRITY);
    assertThat(out).doesNotExist();
    before.isStillTrue();
  }

  @Test
  void evidenceThatIsDamagedIsNotGivenBack(Scene scene) throws IOException {
    for (Path file : Tree.files(scene.vault().resolve("packs"))) {
      if (file.toString().endsWith(".pack")) {
        flip(file, (int) Files.size(file) / 2);
      }
    }
    Path out = scene.folder().resolve("out");
    scene.run("extract", "imac:latest", "chat.db-wal", "--out", out).refuses(Exit.INTEGRITY);
    assertThat(out.resolve("chat.db-wal")).doesNotExist();
  }

  @Test
  void aForgedLogLineIsNotShownAsAnEntry(Scene scene) throws IOException {
    Path log = scene.vault().resolve("custody").resolve("log.jsonl");
    String text = Files.readString(log, StandardCharsets.UTF_8);
    Files.writeString(log, text + "{\"action\":\"snapshot\"}\n");
    scene.run("custody", "log").refuses(Exit.INTEGRITY);
    scene.run("custody", "show", "6").refuses(Exit.INTEGRITY);
    assertThat(found(scene)).contains("line 6");
  }
}
