package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.digest.Sha256;

/** An encrypted vault: everything works, and nobody without a key reads anything in it. */
@ExtendWith(Scenes.class)
final class EncryptedVaultTest {

  /** A vault of its own beside the scene's. */
  private record Sealed(Scene scene, Shell shell, String recovery) {

    static Sealed make(Scene scene) throws IOException {
      Shell shell = new Shell(scene.folder().resolve("sealed")).at(Story.SECOND);
      JsonNode json = shell.run("init", "--encrypt", "--json").ends(Exit.OK).json();
      assertThat(json.path("encryption").asText()).isEqualTo("aes-256-gcm");
      return new Sealed(scene, shell, json.path("recoveryKey").asText());
    }

    Run run(Object... words) {
      return shell.run(words);
    }

    void fill() {
      run(
              "snapshot",
              scene.story().imacBefore(),
              "--device",
              "canarydevice",
              "--note",
              "canarynote")
          .ends(Exit.OK);
      run("snapshot", scene.story().imacAfter(), "--device", "canarydevice", "--case", "canarycase")
          .ends(Exit.OK);
    }
  }

  @Test
  void everyVerbWorks(Scene scene) throws IOException {
    Sealed sealed = Sealed.make(scene);
    sealed.fill();
    assertThat(sealed.run("snapshots").ends(Exit.OK).out()).contains("canarydevice");
    assertThat(sealed.run("diff", "latest~1", "latest", "--fail-on", "high", "--json").json())
        .isNotEmpty();
    assertThat(sealed.run("verify", "--deep").ends(Exit.OK).out()).contains("the same root");
    assertThat(sealed.run("custody", "log").ends(Exit.OK).out()).contains("snapshot");
    Path out = scene.folder().resolve("out");
    sealed.run("extract", "latest", "--out", out).ends(Exit.OK);
    assertThat(out.resolve("chat.db"))
        .hasSameBinaryContentAs(scene.story().imacAfter().resolve("Messages/chat.db"));
    sealed.run("report", "latest~1", "latest", "--out", scene.folder().resolve("report"));
    assertThat(scene.folder().resolve("report/report.json")).exists();
    Path copy = scene.folder().resolve("copy");
    sealed.run("mirror", copy).ends(Exit.OK);
    sealed.run("verify", "--vault", copy).ends(Exit.OK);
    Path pack = packs(sealed.shell().vault()).get(0);
    byte[] good = Files.readAllBytes(pack);
    byte[] bad = good.clone();
    bad[bad.length / 2] ^= 1;
    Files.write(pack, bad);
    sealed.run("verify").ends(Exit.INTEGRITY);
    sealed.run("repair", "--from", copy).ends(Exit.OK);
    assertThat(pack).hasBinaryContent(good);
    Path manifest = Tree.files(sealed.shell().vault().resolve("snapshots")).get(0);
    Files.delete(manifest);
    sealed.run("repair", "--from", copy).ends(Exit.OK);
    sealed.run("verify").ends(Exit.OK);
    sealed.run("hold", "set", "latest~1", "--reason", "canaryreason").ends(Exit.OK);
    sealed.run("snapshot", scene.story().imacEdited(), "--device", "canarydevice").ends(Exit.OK);
    assertThat(sealed.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK).out())
        .contains("cited");
    sealed.run("verify").ends(Exit.OK);
    sealed.run("mirror", copy, "--prune").ends(Exit.OK);
    sealed.run("verify", "--vault", copy).ends(Exit.OK);
  }

  /** A key that the vault's log calls revoked is not taken for one that it knows nothing of. */
  @Test
  void whatItsLogSaysOfKeysIsAsked(Scene scene) throws IOException {
    Path passphrase = Files.writeString(scene.folder().resolve("p"), "horse battery\n");
    Shell shell = new Shell(scene.folder().resolve("sealed")).at(Story.SECOND);
    shell.run("init", "--encrypt", "--passphrase-file", passphrase).ends(Exit.OK);
    for (Path source : List.of(scene.story().imacBefore(), scene.story().imacAfter())) {
      shell.run("snapshot", source, "--passphrase-file", passphrase).ends(Exit.OK);
    }
    Path report = scene.folder().resolve("report");
    shell.run("report", "latest~1", "latest", "--out", report, "--passphrase-file", passphrase);
    shell
        .run("keys", "revoke", "--since", "2026-01-01T00:00:00Z", "--passphrase-file", passphrase)
        .ends(Exit.OK);
    assertThat(
            shell.run("verify", report, "--passphrase-file", passphrase).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +seal key +the key was revoked as of ");
    assertThat(shell.run("verify", report).ends(Exit.OK).out())
        .containsPattern("not-checked +seal key +your own vault was not asked .*encrypted");
    Path wrong = Files.writeString(scene.folder().resolve("w"), "other\n");
    assertThat(shell.run("verify", report, "--passphrase-file", wrong).ends(Exit.OK).out())
        .containsPattern("not-checked +seal key +your own vault was not asked ");
    assertThat(scene.bare().run("verify", report).ends(Exit.OK).out()).doesNotContain("seal key");
  }

  @Test
  void prunedEvidenceGoesAndTheRestIsSealedAnew(Scene scene) throws IOException {
    Sealed sealed = Sealed.make(scene);
    sealed.fill();
    assertThat(sealed.run("prune", "--keep-last", 1, "--apply").ends(Exit.OK).out())
        .contains("dropped the evidence of 1 snapshot,");
    sealed.run("verify", "--deep").ends(Exit.OK);
    Path out = scene.folder().resolve("out");
    sealed.run("extract", "latest", "--out", out).ends(Exit.OK);
    assertThat(out.resolve("chat.db"))
        .hasSameBinaryContentAs(scene.story().imacAfter().resolve("Messages/chat.db"));
  }

  @Test
  void noByteOfItTellsAnything(Scene scene) throws IOException {
    Sealed sealed = Sealed.make(scene);
    sealed.fill();
    sealed.run("hold", "set", "--device", "canarydevice", "--reason", "canaryreason").ends(Exit.OK);
    // Lookups that cannot be believed are written anew by the next run, and are searched below.
    Path lookup = Files.createDirectories(sealed.shell().vault().resolve("lookup"));
    for (String name : List.of("objects", "snapshots")) {
      Files.write(lookup.resolve(name), new byte[8]);
    }
    sealed.run("snapshot", scene.story().imacEdited(), "--device", "canarydevice").ends(Exit.OK);
    for (String name : List.of("objects", "snapshots")) {
      assertThat(lookup.resolve(name)).isNotEmptyFile();
      assertThat(Files.size(lookup.resolve(name))).isGreaterThan(100);
    }
    List<byte[]> canaries = new ArrayList<>();
    List<String> words = new ArrayList<>(Story.SECRETS);
    words.addAll(List.of("canary", "SQLite format", "chat.db", "messages\":", "message/", "imac"));
    words.add(sealed.recovery());
    for (JsonNode snapshot : sealed.run("snapshots", "--json").json().path("snapshots")) {
      words.add(snapshot.path("snapshot").asText());
      words.add(snapshot.path("root").asText());
    }
    for (Path file : Tree.files(scene.story().imacAfter())) {
      words.add(Sha256.of(Files.readAllBytes(file)).hex());
      words.add(String.valueOf(file.getFileName()));
    }
    for (String word : words) {
      canaries.add(word.getBytes(StandardCharsets.UTF_8));
      canaries.add(word.getBytes(StandardCharsets.UTF_16LE));
    }
    for (Path file : Tree.files(sealed.shell().vault())) {
      String name = sealed.shell().vault().relativize(file).toString();
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      for (int i = 0; i < canaries.size(); i++) {
        String canary = new String(canaries.get(i), StandardCharsets.ISO_8859_1);
        if (!name.equals("README.txt")) {
          assertThat(text.contains(canary)).as("%s in %s", words.get(i / 2), name).isFalse();
          assertThat(name.contains(canary))
              .as("%s in the name %s", words.get(i / 2), name)
              .isFalse();
        }
      }
      // Base64 of the log's lines is sealed bytes too.
      if (name.endsWith("log.jsonl")) {
        for (String line : text.lines().toList()) {
          String decoded =
              new String(java.util.Base64.getDecoder().decode(line), StandardCharsets.ISO_8859_1);
          assertThat(decoded).doesNotContain("canary", "action", "snapshot");
        }
      }
    }
  }

  @Test
  void itOpensWithItsPassphraseOrTheRecoveryKeyAndNothingElse(Scene scene) throws IOException {
    Shell shell = new Shell(scene.folder().resolve("own")).at(Story.SECOND);
    Path pass = Files.writeString(scene.folder().resolve("pass"), "correct horse\n");
    String recovery =
        shell
            .run("init", "--encrypt", "--passphrase-file", pass, "--json")
            .ends(Exit.OK)
            .json()
            .path("recoveryKey")
            .asText();
    shell.run("snapshots", "--passphrase-file", pass).ends(Exit.OK);
    Tree.Picture before = Tree.picture(shell.vault());
    Path wrong = Files.writeString(scene.folder().resolve("wrong"), "incorrect horse\n");
    assertThat(shell.run("snapshots", "--passphrase-file", wrong).refuses(Exit.USAGE).err())
        .contains("does not open");
    shell.run("snapshots").refuses(Exit.USAGE);
    Path key = Files.writeString(scene.folder().resolve("key"), "ABCDE");
    shell.run("snapshots", "--key-file", key).refuses(Exit.USAGE);
    Files.writeString(key, (recovery.charAt(0) == 'A' ? "B" : "A") + recovery.substring(1));
    shell.run("snapshots", "--key-file", key).refuses(Exit.USAGE);
    before.isStillTrue();
    // As a person would copy it down.
    Files.writeString(key, recovery.toLowerCase(Locale.ROOT).replace('-', ' ') + "\n");
    shell.run("snapshots", "--key-file", key).ends(Exit.OK);
    Tree.Picture packs = Tree.picture(shell.vault().resolve("packs"));
    Path fresh = Files.writeString(scene.folder().resolve("fresh"), "a new one\n");
    shell.run("passphrase", "--passphrase-file", pass).refuses(Exit.USAGE);
    shell
        .run("passphrase", "--passphrase-file", pass, "--new-passphrase-file", fresh)
        .ends(Exit.OK);
    packs.isStillTrue();
    shell.run("snapshots", "--passphrase-file", pass).refuses(Exit.USAGE);
    shell.run("snapshots", "--passphrase-file", fresh).ends(Exit.OK);
    shell.run("snapshots", "--key-file", key).ends(Exit.OK);
    scene.run("passphrase", "--new-passphrase-file", fresh).refuses(Exit.USAGE);
  }

  @Test
  void onePassphraseOpensVaultAndKeysBeforeAndAfterItIsChanged(Scene scene) throws IOException {
    Shell shell = new Shell(scene.folder().resolve("own")).at(Story.SECOND);
    Path pass = Files.writeString(scene.folder().resolve("pass"), "correct horse\n");
    Path fresh = Files.writeString(scene.folder().resolve("fresh"), "a new one\n");
    String recovery =
        shell
            .run("init", "--encrypt", "--passphrase-file", pass, "--json")
            .ends(Exit.OK)
            .json()
            .path("recoveryKey")
            .asText();
    shell.run("keys", "second", "--passphrase-file", pass).ends(Exit.OK);
    Path second = scene.folder().resolve("second-vault");
    shell.run("init", second, "--encrypt", "--passphrase-file", pass).ends(Exit.OK);
    Run changed =
        shell
            .run("passphrase", "--passphrase-file", pass, "--new-passphrase-file", fresh)
            .ends(Exit.OK);
    assertThat(changed.out()).contains("of the vault and of the keys was changed");
    assertThat(Tree.files(shell.keys())).noneMatch(file -> file.toString().endsWith(".new"));
    shell
        .run("snapshot", scene.story().imacAfter(), "--device", "x", "--passphrase-file", fresh)
        .ends(Exit.OK);
    shell.run("custody", "checkpoint", "--passphrase-file", fresh).ends(Exit.OK);
    Path out = scene.folder().resolve("package");
    shell.run("package", "latest", "--out", out, "--passphrase-file", fresh).ends(Exit.OK);
    // The other vault kept its own.
    Run other =
        shell
            .run(
                "snapshot",
                scene.story().imacAfter(),
                "--vault",
                second,
                "--device",
                "x",
                "--passphrase-file",
                pass)
            .refuses(Exit.USAGE);
    assertThat(other.err()).contains("opens the vault and not the keys");
    other = shell.run("snapshots", "--vault", second, "--passphrase-file", fresh);
    assertThat(other.refuses(Exit.USAGE).err()).contains("opens the keys and not the vault");
    // The remedy: here the first vault plays one whose passphrase is not that of the keys.
    Path key = Files.writeString(scene.folder().resolve("key"), recovery + "\n");
    shell
        .run(
            "passphrase",
            "--key-file",
            key,
            "--passphrase-file",
            fresh,
            "--new-passphrase-file",
            fresh)
        .ends(Exit.OK);
    shell.run("verify", "--passphrase-file", fresh).ends(Exit.OK);
  }

  @Test
  void theLogSaysWhatTheSlotsAreEvenBetweenTwoPassphrases(Scene scene) throws IOException {
    Shell shell = new Shell(scene.folder().resolve("own")).at(Story.SECOND);
    Path pass = Files.writeString(scene.folder().resolve("pass"), "correct horse\n");
    Path fresh = Files.writeString(scene.folder().resolve("fresh"), "a new one\n");
    shell.run("init", "--encrypt", "--passphrase-file", pass).ends(Exit.OK);
    Path slots = shell.vault().resolve("keys.json");
    byte[] old = Files.readAllBytes(slots);
    assertThat(shell.run("verify", "--passphrase-file", pass).ends(Exit.OK).out())
        .contains("keys.json is as the log says");
    shell
        .run("passphrase", "--passphrase-file", pass, "--new-passphrase-file", fresh)
        .ends(Exit.OK);
    shell.run("verify", "--passphrase-file", fresh).ends(Exit.OK);
    // As a crash behind the entry leaves it.
    byte[] now = Files.readAllBytes(slots);
    Files.write(slots, old);
    Path copy = scene.folder().resolve("copy");
    assertThat(shell.run("verify", "--passphrase-file", pass).out())
        .contains("keys.json is as the log says");
    // With a slot more it still opens, and is not what the log says.
    Files.writeString(
        slots,
        new String(now, StandardCharsets.UTF_8)
            .replace("\"slots\":[", "\"slots\":[{\"kind\":\"x\",\"salt\":\"\",\"wrapped\":\"\"},"));
    assertThat(shell.run("verify", "--passphrase-file", fresh).ends(Exit.INTEGRITY).out())
        .contains("keys.json is not as the log says");
    shell.run("mirror", copy, "--passphrase-file", fresh).refuses(Exit.INTEGRITY);
    assertThat(copy).doesNotExist();
  }

  @Test
  void withoutAPassphraseAKeyFileOpensIt(Scene scene) throws IOException {
    Shell shell = new Shell(scene.folder().resolve("own")).at(Story.SECOND);
    shell.run("init", "--encrypt").ends(Exit.OK);
    shell.run("snapshot", scene.story().imacAfter(), "--device", "x").ends(Exit.OK);
    shell.run("verify").ends(Exit.OK);
    Path key =
        Tree.files(shell.keys()).stream()
            .filter(file -> String.valueOf(file.getFileName()).startsWith("vault-"))
            .findFirst()
            .orElseThrow();
    assertThat(Files.getPosixFilePermissions(key)).hasSize(2);
    Files.delete(key);
    shell.run("verify").refuses(Exit.USAGE);
  }

  @Test
  void everyFlippedBitIsFound(Scene scene) throws IOException {
    Sealed sealed = Sealed.make(scene);
    sealed.run("snapshot", scene.story().imacBefore(), "--device", "x").ends(Exit.OK);
    Random random = new Random(3);
    for (Path file : Tree.files(sealed.shell().vault())) {
      if (file.endsWith("lock")) {
        continue;
      }
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < 3; i++) {
        byte[] bad = good.clone();
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bad);
        int exit = sealed.run("verify").exit();
        assertThat(exit).as(file.toString()).isIn(Exit.INTEGRITY, Exit.USAGE);
      }
      Files.write(file, good);
    }
    sealed.run("verify").ends(Exit.OK);
  }

  private static List<Path> packs(Path vault) throws IOException {
    return Tree.files(vault.resolve("packs")).stream()
        .filter(file -> file.toString().endsWith(".pack"))
        .toList();
  }

  @Test
  void aRunOpensItWithAKeyFileThatLiesElsewhere(Scene scene) throws IOException {
    Shell shell = new Shell(scene.folder().resolve("own")).at(Story.SECOND);
    shell.run("init", "--encrypt").ends(Exit.OK);
    Path key =
        Tree.files(shell.keys()).stream()
            .filter(file -> String.valueOf(file.getFileName()).startsWith("vault-"))
            .findFirst()
            .orElseThrow();
    Path stick = Files.createDirectories(scene.folder().resolve("stick")).resolve("vault.key");
    Files.move(key, stick);
    Files.writeString(
        shell.keys().resolve("config.toml"),
        "[[source]]\npath = \"" + scene.story().imacAfter() + "\"\ndevice = \"imac\"\n");
    shell.run("run").refuses(Exit.USAGE);
    assertThat(shell.run("run", "--key-file", stick).ends(Exit.OK).out())
        .contains("1 of 1 source complete", "a share of the vault verified");
  }

  /** A key file opens it all the same, which whoever sets a passphrase must be told. */
  @Test
  void aPassphraseBesideAKeyFileIsSaidToProtectLess(Scene scene) throws IOException {
    Sealed sealed = Sealed.make(scene);
    sealed.fill();
    Path chosen = Files.writeString(scene.folder().resolve("chosen"), "horse battery\n");
    Run changed = sealed.run("passphrase", "--new-passphrase-file", chosen).ends(Exit.OK);
    assertThat(changed.out())
        .contains("the passphrase of the vault was changed", "still opens it without any")
        .containsPattern("the key file .*vault-[0-9a-f]{12}[.]key");
    assertThat(
            sealed
                .run("passphrase", "--new-passphrase-file", chosen, "--json")
                .ends(Exit.OK)
                .json()
                .path("keyFile")
                .asText())
        .endsWith(".key");
    sealed.run("snapshots", "--passphrase-file", chosen).ends(Exit.OK);
    Path wrong = Files.writeString(scene.folder().resolve("wrong"), "other\n");
    sealed.run("snapshots", "--passphrase-file", wrong).refuses(Exit.USAGE);
    sealed.run("snapshots", "--passphrase-file", scene.folder().resolve("no")).refuses(Exit.USAGE);
  }
}
