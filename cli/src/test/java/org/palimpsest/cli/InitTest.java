package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** A vault is made once, with keys that only their owner opens. */
@ExtendWith(Scenes.class)
final class InitTest {

  @Test
  void initMakesVaultAndKeysAndPrintsTheFingerprintToWriteDown(Scene scene) throws IOException {
    Shell bare = scene.bare();
    Run run = bare.run("init").ends(Exit.OK);
    assertThat(run.out()).contains("vault made: " + bare.vault(), "Write this fingerprint down");
    assertThat(run.out()).containsPattern("(?m)^  [0-9a-f]{2}[0-9a-f: ]{60,}$");
    assertThat(run.err()).contains("a file that only you can read");
    for (Path key : Tree.files(bare.keys())) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .as(key.getFileName().toString())
          .endsWith("------");
    }
    assertThat(Tree.files(bare.vault())).noneMatch(file -> file.toString().contains("key"));
    bare.run("verify").ends(Exit.OK);
  }

  @Test
  void initWithPassphraseMakesKeysThatOpenWithItAlone(Scene scene) throws IOException {
    Shell bare = scene.bare();
    Path right = Files.writeString(scene.folder().resolve("right"), "correct horse\n");
    Path wrong = Files.writeString(scene.folder().resolve("wrong"), "battery staple\n");
    bare.run("init", "--passphrase-file", right).ends(Exit.OK);
    Tree.Picture before = Tree.picture(bare.vault());
    bare.run("custody", "checkpoint").refuses(Exit.USAGE);
    bare.run("custody", "checkpoint", "--passphrase-file", wrong).refuses(Exit.USAGE);
    Shell.Run verified = bare.run("verify").ends(Exit.OK);
    assertThat(verified.out()).contains("nothing wrong was found");
    assertThat(verified.err()).contains("not recorded in the custody log: the keys need a");
    before.isStillTrue();
    bare.run("custody", "checkpoint", "--passphrase-file", right).ends(Exit.OK);
  }

  @Test
  void initRefusesAFolderThatHoldsAnything(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(scene.run("init").refuses(Exit.USAGE).err()).contains("a vault already");
    Path other = Files.createDirectories(scene.folder().resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "keep me");
    assertThat(scene.run("init", "--vault", other).refuses(Exit.USAGE).err()).contains("not empty");
    Tree.delete(other);
    before.isStillTrue();
  }
}
