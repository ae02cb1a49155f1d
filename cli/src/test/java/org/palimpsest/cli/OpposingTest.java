package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.KeyRing;

/** What an opposing expert would try on those who check; each of it was accepted once. */
@ExtendWith(Scenes.class)
final class OpposingTest {

  /** A pipe would be waited for, and a link leads elsewhere. */
  @Test
  void onlyFilesAreReadBesideAReport(Scene scene) throws Exception {
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    for (String name :
        List.of("report.html", "report.json.p7s", "report.pdf", "signer.pem", "report.parts")) {
      Path file = report.resolve(name);
      Path aside = Files.move(file, scene.folder().resolve(name));
      assertThat(Script.tool(report, "mkfifo", name).exit()).isZero();
      assertTimeoutPreemptively(
          Duration.ofMinutes(2),
          () ->
              assertThat(scene.bare().run("verify", report).ends(Exit.INTEGRITY).out())
                  .contains(name + " is a link or another thing than a file"));
      boolean isRead = name.equals("report.json.p7s");
      assertThat(Script.run(report).exit() != 0).as(name).isEqualTo(isRead);
      Files.delete(file);
      Files.createSymbolicLink(file, aside);
      scene.bare().run("verify", report).ends(Exit.INTEGRITY);
      assertThat(Script.run(report).exit() != 0).as(name).isEqualTo(isRead);
      Files.delete(file);
      Files.move(aside, file);
    }
    scene.bare().run("verify", report).ends(Exit.OK);
  }

  private static Path report(Scene scene, Shell shell, String name) {
    Path out = scene.folder().resolve(name);
    shell.run("report", "imac:latest~1", "imac:latest", "--out", out).ends(Exit.FINDINGS);
    return out;
  }

  private static Shell later(Scene scene, int minutes) {
    return scene.shell().at(Story.SECOND.plusSeconds(60L * minutes));
  }

