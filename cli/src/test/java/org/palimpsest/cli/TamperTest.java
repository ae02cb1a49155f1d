package org.palimpsest.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Generation;
import org.palimpsest.testdata.Person;
import org.palimpsest.testdata.World;

/** One bit flipped anywhere in a vault: {@code verify} exits 4 and names the place. */
class TamperTest {

  @TempDir Path folder;

  @Test
  void everyFileOfAVaultIsCoveredByVerify() throws Exception {
    Shell shell = new Shell(folder);
    assertEquals(0, shell.run("init").exit());
    try (World world =
        new World(folder.resolve("world"), 1, Instant.parse("2026-11-01T08:00:00Z"))) {
      Device device = world.device("mac", Generation.MACOS_13, true);
      Person ben = new Person("Ben", "+15550117");
      world.receive(world.conversation(ben), ben, "hello");
      device.store().copyTo(folder.resolve("copy"));
    }
    Path store = folder.resolve("copy").resolve("Messages");
    assertEquals(0, shell.run("snapshot", store, "--device", "mac").exit());
    Shell.Run good = shell.run("verify");
    assertEquals(0, good.exit(), good.out());
    List<Path> files;
    try (var all = Files.walk(shell.vault())) {
      files = all.filter(Files::isRegularFile).filter(file -> !file.endsWith("lock")).toList();
    }
    Random random = new Random(8);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < (file.endsWith("vault.json") ? 60 : 12); i++) {
        byte[] bad = bytes.clone();
        int at = i < 4 ? i * (bytes.length - 1) / 3 : random.nextInt(bytes.length);
        bad[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bad);
        Shell.Run run = shell.run("verify");
        // A vault of another format is not read at all.
        boolean isOther = run.err().contains("a format that this version does not know");
        assertEquals(
            isOther ? Exit.USAGE : Exit.INTEGRITY,
            run.exit(),
            folder.relativize(file) + " at " + at + "\n" + run.out() + run.err());
        assertTrue(run.out().contains("FAILED") || !run.causes().isEmpty());
      }
      Files.write(file, bytes);
    }
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertEquals(Exit.INTEGRITY, shell.run("verify").exit(), file.toString());
      Files.write(file, bytes);
    }
    assertEquals(0, shell.run("verify").exit());
  }
}
