package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;

/** What may lie in a package, whoever sealed it, and what is said of what may not. */
@ExtendWith(Scenes.class)
final class PackageFormTest {

  private static final String PLACE = "package files +";

  private static Path packed(Scene scene) throws IOException {
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    return bag;
  }

  /** Refused by a failed check, by {@code import} too, which writes nothing. */
  private static void refused(Scene scene, Path bag, String check) throws IOException {
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.SECOND);
    if (!Files.exists(other.vault())) {
      other.run("init").ends(Exit.OK);
    }
    Tree.Picture before = Tree.picture(other.vault());
    Run run = scene.bare().run("verify", bag).ends(Exit.INTEGRITY);
    assertThat(run.out()).as(String.valueOf(bag.getFileName())).containsPattern("FAILED +" + check);
    other.run("import", bag).refuses(Exit.INTEGRITY);
    before.isStillTrue();
  }

  private static Resealed.Change with(String name) {
    return folder -> {
      Files.createDirectories(folder.resolve(name).getParent());
      Files.writeString(folder.resolve(name), "x");
    };
  }

  private static Resealed.Change withFolder(String name) {
    return folder -> Files.createDirectories(folder.resolve(name));
  }

  private static Resealed.Change withLine(String list, String line) {
    return folder -> Files.writeString(folder.resolve(list), line, StandardOpenOption.APPEND);
  }

  @Test
  void whatHasNoPlaceInAPackageIsRefusedWhoeverSealedIt(Scene scene) throws IOException {
    Path bag = packed(scene);
    scene
        .bare()
        .run("verify", Resealed.payload(bag, of(scene, "as-it-was"), f -> {}))
        .ends(Exit.OK);
    Map<Resealed.Change, String> payloads = new LinkedHashMap<>();
    payloads.put(with("data/.hidden"), PLACE + "holds a name that no file of a package has");
    payloads.put(with("data/two words"), PLACE + "holds a name that no file of a package has");
    payloads.put(with("data/back\\slash"), PLACE + "holds a name that no file of a package has");
    payloads.put(withFolder("data/evil dir"), PLACE + "holds a name that no file of a package has");
    payloads.put(with("data/Objects/x"), PLACE + "holds ");
    payloads.put(
        folder -> {
          with("data/snapshots/note").make(folder);
          with("data/snapshots/Note").make(folder);
        },
        PLACE + "holds two names that differ by upper and lower case alone");
    payloads.put(with("data/other/x"), PLACE + "holds a folder that has no place");
    payloads.put(withFolder("data/other"), PLACE + "holds a folder that has no place");
    payloads.put(withFolder("custody/other"), PLACE + "holds a folder that has no place");
    payloads.put(withFolder("data/snapshots/sub"), PLACE + "holds a folder that has no place");
    payloads.put(withFolder("data/reports/empty"), PLACE + "holds a folder that has no place");
    payloads.put(withFolder("data/reports/report-1/in"), PLACE + "holds a folder that has no");
    payloads.put(withFolder("data/reports/report-1"), PLACE + "data/reports/report-1 holds no rep");
    payloads.put(
        with("data/reports/report-1/findings.csv"), PLACE + "data/reports/report-1 holds no rep");
    payloads.put(
        with("data/reports/note"), PLACE + "holds a file where only folders of reports have");
    payloads.put(
        folder -> Tree.delete(folder.resolve("data/snapshots")),
        "package snapshots +it holds no snapshot");
    int number = 0;
    for (Map.Entry<Resealed.Change, String> each : payloads.entrySet()) {
      Path target = of(scene, "payload-" + number++);
      refused(scene, Resealed.payload(bag, target, each.getKey()), each.getValue());
    }
  }

  private static Path of(Scene scene, String name) {
    return scene.folder().resolve(name);
  }

  @Test
  void aListOfAnotherFormIsRefusedWhoeverSealedIt(Scene scene) throws IOException {
    Path bag = packed(scene);
    String none = "a line of the list is none";
    Map<Resealed.Change, String> changes = new LinkedHashMap<>();
    changes.put(withLine("manifest-sha256.txt", "\n"), "package sha256 +" + none);
    changes.put(withLine("manifest-sha512.txt", "\n\n"), "package sha512 +" + none);
    changes.put(
        folder -> {
          Path list = folder.resolve("manifest-sha256.txt");
          Files.writeString(list, "\n" + Files.readString(list));
        },
        "package sha256 +" + none);
    changes.put(
        withLine("known.hashdeep", "1,00,data/x\n"), "package known.hashdeep +lists other files");
    changes.put(
        folder -> Files.writeString(folder.resolve("known.hashdeep"), "bogus\n"),
        "package known.hashdeep +lists other files");
    int number = 0;
    for (Map.Entry<Resealed.Change, String> each : changes.entrySet()) {
      Path target = of(scene, "list-" + number++);
      refused(scene, Resealed.tags(bag, target, each.getKey()), each.getValue());
    }
    Path bare =
        Resealed.tags(bag, of(scene, "bare-bag"), f -> Files.delete(f.resolve("known.hashdeep")));
    assertThat(scene.bare().run("verify", bare).ends(Exit.OK).out())
        .containsPattern("not-checked +package known.hashdeep +not in the package");
    Path open =
        Resealed.tags(
            bag,
            of(scene, "open-end"),
            folder -> {
              Path list = folder.resolve("manifest-sha256.txt");
              Files.writeString(list, Files.readString(list).stripTrailing());
            });
    scene.bare().run("verify", open).ends(Exit.OK);
  }

  @Test
  void theCertificateInAPackageIsTheOneThatSealedIt(Scene scene) throws IOException {
    Path bag = packed(scene);
    assertThat(scene.bare().run("verify", bag).ends(Exit.OK).out())
        .containsPattern("passed +package trust/signer.pem ")
        .containsPattern("passed +package known.hashdeep ");
    byte[] another = Files.readAllBytes(bag.resolve("trust/signer.pem"));
    String check = "package trust/signer.pem +";
    Map<Resealed.Change, String> changes = new LinkedHashMap<>();
    changes.put(
        folder -> Files.write(folder.resolve("trust/signer.pem"), another),
        check + "does not begin with the certificate that sealed the package");
    changes.put(
        folder ->
            Files.write(folder.resolve("trust/signer.pem"), another, StandardOpenOption.APPEND),
        check + "holds a certificate too that did not issue the one before it");
    changes.put(
        folder -> Files.writeString(folder.resolve("trust/signer.pem"), "none"),
        check + "holds no certificate that can be read");
    int number = 0;
    for (Map.Entry<Resealed.Change, String> each : changes.entrySet()) {
      Path target = of(scene, "signer-" + number++);
      refused(scene, Resealed.tags(bag, target, each.getKey()), each.getValue());
    }
    Path without =
        Resealed.tags(bag, of(scene, "without"), f -> Files.delete(f.resolve("trust/signer.pem")));
    assertThat(scene.bare().run("verify", without).ends(Exit.OK).out())
        .containsPattern("not-checked +package trust/signer.pem +not in the package");
  }

  /** Whoever changes a package must not be able to make it look like a disk that fails. */
  @Test
  void anAlteredPackageIsNeverTakenForATroubledDisk(Scene scene) throws IOException {
    Path bag = packed(scene);
    byte[] text = {'a', (byte) 0xff, (byte) 0xfe, '\n'};
    for (Path file : Tree.files(bag)) {
      String name = bag.relativize(file).toString();
      byte[] good = Files.readAllBytes(file);
      if (!name.startsWith("data/objects/")) {
        Files.write(file, text);
        refused(scene, bag, "");
      }
      Files.delete(file);
      Files.createDirectory(file);
      // Neither of the two files that make it a package is there, so it is none for import.
      if (!name.equals("bagit.txt")) {
        refused(scene, bag, PLACE + "holds a folder that has no place");
      }
      Files.delete(file);
      Files.write(file, good);
    }
    scene.bare().run("verify", bag).ends(Exit.OK);
  }

  /** The same of whoever seals what they changed: only what nothing rests on may be anything. */
  @Test
  void bytesThatAreNoTextAreNeverTakenForATroubledDisk(Scene scene) throws IOException {
    Path report = of(scene, "report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    Path bag = of(scene, "bag");
    scene.run("package", "imac:latest", "--out", bag, "--report", report).ends(Exit.OK);
    byte[] text = {'a', (byte) 0xff, (byte) 0xfe, '\n'};
    int number = 0;
    for (Path file : Tree.files(bag)) {
      String name = bag.relativize(file).toString();
      if (name.startsWith("data/objects/") || name.startsWith("tagmanifest-")) {
        continue;
      }
      boolean isFree = List.of("VERIFY.txt", "bag-info.txt", "verify.py").contains(name);
      Resealed.Change change = folder -> Files.write(folder.resolve(name), text);
      Path target = of(scene, "bytes-" + number++);
      Path changed =
          name.startsWith("data/")
              ? Resealed.payload(bag, target, change)
              : Resealed.tags(bag, target, change);
      Run run = scene.bare().run("verify", changed);
      assertThat(run.ends(isFree ? Exit.OK : Exit.INTEGRITY).out())
          .as(name)
          .contains(isFree ? "nothing wrong was found" : "something is not as it was sealed");
    }
  }

  /** One check of one key, and the user's own key is known here as it is for a report. */
  @Test
  void theSealOfAPackageIsJudgedOnceAndAsThatOfAReport(Scene scene) throws IOException {
    Path bag = packed(scene);
    String own = scene.run("verify", bag).ends(Exit.OK).out();
    assertThat(own).containsPattern("passed +package seal identity ");
    String bare = scene.bare().run("verify", bag).ends(Exit.OK).out();
    assertThat(bare).containsPattern("not-checked +package seal identity ");
    for (String out : List.of(own, bare)) {
      assertThat(out.lines().filter(line -> line.contains("  package seal key "))).hasSize(1);
    }
    // The key's standing is said of a package too whose lists do not fit.
    Files.writeString(bag.resolve("VERIFY.txt"), "x");
    scene.run("keys", "revoke").ends(Exit.OK);
    String broken = scene.run("verify", bag).ends(Exit.INTEGRITY).out();
    assertThat(broken).containsPattern("FAILED +package seal key +the key was revoked");
    assertThat(broken.lines().filter(line -> line.contains("  package seal key "))).hasSize(1);
  }
}
