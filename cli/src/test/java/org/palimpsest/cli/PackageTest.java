package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.bag.BagCheck;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.SeriesEvidence;
import org.palimpsest.custody.Stamps;
import org.palimpsest.seal.Trust;
import org.palimpsest.testdata.LocalAuthority;
import org.palimpsest.verdict.Check;

/** Packages: written, judged by other tools, tampered with, and taken into another vault. */
@ExtendWith(Scenes.class)
final class PackageTest {

  private static Path packed(Scene scene) throws IOException {
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    Path bag = scene.folder().resolve("bag");
    scene
        .run(
            "package",
            "imac:latest~1",
            "imac:latest",
            "--out",
            bag,
            "--report",
            report,
            "--to",
            "The Court",
            "--means",
            "courier")
        .ends(Exit.OK);
    return bag;
  }

  @Test
  void aPackageIsAcceptedByEveryJudge(Scene scene) throws IOException {
    Path bag = packed(scene);
    assertThat(scene.bare().run("verify", bag).ends(Exit.OK).out())
        .containsPattern("passed +package seal signature")
        .containsPattern("passed +custody verdict +INTACT")
        .containsPattern("passed +pdf pages");
    assertThat(bag.resolve("data/reports/report-1/report.parts")).doesNotExist();
    Script.Said said = Script.run(bag);
    assertThat(said.exit()).as(said.out()).isZero();
    if (Script.isInstalled("hashdeep")) {
      Script.Said audit =
          Script.tool(
              bag, "hashdeep", "-c", "sha256", "-r", "-l", "-a", "-k", "known.hashdeep", "data");
      assertThat(audit.exit()).as(audit.out()).isZero();
      assertThat(audit.out()).contains("Audit passed");
    }
    Script.Said sums =
        Script.tool(
            bag, "sha256sum", "-c", "--quiet", "tagmanifest-sha256.txt", "manifest-sha256.txt");
    assertThat(sums.exit()).as(sums.out()).isZero();
    assertThat(Files.readString(scene.vault().resolve("custody/log.jsonl")))
        .contains("\"action\":\"transfer-out\"", "\"to\":\"The Court\"", "\"means\":\"courier\"");
    Path taken = scene.folder().resolve("taken");
    Files.createDirectories(taken);
    scene.run("package", "latest", "--out", taken).refuses(Exit.USAGE);
  }

  @Test
  void nothingInAPackageCanChangeUnseen(Scene scene) throws IOException {
    Path bag = packed(scene);
    for (Path file : Tree.files(bag)) {
      byte[] good = Files.readAllBytes(file);
      for (int part = 0; part < 3 && good.length > 0; part++) {
        byte[] bad = good.clone();
        bad[(int) ((good.length - 1L) * part / 2)] ^= (byte) (1 << part * 2);
        Files.write(file, bad);
        assertThat(isAccepted(bag)).as("%s %d", bag.relativize(file), part).isFalse();
      }
      Files.write(file, good);
    }
    for (Path file : Tree.files(bag)) {
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(isAccepted(bag)).as("without %s", bag.relativize(file)).isFalse();
      Files.write(file, good);
    }
    for (String added :
        List.of("data/objects/extra", "extra.txt", "custody/extra", "data/snapshots/x.json")) {
      Files.writeString(bag.resolve(added), "x");
      assertThat(isAccepted(bag)).as("with %s", added).isFalse();
      assertThat(Script.run(bag).exit()).as("with %s", added).isNotZero();
      Files.delete(bag.resolve(added));
    }
    Files.createSymbolicLink(bag.resolve("link"), Path.of("VERIFY.txt"));
    assertThat(isAccepted(bag)).isFalse();
    Files.delete(bag.resolve("link"));
    assertThat(isAccepted(bag)).isTrue();
  }

