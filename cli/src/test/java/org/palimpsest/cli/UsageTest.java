package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was typed wrongly is said at once, with the way to type it rightly. */
@ExtendWith(Scenes.class)
final class UsageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frobnicate",
        "snapshto",
        "--frobnicate",
        "help frobnicate",
        "diff",
        "diff latest~1 latest extra",
        "diff latest latest",
        "diff latest --now",
        "diff latest~1 latest --now .",
        "diff latest~1 --fail-on grave",
        "diff --frobnicate latest",
        "extract latest",
        "extract --out x",
        "snapshot",
        "snapshot --device",
        "snapshot --device ../x .",
        "snapshot --device a . .",
        "snapshots extra",
        "check --fail-on grave",
        "check --device :",
        "custody",
        "custody frobnicate",
        "custody show",
        "custody show 0",
        "custody show 99",
        "custody show one",
        "verify nowhere.txt",
        "verify --known-checkpoint nowhere.txt",
        "custody checkpoint --passphrase-file",
        "doctor --color sometimes",
        "init --frobnicate",
        "recover",
        "recover latest~9",
        "recover nobody:latest",
        "recover latest extra"
      })
  void badUsageIsRefusedAndChangesNothing(String line, Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    scene.run((Object[]) line.split(" ")).refuses(Exit.USAGE);
    scene.run((Object[]) (line + " --json").split(" ")).refusesInJson(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void noVerbIsBadUsage(Scene scene) throws IOException {
    scene.run().refuses(Exit.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "snapshot .",
        "snapshots",
        "diff latest~1 latest",
        "check .",
        "verify",
        "custody log",
        "extract latest --out out",
        "recover latest"
      })
  void withoutAVaultEachVerbSaysHowToMakeOne(String line, Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    assertThat(scene.bare().run((Object[]) line.split(" ")).refuses(Exit.USAGE).err())
        .contains("palimpsest init");
    before.isStillTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"snapshot ", "diff latest --now ", "check ", "custody checkpoint"})
  void withoutKeysNothingIsWritten(String line, Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.folder());
    String typed = line.endsWith(" ") ? line + scene.story().imacEdited() : line;
    Shell keyless = scene.shell().withKeys(scene.folder().resolve("none"));
    assertThat(keyless.run((Object[]) typed.split(" ")).refuses(Exit.USAGE).err())
        .contains("there are no keys", "PALIMPSEST_HOME");
    before.isStillTrue();
  }

  @Test
  void keysOfAnotherVaultAreRefused(Scene scene) throws IOException {
    scene.bare().run("init").ends(Exit.OK);
    Tree.Picture before = Tree.picture(scene.folder());
    Shell stranger = scene.shell().withKeys(scene.bare().keys());
    stranger.run("snapshot", scene.story().imacEdited(), "--device", "x").refuses(Exit.USAGE);
    stranger.run("custody", "checkpoint").refuses(Exit.USAGE);
    before.isStillTrue();
  }
}