  /** A thief packs what he sealed with a copy of the log that knows of no revocation. */
  @Test
  void theLogInAPackageCannotSayThatARevokedKeyIsInUse(Scene scene) throws IOException {
    Scene thief = scene.copy(scene.folder().resolve("thief"));
    later(scene, 10).run("keys", "revoke", "--reason", "laptop stolen").ends(Exit.OK);
    Path forged = report(thief, later(thief, 30), "forged");
    Path bag = scene.folder().resolve("bag");
    later(thief, 40).run("package", "imac:latest", "--report", forged, "--out", bag).ends(Exit.OK);
    assertThat(scene.run("verify", forged).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +seal key ");
    assertThat(scene.run("verify", bag).ends(Exit.INTEGRITY).out())
        .containsPattern("FAILED +(package )?seal key +the key was revoked");
  }

  /** A log of anyone's names the report earlier than the revocation stands in the owner's. */
  @Test
  void aLogOfAnyonesCannotDateWhatARevokedKeySealed(Scene scene) throws Exception {
    Scene thief = scene.copy(scene.folder().resolve("thief"));
    later(scene, 10).run("keys", "revoke", "--reason", "laptop stolen").ends(Exit.OK);
    Path owners = scene.folder().resolve("owners");
    later(scene, 11).run("custody", "prove", "7", "--out", owners).ends(Exit.OK);
    Path forged = report(thief, later(thief, 30), "forged");

    Shell own = new Shell(scene.folder().resolve("own")).at(Story.FIRST);
    own.run("init").ends(Exit.OK);
    byte[] report = Files.readAllBytes(forged.resolve("report.json"));
    CustodyLog log = CustodyLog.open(own.vault().resolve("custody"));
    log.append(
        Entry.of(Story.FIRST, Action.NOTE)
            .objects(
                List.of(
                    new Entry.Item(
                        "report.json", report.length, Sha256.of(report), "report", null, null))),
        KeyRing.openLogKey(own.keys().resolve("keys"), null));
    Path thiefs = scene.folder().resolve("thiefs");
    own.run("custody", "prove", "2", "--out", thiefs).ends(Exit.OK);

    Path revoked = owners.resolve("entry-7.tlog-proof");
    Path dated = thiefs.resolve("entry-2.tlog-proof");
    for (List<Path> files :
        List.of(List.of(revoked), List.of(revoked, dated), List.of(dated, revoked))) {
      List<Object> words = new ArrayList<>(List.of("verify", forged));
      words.addAll(files);
      assertThat(scene.bare().run(words.toArray()).ends(Exit.INTEGRITY).out())
          .containsPattern("FAILED +seal key +the key was revoked");
    }
  }

  @Test
  void theScriptNamesWhoeverSealedAndNobodyBesides(Scene scene) throws IOException {
    Path report = report(scene, scene.shell(), "report");
    String own = Script.run(report).out();
    Files.writeString(
        report.resolve("report.json"),
        Files.readString(report.resolve("report.json"))
            .replace("\"messages\":43", "\"messages\":3"));
    Script.Said made =
        Script.tool(
            report,
            "sh",
            "-c",
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=Other"
                + " -keyout k.pem -out c.pem -days 30 2>/dev/null &&"
                + " openssl cms -sign -binary -in report.json -signer c.pem -inkey k.pem"
                + " -certfile signer.pem -outform DER -out report.json.p7s &&"
                + " openssl x509 -in c.pem -noout -fingerprint -sha256");
    assertThat(made.exit()).as(made.out()).isZero();
    String said = Script.run(report).out();
    assertThat(sealedBy(said)).isNotEqualTo(sealedBy(own));
    assertThat(made.out()).contains(sealedBy(said));
    assertThat(Script.run(report, "--trust", report.resolve("signer.pem")).exit()).isNotZero();
    // The recipe that is printed, with a file in which somebody put both certificates.
    Script.Said recipe =
        Script.tool(
            report,
            "sh",
            "-c",
            "cat signer.pem c.pem > both.pem && openssl cms -verify -binary -inform DER -in"
                + " report.json.p7s -content report.json -CAfile both.pem -purpose any -signer"
                + " sealed-by.pem -out /dev/null && openssl x509 -in sealed-by.pem -noout"
                + " -fingerprint -sha256");
    assertThat(recipe.out()).contains(sealedBy(said)).doesNotContain(sealedBy(own));
  }

  private static String sealedBy(String said) {
    Matcher found = Pattern.compile("sealed by .*?Fingerprint=([0-9A-F:]+)").matcher(said);
    assertThat(found.find()).as(said).isTrue();
    return found.group(1);
  }

  /** A commitment is over salt and value, so that the line between the two must be fixed. */
  @Test
  void aDigitThatMovedFromAValueToItsSaltIsRefused(Scene scene) throws IOException {
    Path report = report(scene, scene.shell(), "report");
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--section", "custody", "--out", copy).ends(Exit.OK);
    String text = Files.readString(copy);
    Matcher value =
        Pattern.compile("\"salt\":\"([0-9a-f]{64})\",\"value\":([0-9])([0-9]+)[,}]").matcher(text);
    assertThat(value.find()).isTrue();
    String moved =
        text.substring(0, value.end(1))
            + Integer.toHexString(value.group(2).charAt(0))
            + text.substring(value.end(1), value.start(2))
            + text.substring(value.start(3));
    Files.writeString(copy, moved);
    assertThat(Script.run(copy).exit()).isNotZero();
    scene.bare().run("verify", copy).ends(Exit.INTEGRITY);
  }

  @Test
  void aLinkToAFolderInAPackageIsRefused(Scene scene) throws IOException {
    Path bag = scene.folder().resolve("linked");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    assertThat(Script.run(bag).exit()).isZero();
    Path elsewhere = Files.createDirectory(scene.folder().resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("more.txt"), "more");
    Files.createSymbolicLink(bag.resolve("data").resolve("extra"), elsewhere);
    assertThat(Script.run(bag).exit()).isNotZero();
    scene.bare().run("verify", bag).ends(Exit.INTEGRITY);
  }

  /** A record without a timestamp goes round no loop, and nothing then contradicts it. */
  @Test
  void anEvidenceRecordWithoutATimestampIsNone(Scene scene) throws IOException {
    Path report = report(scene, scene.shell(), "report");
    assertThat(Script.run(report).exit()).isZero();
    for (String hex : List.of("30070201013000" + "3000", "30090201013000" + "30023000")) {
      Files.write(report.resolve("report.json.ers"), HexFormat.of().parseHex(hex));
      assertThat(Script.run(report).exit()).as(hex).isNotZero();
      scene.bare().run("verify", report).ends(Exit.INTEGRITY);
    }
  }

  @Test
  void theScriptReadsAReportBesideALogToo(Scene scene) throws IOException {
    Path folder = Tree.copy(scene.vault().resolve("custody"), scene.folder().resolve("folder"));
    assertThat(Script.run(folder).exit()).isZero();
    Files.writeString(folder.resolve("report.json"), "{\"schema\":\"palimpsest/report/1\"}");
    assertThat(Script.run(folder).exit()).isNotZero();
    Path report = report(scene, scene.shell(), "report");
    for (String name : List.of("log.jsonl", "log.pub", "checkpoint")) {
      Files.copy(scene.vault().resolve("custody").resolve(name), report.resolve(name));
    }
    assertThat(Script.run(report).exit()).isZero();
    Files.writeString(report.resolve("log.jsonl"), "{}\n");
    assertThat(Script.run(report).exit()).isNotZero();
    Files.delete(report.resolve("log.jsonl"));
    Files.writeString(report.resolve("bagit.txt"), "BagIt-Version: 1.0\n");
    assertThat(Script.run(report).exit()).isNotZero();
  }
}
