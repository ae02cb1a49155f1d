package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultLock;

/** Holds of several cases lie on the same snapshots, and each ends by itself. */
@ExtendWith(Scenes.class)
final class HoldTest {

  private static JsonNode held(Scene scene) throws IOException {
    return scene.run("hold", "list", "--json").json().path("holds");
  }

  @Test
  void aHoldOfOneCaseOutlivesTheReleaseOfAnother(Scene scene) throws IOException {
    scene.run("hold", "set", "--device", "imac", "--reason", "a", "--case", "A").ends(Exit.OK);
    scene.run("hold", "set", "--device", "imac", "--reason", "b", "--case", "B").ends(Exit.OK);
    assertThat(held(scene)).hasSize(2);
    Run vague = scene.run("hold", "release", "--device", "imac", "--reason", "over");
    assertThat(vague.refuses(Exit.USAGE).err()).contains("2 holds are in force there", "--case");
    scene
        .run("hold", "release", "--device", "imac", "--reason", "over", "--case", "C")
        .refuses(Exit.USAGE);
    Run released =
        scene.run("hold", "release", "--device", "imac", "--reason", "over", "--case", "A");
    assertThat(released.ends(Exit.OK).out()).contains("case B").doesNotContain("case A");
    assertThat(held(scene).path(0).path("case").asText()).isEqualTo("B");
    scene.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
    assertThat(scene.run("snapshots", "--json").json().toString()).contains("imac");
    scene.run("hold", "release", "--device", "imac", "--reason", "over").ends(Exit.OK);
    assertThat(held(scene)).isEmpty();
  }

  @Test
  void aHoldWithoutACaseIsReleasedByTheNumberOfItsEntry(Scene scene) throws IOException {
    scene.run("hold", "set", "imac:latest", "--reason", "first").ends(Exit.OK);
    scene.run("hold", "set", "imac:latest", "--reason", "second").ends(Exit.OK);
    String first = held(scene).path(0).path("entry").asText();
    scene.run("hold", "set", "imac:latest", "--reason", "x", "--entry", first).refuses(Exit.USAGE);
    scene
        .run("hold", "release", "imac:latest", "--reason", "over", "--entry", "1")
        .refuses(Exit.USAGE);
    scene.run("hold", "release", "imac:latest", "--reason", "over", "--entry", first).ends(Exit.OK);
    assertThat(held(scene)).hasSize(1);
    assertThat(held(scene).path(0).path("reason").asText()).isEqualTo("second");
  }

  @Test
  void whatIsPrunedWhileAHoldWaitsIsNotSaidToBeHeld(Scene scene) throws Exception {
    JsonNode oldest = scene.run("snapshots", "--json").json().path("snapshots").path(0);
    String id = oldest.path("snapshot").asText();
    Run waited = whilePruning(scene, id, "hold", "set", id, "--reason", "court order");
    waited.refuses(Exit.USAGE);
    assertThat(waited.err()).contains("pruned");
    assertThat(held(scene)).isEmpty();
  }

  @Test
  void whatIsPrunedWhileAProofIsMadeIsNotCited(Scene scene) throws Exception {
    JsonNode oldest = scene.run("snapshots", "--json").json().path("snapshots").path(0);
    String id = oldest.path("snapshot").asText();
    Path out = scene.folder().resolve("proof.json");
    Run waited = whilePruning(scene, id, "prove", id, "--message", "X", "--out", out);
    waited.refuses(Exit.USAGE);
    assertThat(out).doesNotExist();
    assertThat(scene.run("custody", "log").out()).doesNotContain(" prove ");
  }

  /** Runs a command against a vault whose lock is held until a snapshot was pruned. */
  private static Run whilePruning(Scene scene, String id, Object... line) throws Exception {
    CompletableFuture<Run> running;
    Vault vault = Vault.open(scene.vault());
    try (VaultLock lock = VaultLock.take(vault, "a run that prunes")) {
      assertThat(lock).isNotNull();
      running = CompletableFuture.supplyAsync(() -> scene.run(line));
      TimeUnit.SECONDS.sleep(2);
      new Snapshots(vault).prune(id);
    }
    return running.get(1, TimeUnit.MINUTES);
  }
}
