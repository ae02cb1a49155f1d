package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultLock;

/** One run writes at a time; a run that died keeps nobody out. */
@ExtendWith(Scenes.class)
final class LockTest {

  /** The other run: holds a vault until it is ended. */
  public static final class Holder {
    private Holder() {}

    /** Takes the lock of the vault that is named, says so, and waits for the end. */
    @SuppressWarnings("SystemOut") // the only way to tell the test
    public static void main(String[] args) throws Exception {
      try (VaultLock lock = VaultLock.take(Vault.open(Path.of(args[0])), "process 1 since today")) {
        System.out.println(lock == null ? "" : "held");
        System.in.read();
      }
    }
  }

  private static Process hold(Path vault) throws IOException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                vault.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = holder.inputReader(StandardCharsets.UTF_8);
    assertThat(said.readLine()).isEqualTo("held");
    return holder;
  }

  @Test
  void aVaultThatALiveProcessHoldsIsSaidToBeLocked(Scene scene) throws Exception {
    Process holder = hold(scene.vault());
    try {
      Tree.Picture before = Tree.picture(scene.vault());
      Path source = scene.story().imacEdited();
      Run run = scene.run("snapshot", source, "--device", "x").refuses(Exit.LOCKED);
      assertThat(run.err()).contains("process 1 since today");
      scene.run("snapshot", source, "--device", "x", "--json").refusesInJson(Exit.LOCKED);
      scene.run("diff", "imac:latest", "--now", source).refuses(Exit.LOCKED);
      scene.run("check", source).refuses(Exit.LOCKED);
      scene.run("snapshots").ends(Exit.OK);
      scene.run("custody", "log").ends(Exit.OK);
      before.isStillTrue();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    scene.run("snapshot", scene.story().imacEdited(), "--device", "x").ends(Exit.OK);
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void aScheduledRunThatMeetsAnotherEndsWithFive(Scene scene) throws Exception {
    Files.writeString(
        scene.shell().keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"imac\"\n");
    Process holder = hold(scene.vault());
    try {
      Tree.Picture before = Tree.picture(scene.folder());
      Run run = scene.run("run").refuses(Exit.LOCKED);
      assertThat(run.err()).contains("process 1 since today");
      scene.run("run", "--if-due", "--json").refusesInJson(Exit.LOCKED);
      before.isStillTrue();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    // The store is what the vault's newest snapshot of it holds.
    assertThat(scene.run("run").ends(Exit.OK).out()).contains("1 of 1 source complete");
  }

  @Test
  void anEntryWaitsForTheOtherRunToEnd(Scene scene) throws Exception {
    Process holder = hold(scene.vault());
    CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS).execute(holder::destroyForcibly);
    scene.run("custody", "checkpoint").ends(Exit.OK);
    assertThat(holder.isAlive()).isFalse();
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void whatCannotBeRecordedIsNotHandedOut(Scene scene) throws Exception {
    Path out = scene.folder().resolve("out");
    Process holder = hold(scene.vault());
    try {
      Path real = Files.createDirectories(scene.folder().resolve("real"));
      Path link = Files.createSymbolicLink(scene.folder().resolve("link"), real);
      // Both wait for the other run before they give up, so they wait together.
      CompletableFuture<Run> linked =
          CompletableFuture.supplyAsync(() -> scene.run("extract", "imac:latest", "--out", link));
      scene.run("extract", "imac:latest", "--out", out).refuses(Exit.LOCKED);
      linked.join().refuses(Exit.LOCKED);
      assertThat(out).doesNotExist();
      assertThat(real).doesNotExist();
    } finally {
      holder.destroyForcibly().waitFor();
    }
    scene.run("extract", "imac:latest", "--out", out).ends(Exit.OK);
  }
}
