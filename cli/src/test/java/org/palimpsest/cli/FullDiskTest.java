package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** A disk that is full or read-only ends a run with the vault as it was; the next one goes on. */
@ExtendWith(Scenes.class)
final class FullDiskTest {

  private static int execute(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Test
  void aFullDiskIsSaidAndLeavesTheVaultAsItWas(Scene scene) throws Exception {
    Path disk = Files.createDirectories(scene.folder().resolve("disk"));
    boolean mounted;
    try {
      mounted = execute("mount", "-t", "tmpfs", "-o", "size=3m", "none", disk.toString()) == 0;
    } catch (IOException e) {
      mounted = false;
    }
    assumeTrue(mounted, "a small disk can be mounted by root on Linux only");
    try {
      Tree.copy(scene.vault(), disk.resolve("vault"));
      Shell shell = new Shell(disk);
      shell.at(Story.SECOND).withKeys(scene.shell().keys());
      Path source = Tree.copy(scene.story().imacEdited(), scene.folder().resolve("source"));
      byte[] large = new byte[6_000_000];
      new Random(1).nextBytes(large);
      Files.write(source.resolve("Messages/Attachments/large.bin"), large);
      Tree.Picture before = Tree.picture(shell.vault());
      Run run = shell.run("snapshot", source, "--device", "x").refuses(Exit.INCOMPLETE);
      assertThat(run.err()).contains("the disk is full");
      before.isStillTrue();
      shell.run("snapshot", source, "--device", "x", "--json").refusesInJson(Exit.INCOMPLETE);
      shell.run("diff", "imac:latest", "--now", source).refuses(Exit.INCOMPLETE);
      shell.run("check", source).refuses(Exit.INCOMPLETE);
      before.isStillTrue();
      Files.delete(source.resolve("Messages/Attachments/large.bin"));
      shell.run("snapshot", source, "--device", "x").ends(Exit.OK);
      shell.run("verify").ends(Exit.OK);
      assertThat(execute("mount", "-o", "remount,ro", disk.toString())).isZero();
      Run verified = shell.run("verify").ends(Exit.OK);
      assertThat(verified.out()).contains("nothing wrong was found");
      assertThat(verified.err()).contains("not recorded in the custody log: the file system is");
      Run refused = shell.run("snapshot", source, "--device", "x").refuses(Exit.INCOMPLETE);
      assertThat(refused.err()).contains("the file system is read-only", "mount it for writing");
      assertThat(execute("mount", "-o", "remount,rw", disk.toString())).isZero();
      shell.run("verify").ends(Exit.OK);
    } finally {
      assertThat(execute("umount", disk.toString())).isZero();
    }
  }

  @Test
  void pruningFreesADiskThatIsFull(Scene scene) throws Exception {
    Path disk = Files.createDirectories(scene.folder().resolve("disk"));
    boolean mounted;
    try {
      mounted = execute("mount", "-t", "tmpfs", "-o", "size=6m", "none", disk.toString()) == 0;
    } catch (IOException e) {
      mounted = false;
    }
    assumeTrue(mounted, "a small disk can be mounted by root on Linux only");
    try {
      Tree.copy(scene.vault(), disk.resolve("vault"));
      Shell shell = new Shell(disk);
      shell.at(Story.SECOND).withKeys(scene.shell().keys());
      long free = Files.getFileStore(disk).getUsableSpace();
      // As much is left as the entries need.
      Files.write(disk.resolve("filler"), new byte[(int) Math.max(0, free - 32_768)]);
      shell.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK);
      assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(65_536);
      shell.run("verify").ends(Exit.OK);
    } finally {
      assertThat(execute("umount", disk.toString())).isZero();
    }
  }

  @Test
  void pruningThatNeedsMoreRoomThanThereIsDoesNotBegin(Scene scene) throws Exception {
    Path vault = scene.vault();
    PruneVerb.refuseWithoutRoom(vault, 0);
    assertThatThrownBy(() -> PruneVerb.refuseWithoutRoom(vault, Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            Failure.class,
            refused -> {
              assertThat(refused.exit()).isEqualTo(Exit.INCOMPLETE);
              assertThat(refused.causeInWords()).contains("nothing was changed", "meanwhile");
            });
  }
}