  /** Whoever changes a file can write the lists anew; the seal over them shows it. */
  @Test
  void listsWrittenAnewAreFoundByTheSeal(Scene scene) throws Exception {
    Path bag = packed(scene);
    Path file;
    try (Stream<Path> objects = Files.list(bag.resolve("data/objects"))) {
      file = objects.sorted().findFirst().orElseThrow();
    }
    byte[] changed = Files.readAllBytes(file);
    changed[0] ^= 1;
    Files.write(file, changed);
    Script.tool(
        bag,
        "sh",
        "-c",
        "for a in 256 512; do find data -type f | LC_ALL=C sort | xargs sha${a}sum"
            + " > manifest-sha$a.txt; done;"
            + " ls bag-info.txt bagit.txt custody/* known.hashdeep manifest-* trust/* VERIFY.txt"
            + " verify.py | xargs sha256sum > tagmanifest-sha256.txt");
    List<String> wrong =
        BagCheck.of(bag, Trust.NONE, null).checks().stream()
            .filter(Check::isFailure)
            .map(Check::name)
            .toList();
    assertThat(wrong).contains("package seal content");
    assertThat(Script.run(bag).exit()).isNotZero();
    scene.bare().run("verify", bag).ends(Exit.INTEGRITY);
  }

  private static boolean isAccepted(Path bag) throws IOException {
    return BagCheck.of(bag, Trust.NONE, null).checks().stream().noneMatch(Check::isFailure);
  }

