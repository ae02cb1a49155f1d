package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** A second copy: whole, only what is missing, and what it is good for. */
@ExtendWith(Scenes.class)
final class MirrorTest {

  private static Path copy(Scene scene) {
    return scene.folder().resolve("copy");
  }

  /** All files but the lock, without their times. */
  private static Map<String, String> content(Path folder) throws IOException {
    Map<String, String> content = Tree.of(folder);
    content.remove("lock");
    content.remove("drafts/");
    content.remove("mirror");
    content.replaceAll((name, what) -> what.replaceAll(" .* ", " "));
    return content;
  }

  @Test
  void theCopyIsTheVaultAndTakesOnlyWhatItLacks(Scene scene) throws IOException {
    JsonNode first = scene.run("mirror", copy(scene), "--json").ends(Exit.OK).json();
    assertThat(first.path("packs").asInt()).isPositive();
    assertThat(content(copy(scene))).isEqualTo(content(scene.vault()));
    Run verified = scene.run("verify", "--vault", copy(scene)).ends(Exit.OK);
    assertThat(verified.err()).contains("this is a second copy");
    assertThat(content(copy(scene))).isEqualTo(content(scene.vault()));
    scene.run("mirror", copy(scene)).ends(Exit.OK);
  }

  @Test
  void whatDatesTheLogGoesAlong(Scene scene) throws IOException {
    for (String name : new String[] {"stamps/3.tsr", "evidence/series.ers"}) {
      Path file = scene.vault().resolve("custody").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "first " + name);
    }
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    assertThat(content(copy(scene))).isEqualTo(content(scene.vault()));
    // A record that was renewed takes the place of the one before.
    Files.writeString(scene.vault().resolve("custody/evidence/series.ers"), "renewed");
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    assertThat(content(copy(scene))).isEqualTo(content(scene.vault()));
  }

  @Test
  void aSecondRunCopiesWhatCameSince(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    scene.run("snapshot", scene.story().imacEdited(), "--device", "imac").ends(Exit.OK);
    JsonNode second = scene.run("mirror", copy(scene), "--json").ends(Exit.OK).json();
    assertThat(second.path("manifests").asInt()).isEqualTo(1);
    assertThat(content(copy(scene))).isEqualTo(content(scene.vault()));
    assertThat(scene.run("mirror", copy(scene)).ends(Exit.OK).out()).contains("lacked nothing");
  }

  @Test
  void aCopyIsWrittenToByMirrorOnlyUntilItIsMadeAVaultOfItsOwn(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Path out = scene.folder().resolve("o");
    Tree.Picture before = Tree.picture(copy(scene));
    scene
        .run("hold", "set", "--vault", copy(scene), "--device", "imac", "--reason", "x")
        .refuses(Exit.USAGE);
    scene.run("prune", "--vault", copy(scene), "--keep-last", 1, "--apply").refuses(Exit.USAGE);
    scene.run("mirror", "--vault", copy(scene), scene.folder().resolve("x")).refuses(Exit.USAGE);
    before.isStillTrue();
    Files.delete(copy(scene).resolve("mirror"));
    scene.run("extract", "--vault", copy(scene), "imac:latest", "--out", out).ends(Exit.OK);
    scene.run("mirror", copy(scene)).refuses(Exit.USAGE);
    // Passed off as a copy again, its log gives it away.
    Path real = Files.createDirectories(scene.folder().resolve("real"));
    scene.run("mirror", real).ends(Exit.OK);
    Files.copy(real.resolve("mirror"), copy(scene).resolve("mirror"));
    before = Tree.picture(scene.vault());
    scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY);
    before.isStillTrue();
  }

  @Test
  void aCopyIsReadWithoutAnEntryAndThatIsSaid(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Tree.Picture before = Tree.picture(copy(scene));
    Path out = scene.folder().resolve("o");
    Run run = scene.run("extract", "--vault", copy(scene), "imac:latest", "--out", out);
    assertThat(run.ends(Exit.OK).err()).contains("not recorded in the custody log");
    assertThat(out.resolve("chat.db"))
        .hasSameBinaryContentAs(scene.story().imacAfter().resolve("Messages/chat.db"));
    for (List<String> words :
        List.of(
            List.of("show", "imac:latest"),
            List.of("gaps", "imac:latest"),
            List.of("recover", "imac:latest"),
            List.of("compare", "imac:latest", "macbook:latest"),
            List.of("diff", "imac:latest~1", "imac:latest"),
            List.of("check"))) {
      List<Object> all = new java.util.ArrayList<>(words);
      all.addAll(List.of("--vault", copy(scene)));
      run = scene.run(all.toArray());
      assertThat(run.exit()).as(run.err()).isIn(Exit.OK, Exit.FINDINGS);
      assertThat(run.err()).contains("not recorded in the custody log");
    }
    before.isStillTrue();
  }

  @Test
  void whatWasInterruptedGoesOn(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    // As after a crash in a first run: no description yet, a manifest pending, a pack missing.
    Files.delete(copy(scene).resolve("vault.json"));
    Path manifest = Tree.files(copy(scene).resolve("snapshots")).get(0);
    Files.move(manifest, manifest.resolveSibling(manifest.getFileName() + ".new"));
    Path pack =
        Tree.files(copy(scene).resolve("packs")).stream()
            .filter(file -> file.toString().endsWith(".pack"))
            .findFirst()
            .orElseThrow();
    Files.delete(pack);
    byte[] log = Files.readAllBytes(copy(scene).resolve("custody/log.jsonl"));
    Files.write(
        copy(scene).resolve("custody/log.jsonl"), java.util.Arrays.copyOf(log, log.length - 40));
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    assertThat(content(copy(scene))).isEqualTo(content(scene.vault()));
    scene.run("verify", "--vault", copy(scene)).ends(Exit.OK);
  }

  @Test
  void whatIsNoCopyIsRefused(Scene scene) throws IOException {
    Path other = Files.createDirectories(scene.folder().resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "mine");
    Tree.Picture before = Tree.picture(other);
    scene.run("mirror", other).refuses(Exit.USAGE);
    before.isStillTrue();
    scene.run("mirror", scene.vault().resolve("inside")).refuses(Exit.USAGE);
    scene.run("mirror", scene.folder()).refuses(Exit.USAGE);
    Shell second = new Shell(scene.folder().resolve("second"));
    second.run("init").ends(Exit.OK);
    scene.run("mirror", second.vault()).refuses(Exit.USAGE);
    scene.run("mirror").refuses(Exit.USAGE);
  }

  @Test
  void aDamagedPackIsNotCopied(Scene scene) throws IOException {
    Path pack = pack(scene);
    flip(pack, 100);
    Run run = scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY);
    assertThat(run.err()).contains("is damaged");
    assertThat(copy(scene).resolve("packs").resolve(pack.getFileName())).doesNotExist();
    assertThat(copy(scene).resolve("vault.json")).doesNotExist();
  }

  @Test
  void aDamagedManifestIsNotCopied(Scene scene) throws IOException {
    Path manifest = Tree.files(scene.vault().resolve("snapshots")).get(0);
    byte[] good = Files.readAllBytes(manifest);
    flip(manifest, 40);
    assertThat(scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY).err())
        .contains("manifest " + manifest.getFileName().toString().substring(0, 12));
    assertThat(Tree.files(copy(scene))).noneMatch(file -> file.toString().contains(".json.new"));
    Files.write(manifest, good);
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    // Nor does it take the place of a good one.
    flip(manifest, 40);
    scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY);
    assertThat(copy(scene).resolve("snapshots").resolve(manifest.getFileName()))
        .hasBinaryContent(good);
  }

  @Test
  void whatIsOtherwiseInTheCopyIsCopiedAgain(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Map<String, String> whole = content(copy(scene));
    Path pack = copy(scene).resolve("packs").resolve(pack(scene).getFileName());
    Files.write(pack, new byte[] {1, 2, 3});
    Files.delete(Path.of(pack.toString().replace(".pack", ".idx")));
    flip(copy(scene).resolve("vault.json"), 30);
    flip(copy(scene).resolve("README.txt"), 30);
    for (Path manifest : Tree.files(copy(scene).resolve("snapshots"))) {
      flip(manifest, 30);
    }
    Files.createDirectories(copy(scene).resolve("drafts"));
    Files.writeString(copy(scene).resolve("drafts/draft-x"), "left");
    Files.writeString(copy(scene).resolve("packs/" + "0".repeat(64) + ".idx"), "left");
    Files.writeString(copy(scene).resolve("packs/._" + pack.getFileName()), "not ours");
    JsonNode json = scene.run("mirror", copy(scene), "--json").ends(Exit.OK).json();
    assertThat(json.path("packs").asInt()).isEqualTo(1);
    assertThat(json.path("manifests").asInt()).isEqualTo(4);
    assertThat(json.path("smallFiles").asInt()).isEqualTo(3);
    Files.delete(copy(scene).resolve("packs/._" + pack.getFileName()));
    Map<String, String> again = content(copy(scene));
    again.keySet().removeIf(name -> name.startsWith("custody/"));
    whole.keySet().removeIf(name -> name.startsWith("custody/"));
    assertThat(again).isEqualTo(whole);
    scene.run("verify", "--vault", copy(scene)).ends(Exit.OK);
  }

  @Test
  void aPackOfTheCopyThatRottedIsCopiedAgainWhereItIsReadBack(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Path pack = Damage.flip(copy(scene));
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    scene.run("verify", "--vault", copy(scene)).ends(Exit.INTEGRITY);
    JsonNode json = scene.run("mirror", copy(scene), "--check", "--json").ends(Exit.OK).json();
    assertThat(json.path("packs").asInt()).isEqualTo(1);
    assertThat(json.path("readBack").asBoolean()).isTrue();
    scene.run("verify", "--vault", copy(scene)).ends(Exit.OK);
    // The good one of the copy stays where the vault's own is damaged.
    byte[] good = Files.readAllBytes(pack);
    Files.write(scene.vault().resolve("packs").resolve(pack.getFileName()), new byte[9]);
    scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY);
    assertThat(pack).hasBinaryContent(good);
  }

  @Test
  void aReadmeThatSomebodyWroteIsNotHandedOn(Scene scene) throws IOException {
    Path readme = scene.vault().resolve("README.txt");
    byte[] good = Files.readAllBytes(readme);
    Files.writeString(readme, "everything is fine");
    Run run = scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY);
    assertThat(run.err()).contains("README.txt is not as the custody log says");
    assertThat(copy(scene)).doesNotExist();
    Files.delete(readme);
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    assertThat(copy(scene).resolve("README.txt")).hasBinaryContent(good);
  }

  @Test
  void anOccupiedFolderHintsAtAnotherOneForTheCopy(Scene scene) throws IOException {
    Path other = Files.createDirectories(scene.folder().resolve("other"));
    Files.writeString(other.resolve("letter.txt"), "mine");
    assertThat(scene.run("mirror", other).refuses(Exit.USAGE).hints().get(0))
        .contains("another folder for the copy");
  }

  private static Path pack(Scene scene) throws IOException {
    return Tree.files(scene.vault().resolve("packs")).stream()
        .filter(file -> file.toString().endsWith(".pack"))
        .findFirst()
        .orElseThrow();
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 4;
    Files.write(file, bytes);
  }

  @Test
  void repairReplacesEverythingThatIsDamagedOrGone(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    List<Path> files =
        Tree.files(scene.vault()).stream()
            .filter(
                file ->
                    !file.toString().contains("custody")
                        && !file.endsWith("lock")
                        && !file.endsWith("vault.json"))
            .toList();
    for (Path file : files) {
      byte[] good = Files.readAllBytes(file);
      flip(file, good.length / 2);
      scene.run("verify").ends(Exit.INTEGRITY);
      Run run = scene.run("repair", "--from", copy(scene)).ends(Exit.OK);
      assertThat(run.out()).doesNotContain("nothing is damaged");
      assertThat(file).hasBinaryContent(good);
      Files.delete(file);
      scene.run("repair", "--from", copy(scene)).ends(Exit.OK);
      assertThat(file).hasBinaryContent(good);
    }
    scene.run("verify").ends(Exit.OK);
    assertThat(scene.vault().resolve("damaged")).isNotEmptyDirectory();
    Tree.Picture before = Tree.picture(scene.vault());
    assertThat(scene.run("repair", "--from", copy(scene)).out()).contains("nothing is damaged");
    before.isStillTrue();
  }

  @Test
  void singleObjectsComeFromAVaultOfOtherPacks(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    // The same evidence in other packs.
    Files.delete(copy(scene).resolve("mirror"));
    scene.run("prune", "--vault", copy(scene), "--keep-last", 9, "--apply").ends(Exit.OK);
    Path pack = pack(scene);
    flip(pack, 20);
    Files.delete(copy(scene).resolve("packs").resolve(pack.getFileName()));
    Run run = scene.run("repair", "--from", copy(scene));
    assertThat(run.out()).contains("saved from it");
    assertThat(run.exit()).isIn(Exit.OK, Exit.INTEGRITY);
    if (run.exit() == Exit.INTEGRITY) {
      assertThat(run.out()).contains("is in neither vault in good order");
    }
  }

  @Test
  void repairRefusesWhatIsNoVault(Scene scene) throws IOException {
    Tree.Picture before = Tree.picture(scene.vault());
    scene.run("repair").refuses(Exit.USAGE);
    scene.run("repair", "--from", scene.folder().resolve("none")).refuses(Exit.USAGE);
    scene.run("repair", "--from", scene.vault()).refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void aPackThatTheVaultLostIsNotDroppedFromTheCopy(Scene scene) throws IOException {
    scene.run("mirror", copy(scene)).ends(Exit.OK);
    Path lost = null;
    for (Path file : Tree.files(scene.vault().resolve("packs"))) {
      lost = file.toString().endsWith(".pack") ? file : lost;
    }
    String name = String.valueOf(java.util.Objects.requireNonNull(lost).getFileName());
    Files.delete(lost);
    Files.delete(lost.resolveSibling(name.replace(".pack", ".idx")));
    Run plain = scene.run("mirror", copy(scene)).refuses(Exit.INTEGRITY);
    assertThat(plain.err()).contains("nothing was dropped", "repair --from");
    scene.run("mirror", "--prune", copy(scene)).refuses(Exit.INTEGRITY);
    assertThat(copy(scene).resolve("packs").resolve(name)).exists();
    scene.run("verify", "--vault", copy(scene)).ends(Exit.OK);
    scene.run("repair", "--from", copy(scene)).ends(Exit.OK);
    scene.run("verify").ends(Exit.OK);
    scene.run("mirror", "--prune", copy(scene)).ends(Exit.OK);
    scene.run("verify", "--vault", copy(scene)).ends(Exit.OK);
  }

  @Test
  void aDiskThatIsNotMountedIsNotMadeUpFor(Scene scene) throws IOException {
    Path disk = scene.folder().resolve("media/disk");
    Tree.Picture before = Tree.picture(scene.folder());
    Run refused = scene.run("mirror", disk.resolve("copy")).refuses(Exit.INCOMPLETE);
    assertThat(refused.err()).contains("is not there", "mounted");
    before.isStillTrue();
  }
}
