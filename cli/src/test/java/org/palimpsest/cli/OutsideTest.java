package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nothing is written into the vault, among the keys, or into a store. */
@ExtendWith(Scenes.class)
final class OutsideTest {

  @Test
  void noVerbWritesIntoTheVaultWhateverTheOption(Scene scene) throws IOException {
    Path vault = scene.vault();
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report, "--fail-on", "high");
    assertThat(report.resolve("report.json")).exists();
    Path link = Files.createSymbolicLink(scene.folder().resolve("link"), vault);
    Tree.Picture before = Tree.picture(vault);
    for (Path in : new Path[] {vault, link}) {
      Path file = in.resolve("snapshots/x.json");
      scene.run("snapshots", "--log-file", in.resolve("custody/log.jsonl")).refuses(Exit.USAGE);
      scene.run("snapshots", "--log-file", in.resolve("vault.json")).refuses(Exit.USAGE);
      scene.run("redact", report, "--section", "custody", "--out", file).refuses(Exit.USAGE);
      scene
          .run(
              "diff",
              "imac:latest~1",
              "imac:latest",
              "--format",
              "sarif",
              "--format-dir",
              in.resolve("packs"))
          .refuses(Exit.USAGE);
      scene.run("init", in.resolve("sub")).refuses(Exit.USAGE);
      scene.run("demo", "--out", in.resolve("demo")).refuses(Exit.USAGE);
      scene.run("extract", "imac:latest", "--out", in.resolve("out")).refuses(Exit.USAGE);
      scene.run("mirror", in.resolve("copy")).refuses(Exit.USAGE);
    }
    before.isStillTrue();
    scene.run("verify").ends(Exit.OK);
  }

  @Test
  void noneWritesIntoAStoreOrAmongTheKeys(Scene scene) throws IOException {
    Path store = scene.story().imacAfter().resolve("Messages");
    Path keys = scene.shell().keys().resolve("keys");
    assertThat(store.resolve("chat.db")).exists();
    Tree.Picture before = Tree.picture(scene.folder());
    for (Path out : new Path[] {store.resolve("out"), store.resolve("Attachments/x")}) {
      scene.run("extract", "imac:latest", "--out", out).refuses(Exit.USAGE);
      scene.run("report", "imac:latest~1", "imac:latest", "--out", out).refuses(Exit.USAGE);
      scene.run("mirror", out).refuses(Exit.USAGE);
      scene.run("custody", "checkpoint", "--out", out).refuses(Exit.USAGE);
    }
    scene.run("snapshots", "--log-file", store.resolve("chat.db-wal")).refuses(Exit.USAGE);
    scene.run("snapshots", "--log-file", keys.resolve("log")).refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void whatARunIsToWriteIsRefusedBeforeItBegins(Scene scene) throws IOException {
    Path store = scene.story().imacAfter();
    Path config = scene.shell().keys().resolve("config.toml");
    String source = "[[source]]\npath = \"" + store + "\"\ndevice = \"imac\"\n";
    for (String setting :
        new String[] {
          "[alerts]\nprometheus = \"" + scene.vault().resolve("vault.json") + "\"\n",
          "[alerts]\nsarif = \"" + store.resolve("Messages/chat.db-wal") + "\"\n",
          "[run]\nreports = \"" + scene.vault().resolve("snapshots") + "\"\n"
        }) {
      Files.writeString(config, setting + source);
      Tree.Picture before = Tree.picture(scene.folder());
      assertThat(scene.run("run").refuses(Exit.USAGE).err()).contains("would lie in", ": that ");
      before.isStillTrue();
    }
  }
}
