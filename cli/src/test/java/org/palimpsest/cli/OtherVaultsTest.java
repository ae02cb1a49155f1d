package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files of another vault in the place of a vault's own, and files of nobody beside them. */
@ExtendWith(Scenes.class)
final class OtherVaultsTest {

  private static Path second(Scene scene) {
    Path second = scene.folder().resolve("second");
    scene.run("init", second).ends(Exit.OK);
    scene
        .run("snapshot", scene.story().imacEdited(), "--device", "x", "--vault", second)
        .ends(Exit.OK);
    return second;
  }

  @Test
  void aLogThatTheSameKeySignsForAnotherVaultIsNotAddedTo(Scene scene) throws IOException {
    Path custody = scene.vault().resolve("custody");
    Path second = second(scene);
    Tree.delete(custody);
    Tree.copy(second.resolve("custody"), custody);
    Tree.Picture before = Tree.picture(scene.vault());
    assertThat(
            scene
                .run("snapshot", scene.story().imacEdited(), "--device", "imac")
                .refuses(Exit.INTEGRITY)
                .err())
        .contains("that of another vault");
    scene.run("diff", "imac:latest~1", "imac:latest").refuses(Exit.INTEGRITY);
    before.isStillTrue();
  }

  @Test
  void aDescriptionThatTheLogDoesNotBeginWithIsNotWorkedOn(Scene scene) throws IOException {
    Path description = scene.vault().resolve("vault.json");
    String text = Files.readString(description);
    Files.writeString(description, text.replaceFirst("\"created\":\"2026", "\"created\":\"2025"));
    Tree.Picture before = Tree.picture(scene.vault());
    assertThat(
            scene
                .run("snapshot", scene.story().imacEdited(), "--device", "imac")
                .refuses(Exit.INTEGRITY)
                .err())
        .contains("vault.json is not the one");
    before.isStillTrue();
    // One that cannot be read at all sends nobody in a circle.
    Files.writeString(description, "{");
    assertThat(scene.run("snapshots").refuses(Exit.INTEGRITY).hints().get(0))
        .contains("second copy")
        .doesNotContain("palimpsest verify");
  }

  @Test
  void aManifestAmongThePrunedThatTheLogDoesNotNameIsAFailure(Scene scene) throws IOException {
    Path manifest = Tree.files(second(scene).resolve("snapshots")).get(0);
    Path pruned = Files.createDirectories(scene.vault().resolve("pruned"));
    Files.copy(manifest, pruned.resolve(manifest.getFileName()));
    assertThat(scene.run("verify").ends(Exit.INTEGRITY).out())
        .contains("lies with the pruned ones, and the custody log does not name it");
  }

  @Test
  void whatFileServersLeaveIsNobodys(Scene scene) throws IOException {
    Path copy = scene.folder().resolve("copy");
    scene.run("mirror", copy).ends(Exit.OK);
    for (Path vault : new Path[] {scene.vault(), copy}) {
      for (String folder : new String[] {"packs", "snapshots"}) {
        for (Path file : Tree.files(vault.resolve(folder))) {
          Files.writeString(file.resolveSibling("._" + file.getFileName()), "left");
        }
        Files.writeString(vault.resolve(folder).resolve(".DS_Store"), "left");
      }
      Files.createDirectories(vault.resolve("drafts"));
      Files.writeString(vault.resolve("drafts/.DS_Store"), "left");
    }
    scene.run("verify").ends(Exit.OK);
    scene.run("snapshots").ends(Exit.OK);
    scene.run("snapshot", scene.story().imacEdited(), "--device", "imac").ends(Exit.OK);
    scene.run("mirror", copy).ends(Exit.OK);
    scene.run("verify", "--vault", copy).ends(Exit.OK);
    scene.run("repair", "--from", copy).ends(Exit.OK);
    scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    scene.run("mirror", copy, "--prune").ends(Exit.OK);
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aFolderThatIsGoneIsSaidByWhatItHeld(Scene scene) throws IOException {
    for (String folder : new String[] {"packs", "snapshots"}) {
      Path moved = scene.folder().resolve(folder);
      Files.move(scene.vault().resolve(folder), moved);
      assertThat(scene.run("verify").ends(Exit.INTEGRITY).out()).contains("FAILED");
      Files.move(moved, scene.vault().resolve(folder));
    }
    scene.run("verify").ends(Exit.OK);
  }
}
