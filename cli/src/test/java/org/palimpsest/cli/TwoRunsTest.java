package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.snapshot.SnapshotCheck;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.Vault;
import org.palimpsest.verdict.Check;

/** Several runs on one vault at once: one writes, the others are told so, and nobody errs. */
@ExtendWith(Scenes.class)
final class TwoRunsTest {

  private static final int SNAPSHOTS = 4;

  /** What a run did while others were at work. */
  private static CompletableFuture<List<Integer>> snapshots(
      Path folder, Path source, String device, Instant from) {
    return CompletableFuture.supplyAsync(
        () -> {
          List<Integer> exits = new ArrayList<>();
          for (int i = 0; i < SNAPSHOTS; i++) {
            Shell shell = new Shell(folder).at(from.plusSeconds(60L * i));
            exits.add(shell.run("snapshot", source, "--device", device).exit());
          }
          return exits;
        });
  }

  @Test
  void whatIsTakenWhileAVaultIsVerifiedIsNoDamage(Scene scene)
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createDirectories(scene.folder().resolve("two"));
    Shell reader = new Shell(folder).at(Story.SECOND);
    reader.run("init").ends(Exit.OK);
    reader.run("snapshot", scene.story().imacBefore(), "--device", "mac").ends(Exit.OK);
    CompletableFuture<List<Integer>> writing =
        snapshots(folder, scene.story().imacAfter(), "mac", Story.SECOND.plusSeconds(86_400));
    do {
      reader.run("verify", "--snapshot", "latest").ends(Exit.OK);
      reader.run("verify").ends(Exit.OK);
      reader.run("snapshots").ends(Exit.OK);
    } while (!writing.isDone());
    assertThat(writing.get()).hasSize(SNAPSHOTS).doesNotContain(Exit.INTEGRITY, Exit.INTERNAL);
    reader.run("verify").ends(Exit.OK);
  }

  /** The log is read after the manifests; in between, another run may have ended. */
  @Test
  void onlyASnapshotThatIsGoneIsMissed(Scene scene) throws Exception {
    Path folder = Files.createDirectories(scene.folder().resolve("two"));
    Shell shell = new Shell(folder).at(Story.SECOND);
    shell.run("init").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacBefore(), "--device", "mac").ends(Exit.OK);
    Vault vault = Vault.open(shell.vault());
    SnapshotCheck.Outcome seen = new SnapshotCheck(vault, 1).run(Set.of(), false);
    String id =
        shell
            .at(Story.SECOND.plusSeconds(60))
            .run("snapshot", scene.story().imacAfter(), "--device", "mac", "--json")
            .ends(Exit.OK)
            .json()
            .path("snapshot")
            .asText();
    List<LoggedEntry> entries = CustodyLog.open(vault.custody()).entries();
    assertThat(new Agreement(new Snapshots(vault)).check(seen, entries))
        .singleElement()
        .isEqualTo(
            Check.notChecked("snapshot " + Plain.id(id), "was taken while this was running"));
    Path manifest = vault.snapshots().resolve(id + ".json");
    byte[] bytes = Files.readAllBytes(manifest);
    Files.write(manifest, new byte[] {'{', '}'});
    assertThat(new Agreement(new Snapshots(vault)).check(seen, entries))
        .singleElement()
        .matches(Check::isFailure);
    Files.delete(manifest);
    Path pending = manifest.resolveSibling(id + ".json.new");
    Files.write(pending, bytes);
    assertThat(new Agreement(new Snapshots(vault)).check(seen, entries))
        .singleElement()
        .matches(check -> check.detail().startsWith("was interrupted"));
    Files.delete(pending);
    assertThat(new Agreement(new Snapshots(vault)).check(seen, entries))
        .singleElement()
        .matches(check -> check.isFailure() && check.detail().contains("not in the vault"));
  }

  @Test
  void ofTwoThatWriteOneWaitsOrIsTold(Scene scene)
      throws IOException, InterruptedException, ExecutionException {
    Path folder = Files.createDirectories(scene.folder().resolve("two"));
    Shell shell = new Shell(folder).at(Story.SECOND);
    shell.run("init").ends(Exit.OK);
    CompletableFuture<List<Integer>> one =
        snapshots(folder, scene.story().imacAfter(), "one", Story.SECOND.plusSeconds(86_400));
    CompletableFuture<List<Integer>> other =
        snapshots(folder, scene.story().imacBefore(), "other", Story.SECOND.plusSeconds(90_000));
    List<Integer> exits = new ArrayList<>(one.get());
    exits.addAll(other.get());
    assertThat(exits).hasSize(2 * SNAPSHOTS).containsOnly(Exit.OK, Exit.LOCKED).contains(Exit.OK);
    long taken = exits.stream().filter(exit -> exit == Exit.OK).count();
    assertThat(shell.run("snapshots", "--json").ends(Exit.OK).json().path("snapshots"))
        .hasSize((int) taken);
    assertThat(shell.vault().resolve("drafts")).doesNotExist();
    shell.run("verify").ends(Exit.OK);
  }
}
