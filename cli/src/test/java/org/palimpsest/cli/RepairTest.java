package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** What a repair brings back, what it must not, and what it says of what it cannot. */
@ExtendWith(Scenes.class)
final class RepairTest {

  private static Path copy(Scene scene) {
    return scene.folder().resolve("copy");
  }

  private static List<Path> packs(Scene scene) throws IOException {
    return Tree.files(scene.vault().resolve("packs"));
  }

  @Test
  void pruningThatEndedBetweenAPackAndItsIndexIsNoDamage(Scene scene) throws IOException {
    Path whole = Tree.copy(scene.vault(), scene.folder().resolve("whole"));
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    List<Path> before = new ArrayList<>(packs(scene));
    scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    before.removeAll(packs(scene));
    List<Path> indexes =
        before.stream().filter(file -> file.toString().endsWith(".idx")).sorted().toList();
    assertThat(indexes).hasSizeGreaterThan(1);
    for (Path index : indexes) {
      Files.copy(whole.resolve("packs").resolve(index.getFileName()), index);
    }
    scene.run("verify").ends(Exit.OK);
    List<Path> left = packs(scene);
    assertThat(scene.run("repair", "--from", copy(scene)).ends(Exit.OK).out())
        .contains("nothing is damaged or gone");
    assertThat(packs(scene)).isEqualTo(left);
    // All packs but one are there again: what rests on that one is no damage either.
    for (Path index : indexes.subList(1, indexes.size())) {
      Path pack = Path.of(index.toString().replace(".idx", ".pack"));
      Files.copy(whole.resolve("packs").resolve(pack.getFileName()), pack);
    }
    scene.run("verify").ends(Exit.OK);
    scene.run("repair", "--from", copy(scene)).ends(Exit.OK);
    assertThat(Path.of(indexes.get(0).toString().replace(".idx", ".pack"))).doesNotExist();
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aManifestThatIsInNeitherVaultIsSaidAndTheOthersAreMended(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Path manifest = Tree.files(scene.vault().resolve("snapshots")).get(0);
    String id = manifest.getFileName().toString().replace(".json", "");
    Files.writeString(manifest, "{}");
    Files.delete(copy(scene).resolve("snapshots").resolve(manifest.getFileName()));
    Path pack = Damage.flip(scene.vault());
    JsonNode json =
        scene.run("repair", "--from", copy(scene), "--json").ends(Exit.INTEGRITY).json();
    assertThat(json.path("ok").asBoolean()).isFalse();
    assertThat(json.path("lacking")).hasSize(1);
    assertThat(json.path("lacking").get(0).asText()).isEqualTo(id);
    assertThat(pack)
        .hasSameBinaryContentAs(copy(scene).resolve("packs").resolve(pack.getFileName()));
    Run log = scene.run("custody", "log").ends(Exit.OK);
    assertThat(log.out().lines().filter(line -> line.contains(" repair "))).hasSize(1);
    assertThat(scene.run("repair", "--from", copy(scene)).ends(Exit.INTEGRITY).out())
        .contains("manifest " + id.substring(0, 12) + " is in neither vault");
  }

  @Test
  void whatWasDoneBeforeAFailureIsRecorded(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Path manifest = Tree.files(scene.vault().resolve("snapshots")).get(0);
    Files.delete(manifest);
    Damage.flip(scene.vault());
    // Where packs would be moved to there is a file.
    Files.writeString(scene.vault().resolve("damaged"), "no folder");
    scene.run("repair", "--from", copy(scene)).refuses(Exit.INCOMPLETE);
    assertThat(manifest).exists();
    assertThat(scene.run("custody", "log").ends(Exit.OK).out()).contains(" repair ");
  }
}
