package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the receiving vault itself knows decides whether a package is taken in. */
@ExtendWith(Scenes.class)
final class ImportTest {

  private static Path packed(Scene scene, String... snapshots) throws IOException {
    Path bag = scene.folder().resolve("bag");
    Object[] words = new Object[snapshots.length + 3];
    words[0] = "package";
    System.arraycopy(snapshots, 0, words, 1, snapshots.length);
    words[snapshots.length + 1] = "--out";
    words[snapshots.length + 2] = bag;
    scene.run(words).ends(Exit.OK);
    return bag;
  }

  /** The log in the package was signed before, and knows nothing of it. */
  @Test
  void aPackageByAKeyThatTheReceiverCallsRevokedIsNotTakenIn(Scene scene) throws IOException {
    Path bag = packed(scene, "imac:latest");
    Path sealed = Resealed.tags(bag, scene.folder().resolve("by-a-stranger"), folder -> {});
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    scene.run("keys", "revoke", "--since", "2026-01-01T00:00:00Z").ends(Exit.OK);
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(scene.run("verify", bag).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +package seal key +the key was revoked as of ");
    scene.run("import", bag).refuses(Exit.INTEGRITY);
    scene.run("import", bag, "--device", "another").refuses(Exit.INTEGRITY);
    before.isStillTrue();
    // Whose log knows nothing of it takes the package, and this one the package of another key.
    other.run("import", bag).ends(Exit.OK);
    scene.run("import", sealed, "--device", "another").ends(Exit.OK);
  }

  @Test
  void whatIsInThisVaultAlreadyIsNotTakenInAgain(Scene scene) throws IOException {
    Path bag = packed(scene, "imac:latest~1", "imac:latest");
    Tree.Picture before = Tree.picture(scene.vault());
    JsonNode there = scene.run("import", bag, "--json").ends(Exit.OK).json().path("snapshots");
    before.isStillTrue();
    assertThat(there).hasSize(2);
    for (JsonNode each : there) {
      assertThat(each.path("alreadyThere").asBoolean()).isTrue();
      assertThat(each.path("snapshot")).isEqualTo(each.path("original"));
    }
    // Under another label it is another series.
    JsonNode labelled =
        scene
            .run("import", bag, "--device", "copy", "--json")
            .ends(Exit.OK)
            .json()
            .path("snapshots");
    assertThat(labelled.findValuesAsText("alreadyThere")).containsOnly("false").hasSize(2);
    scene.run("verify").ends(Exit.OK);
  }

  /** An incomplete one cannot be taken in, and need not be where it lies already. */
  @Test
  void anIncompleteSnapshotThatIsHereAlreadyIsNotRefused(Scene scene) throws IOException {
    scene.takeIncomplete("part");
    Path bag = packed(scene, "part:latest");
    Tree.Picture before = Tree.picture(scene.vault());
    assertThat(scene.run("import", bag).ends(Exit.OK).out()).contains("not taken in again");
    before.isStillTrue();
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    Tree.Picture empty = Tree.picture(other.vault());
    other.run("import", bag).refuses(Exit.INCOMPLETE);
    scene.run("import", bag, "--device", "copy").refuses(Exit.INCOMPLETE);
    empty.isStillTrue();
    before.isStillTrue();
  }
}