  @Test
  void aPackageIsTakenIntoAnotherVault(Scene scene) throws IOException {
    Path bag = packed(scene);
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    Run run = other.run("import", bag, "--from", "The Office", "--state", "unopened", "--json");
    assertThat(run.ends(Exit.OK).json().path("snapshots")).hasSize(2);
    other.run("verify", "--deep").ends(Exit.OK);
    Run here = scene.run("diff", "imac:latest~1", "imac:latest", "--json");
    Run there = other.run("diff", "latest~1", "latest", "--json");
    assertThat(there.json().path("summary")).isEqualTo(here.json().path("summary"));
    assertThat(there.json().path("from").path("asOf"))
        .isEqualTo(here.json().path("from").path("asOf"));
    String log = Files.readString(other.vault().resolve("custody/log.jsonl"));
    String seal = here(scene);
    assertThat(log)
        .contains("\"action\":\"transfer-in\"", "\"from\":\"The Office\"", "unopened", seal);
    try (Stream<Path> left = Files.list(other.vault())) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("import-"));
    }
  }

  /** What the sender's log says of the package. */
  private static String here(Scene scene) throws IOException {
    String log = Files.readString(scene.vault().resolve("custody/log.jsonl"));
    String line =
        log.lines().filter(each -> each.contains("transfer-out")).findFirst().orElseThrow();
    return line.replaceAll(".*\"seal\":\"([0-9a-f]{64})\".*", "$1");
  }

  @Test
  void aPackageThatDoesNotVerifyIsNotTakenIn(Scene scene) throws IOException {
    Path bag = packed(scene);
    Path list = bag.resolve("manifest-sha512.txt");
    Files.writeString(list, Files.readString(list).replace('a', 'b'));
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    Tree.Picture before = Tree.picture(other.vault());
    other.run("import", bag).refuses(Exit.INTEGRITY);
    other.run("import", scene.folder()).refuses(Exit.USAGE);
    before.isStillTrue();
  }

  @Test
  void aSnapshotIsTakenInOnceAndNothingOfItLiesInTheVault(Scene scene) throws IOException {
    Path bag = packed(scene);
    Path beside = scene.folder();
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init", "--encrypt").ends(Exit.OK);
    Path left = Files.createDirectories(other.vault().resolve("import-123/Messages"));
    Files.writeString(left.resolve("chat.db"), "plain");
    List<Path> around = Tree.files(beside);
    JsonNode first = other.run("import", bag, "--json").ends(Exit.OK).json().path("snapshots");
    assertThat(first.findValuesAsText("alreadyThere")).containsOnly("false").hasSize(2);
    assertThat(left.getParent()).doesNotExist();
    List<Path> now = new ArrayList<>(Tree.files(beside));
    now.removeIf(file -> file.startsWith(other.folder()));
    List<Path> then = new ArrayList<>(around);
    then.removeIf(file -> file.startsWith(other.folder()));
    assertThat(now).isEqualTo(then);
    Path out = scene.folder().resolve("list");
    other.run("package", "latest", "--out", out).ends(Exit.OK);
    for (Path file : Tree.files(out.resolve("data/snapshots"))) {
      String text = Files.readString(file);
      assertThat(text).doesNotContain("changedAt", "inode");
      if (file.toString().endsWith(".json")) {
        assertThat(text).contains("files of a package");
      }
    }
    String log = other.run("custody", "log").out();
    JsonNode again = other.run("import", bag, "--json").ends(Exit.OK).json().path("snapshots");
    assertThat(again.findValuesAsText("alreadyThere")).containsOnly("true");
    assertThat(again.findValuesAsText("snapshot")).isEqualTo(first.findValuesAsText("snapshot"));
    assertThat(other.run("custody", "log").out()).isEqualTo(log);
    // A package in the vault's own folder has no place beside it.
    Path inside = Tree.copy(bag, other.vault().resolve("bag"));
    other.run("import", inside, "--device", "z").refuses(Exit.INCOMPLETE);
    Tree.delete(inside);
    // Under another label it is another series.
    JsonNode labelled =
        other.run("import", bag, "--device", "y", "--json").ends(Exit.OK).json().path("snapshots");
    assertThat(labelled.findValuesAsText("alreadyThere")).containsOnly("false");
    other.run("verify").ends(Exit.OK);
  }

  /** What dates the log and its snapshots goes along, and is checked there too. */
  @Test
  void whatDatesTheLogIsHandedOver(Scene scene) throws IOException {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
    try (LocalAuthority authority = LocalAuthority.in(scene.folder().resolve("tsa"))) {
      String url = authority.serve();
      scene.run("custody", "timestamp", "--timestamp", url).ends(Exit.OK);
      scene.run("custody", "evidence", "--timestamp", url).ends(Exit.OK);
      scene.run("custody", "evidence", "--timestamp", url, "--hash", "sha512").ends(Exit.OK);
      Path bag = packed(scene);
      Run run = scene.bare().run("verify", bag, "--trust-time", authority.root());
      assertThat(run.ends(Exit.OK).out())
          .containsPattern("passed +custody time 5 +existed at ")
          .containsPattern("passed +custody time 5 authority")
          .containsPattern("passed +evidence record 6 series +4 snapshots, 2 of them here, renew");
      Script.Said said = Script.run("--trust-time", authority.root(), bag);
      assertThat(said.exit()).as(said.out()).isZero();
      assertThat(said.out().lines().filter(line -> line.contains("dated Time stamp"))).hasSize(3);
      Path signer = bag.resolve("trust/signer.pem");
      scene.bare().run("verify", bag, "--trust-time", signer).ends(Exit.INTEGRITY);
      assertThat(Script.run("--trust-time", signer, bag).exit()).isNotZero();
      for (String name :
          List.of(
              "stamps/5.tsr",
              "stamps/5.checkpoint",
              "evidence/6.ers",
              "evidence/6.list",
              "evidence/6.checkpoint")) {
        byte[] good = Files.readAllBytes(bag.resolve("custody").resolve(name));
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        Files.write(bag.resolve("custody").resolve(name), bad);
        scene.bare().run("verify", bag).ends(Exit.INTEGRITY);
        // With lists that fit, as whoever holds the sender's key can write them.
        Path custody = bag.resolve("custody");
        CustodyLog log = CustodyLog.open(custody);
        List<Check> times = new ArrayList<>(new Stamps(custody).check(log, Set.of()));
        times.addAll(new SeriesEvidence(custody).check(List.of(), false, log, Set.of()));
        assertThat(times.stream().filter(Check::isFailure)).as(name).isNotEmpty();
        assertThat(Script.run(bag).exit()).as(name).isNotZero();
        Files.write(bag.resolve("custody").resolve(name), good);
      }
      takenIn(scene, bag, authority.root());
      // What is damaged in the vault is not handed over as if it were whole.
      Path stamp = scene.vault().resolve("custody/stamps/5.checkpoint");
      Files.delete(stamp);
      Path again = scene.folder().resolve("again");
      scene.run("package", "imac:latest", "--out", again).refuses(Exit.INTEGRITY);
      assertThat(again).doesNotExist();
    }
  }

  private static void takenIn(Scene scene, Path bag, Path root) throws IOException {
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    other
        .run("import", bag, "--trust-time", bag.resolve("trust/signer.pem"))
        .refuses(Exit.INTEGRITY);
    other.run("import", bag, "--trust-time", root).ends(Exit.OK);
    assertThat(Files.readString(other.vault().resolve("custody/log.jsonl")))
        .contains("the sender's custody time 5: existed at ")
        .contains("the sender's evidence record 6 series: 4 snapshots, 2 of them here");
    other.run("verify").ends(Exit.OK);
  }

  /** What makes a report last goes along, all of it, and the report can be made again there. */
  @Test
  void aReportThatWasMadeToLastIsHandedOverWhole(Scene scene) throws IOException {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
    try (LocalAuthority authority = LocalAuthority.in(scene.folder().resolve("tsa"))) {
      String url = authority.serve();
      Path report = scene.folder().resolve("report");
      Shell now = scene.shell().at(Instant.now());
      now.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
      Path crl = Files.write(scene.folder().resolve("root.crl"), authority.crl());
      now.run("extend", report, "--timestamp", url).ends(Exit.OK);
      now.run(
              "extend",
              report,
              "--level",
              "lta",
              "--timestamp",
              url,
              "--crl",
              crl,
              "--cert",
              authority.root())
          .ends(Exit.OK);
      Path bag = scene.folder().resolve("bag");
      now.run("package", "imac:latest", "--out", bag, "--report", report).ends(Exit.OK);
      assertThat(scene.bare().run("verify", bag).ends(Exit.OK).out())
          .containsPattern("passed +seal evidence record")
          .containsPattern("passed +seal validation data");
      Script.Said said = Script.run(bag);
      assertThat(said.exit()).as(said.out()).isZero();
      now.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
      assertThat(report.resolve("report.json.p7c")).doesNotExist();
      assertThat(report.resolve("report.json.ers")).doesNotExist();
      scene.bare().run("verify", report).ends(Exit.OK);
    }
  }

  @Test
  void aReportThatDoesNotVerifyIsNotHandedOver(Scene scene) throws IOException {
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    Path seal = report.resolve("report.json.p7s");
    byte[] good = Files.readAllBytes(seal);
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    Files.write(seal, bad);
    Tree.Picture before = Tree.picture(scene.folder());
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag, "--report", report).refuses(Exit.INTEGRITY);
    before.isStillTrue();
    Files.delete(seal);
    before = Tree.picture(scene.folder());
    scene.run("package", "imac:latest", "--out", bag, "--report", report).refuses(Exit.INTEGRITY);
    before.isStillTrue();
  }

  /** Nobody may conclude from what an incomplete snapshot lacks. */
  @Test
  void thatASnapshotIsIncompleteIsSaidWhereverItGoes(Scene scene) throws IOException {
    scene.takeIncomplete("part");
    Path bag = scene.folder().resolve("bag");
    String said = "INCOMPLETE: absence from it shows nothing";
    assertThat(scene.run("package", "part:latest", "--out", bag).ends(Exit.OK).out())
        .contains(said);
    Path proof = scene.folder().resolve("proof.json");
    scene.run("prove", "part:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    for (Path file : List.of(bag, proof)) {
      assertThat(scene.bare().run("verify", file).ends(Exit.OK).out()).contains(said);
      Script.Said script = Script.run(file);
      assertThat(script.exit()).as(script.out()).isZero();
      assertThat(script.out()).contains(said);
    }
  }

  /** Whoever seals a package can write anything into it; what cannot be is said and not used. */
  @Test
  void whatASenderSaysOfFilesIsLookedAtBeforeItIsUsed(Scene scene) throws Exception {
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    Path honest = ForgedPackage.of(bag, scene.folder().resolve("honest"), (manifest, rows) -> {});
    scene.bare().run("verify", honest).ends(Exit.OK);
    Script.Said script = Script.run(honest);
    assertThat(script.exit()).as(script.out()).isZero();
    Path link = Files.createSymbolicLink(scene.folder().resolve("link"), honest.toAbsolutePath());
    scene.bare().run("verify", link).ends(Exit.OK);
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    other.run("init").ends(Exit.OK);
    Tree.Picture before = Tree.picture(other.folder());
    Map<String, ForgedPackage.Lie> lies = new TreeMap<>();
    lies.put("no evidence", (manifest, rows) -> manifest.remove("evidence"));
    lies.put("nul", (manifest, rows) -> rows.get(1).put("path", "a\0b"));
    lies.put("long path", (manifest, rows) -> rows.get(1).put("path", "a".repeat(4097)));
    lies.put("outside", (manifest, rows) -> rows.get(1).put("path", "../../outside"));
    lies.put("absolute", (manifest, rows) -> rows.get(1).put("path", "/tmp/outside"));
    lies.put("time", (manifest, rows) -> rows.get(1).put("modifiedAt", "yesterday"));
    lies.put(
        "late", (manifest, rows) -> rows.get(1).put("modifiedAt", "+999999999-12-31T23:59:59Z"));
    lies.put("role", (manifest, rows) -> rows.get(1).put("role", "nonsense"));
    lies.put("size", (manifest, rows) -> rows.get(1).put("size", -1));
    lies.put("hash", (manifest, rows) -> rows.get(1).put("sha256", "x"));
    lies.put("database", (manifest, rows) -> evidence(manifest).put("database", "x\0y"));
    lies.put("another's", (manifest, rows) -> evidence(manifest).put("database", "../../x"));
    lies.put("lines", (manifest, rows) -> ((ObjectNode) manifest.path("records")).put("lines", 3));
    for (Map.Entry<String, ForgedPackage.Lie> lie : lies.entrySet()) {
      String name = lie.getKey().replaceAll("[^a-z]", "-");
      Path forged = ForgedPackage.of(bag, scene.folder().resolve("forged-" + name), lie.getValue());
      assertThat(scene.bare().run("verify", forged).ends(Exit.INTEGRITY).out())
          .as(lie.getKey())
          .containsPattern("FAILED +package snapshot ");
      assertThat(Script.run(forged).exit()).as(lie.getKey()).isNotZero();
      other.run("import", forged).refuses(Exit.INTEGRITY);
    }
    before.isStillTrue();
    // A phone's backup may list such files, so a package of one is sound.
    Map<String, ForgedPackage.Lie> odd = new TreeMap<>();
    odd.put("twice", (manifest, rows) -> rows.add(rows.get(1)));
    odd.put("long", (manifest, rows) -> rows.get(1).put("path", "\u00e9".repeat(200)));
    odd.put(
        "below",
        (manifest, rows) ->
            rows.add(rows.get(1).deepCopy().put("path", rows.get(1).path("path").asText() + "/x")));
    for (Map.Entry<String, ForgedPackage.Lie> each : odd.entrySet()) {
      Path path = ForgedPackage.of(bag, scene.folder().resolve(each.getKey()), each.getValue());
      scene.bare().run("verify", path).ends(Exit.OK);
      assertThat(Script.run(path).exit()).as(each.getKey()).isZero();
      other.run("import", path).refuses(Exit.INCOMPLETE);
    }
    assertThat(other.run("snapshots", "--json").json().path("snapshots")).isEmpty();
  }

  private static ObjectNode evidence(ObjectNode manifest) {
    return (ObjectNode) manifest.path("evidence");
  }

  /** What a run that was cut off left behind is in no package. */
  @Test
  void aPackageIsWrittenIntoAFolderOfItsOwn(Scene scene) throws IOException {
    Path bag = scene.folder().resolve("bag");
    Path left = scene.folder().resolve("bag.palimpsest-new");
    Files.createDirectories(left.resolve("data/objects"));
    Files.writeString(left.resolve("data/objects/foreign"), "x");
    Tree.Picture before = Tree.picture(left);
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    before.isStillTrue();
    assertThat(bag.resolve("data/objects/foreign")).doesNotExist();
    scene.bare().run("verify", bag).ends(Exit.OK);
    Path proof = scene.folder().resolve("proof.json");
    Path other = Files.writeString(scene.folder().resolve("proof.json.palimpsest-new"), "mine");
    scene.run("prove", "imac:latest", "--message", "x", "--out", proof).ends(Exit.OK);
    assertThat(other).hasContent("mine");
  }

  /** The log of an encrypted vault is handed over as it was signed. */
  @Test
  void aPackageOfAnEncryptedVaultIsReadByStrangers(Scene scene) throws IOException {
    Path folder = scene.folder().resolve("sealed");
    Files.createDirectories(folder);
    Path passphrase = Files.writeString(folder.resolve("p"), "horse battery\n");
    Shell sealed = new Shell(folder).at(Story.SECOND);
    sealed.run("init", "--encrypt", "--passphrase-file", passphrase).ends(Exit.OK);
    sealed
        .run("snapshot", scene.story().imacAfter(), "--passphrase-file", passphrase)
        .ends(Exit.OK);
    Path bag = folder.resolve("bag");
    sealed.run("package", "latest", "--out", bag, "--passphrase-file", passphrase).ends(Exit.OK);
    assertThat(scene.bare().run("verify", bag).ends(Exit.OK).out())
        .containsPattern("passed +custody verdict +INTACT");
    Script.Said said = Script.run(bag);
    assertThat(said.exit()).as(said.out()).isZero();
  }
}
