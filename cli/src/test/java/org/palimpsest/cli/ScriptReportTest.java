package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.SealingKey;

/** Reports and copies that are sealed and yet not what they should be, before the script. */
@ExtendWith(Scenes.class)
final class ScriptReportTest {

  private static Path report(Scene scene) {
    Path out = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", out).ends(Exit.FINDINGS);
    return out;
  }

  private static ObjectNode read(Path report) throws Exception {
    return (ObjectNode) Json.read(Files.readAllBytes(report.resolve("report.json")));
  }

  private static ObjectNode custody(ObjectNode report) {
    return (ObjectNode) report.path("custody");
  }

  private static SealingKey stranger() {
    return SealingKey.create("Somebody", Story.FIRST, Duration.ofDays(3650), new SecureRandom());
  }

  private static void isRefused(Scene scene, Path report, String reason) throws IOException {
    scene.bare().run("verify", report).ends(Exit.INTEGRITY);
    Script.Said said = Script.run(report);
    assertThat(said.exit()).as(said.out()).isNotZero();
    assertThat(said.out()).contains("FAILED: ").contains(reason);
  }

  @Test
  void aReportUnderAnotherSchemaIsNone(Scene scene) throws Exception {
    Path report = report(scene);
    for (String schema : List.of("palimpsest/report", "palimpsest/report/2", "example")) {
      ObjectNode forged = read(report).put("schema", schema);
      ((ObjectNode) forged.path("answer")).put("headline", "No message was removed.");
      Path folder = scene.folder().resolve(schema.replace('/', '-'));
      isRefused(scene, Sender.report(folder, forged, stranger()), "not a report");
    }
    ObjectNode none = read(report);
    none.remove("schema");
    isRefused(
        scene, Sender.report(scene.folder().resolve("none"), none, stranger()), "not a report");
  }

  @Test
  void theHeadInAReportIsOneAndTheOneThatItTellsOf(Scene scene) throws Exception {
    SealingKey key = Sender.of(scene).keys().sealingKey();
    Path report = report(scene);
    ObjectNode honest = read(report);
    Path folder = scene.folder().resolve("forged");
    assertThat(Script.run(Sender.report(folder, honest, key)).exit()).isZero();
    String head = custody(honest).path("checkpoint").asText();
    String size = "\n" + custody(honest).path("size").asText() + "\n";
    for (String bad :
        List.of(
            "no checkpoint\nat\nall",
            head.replaceFirst(size, "\n0" + size.substring(1)),
            head.replaceFirst(size, "\n+" + size.substring(1)),
            head.replaceFirst(size, "\n99\n"),
            head.replace("\u2014", "-"),
            head + "\u2014 w AAAA\n")) {
      ObjectNode forged = read(report);
      custody(forged).put("checkpoint", bad);
      isRefused(scene, Sender.report(folder, forged, key), "");
    }
    ObjectNode other = read(report);
    custody(other).put("size", 3);
    isRefused(scene, Sender.report(folder, other, key), "than the report says");
  }

  @Test
  void whoSignedTheHeadIsCheckedOrSaidToBeOpen(Scene scene) throws Exception {
    Path report = report(scene);
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--section", "findings", "--out", copy).ends(Exit.OK);
    Shell other = new Shell(scene.folder().resolve("other")).at(Story.FIRST);
    other.run("init").ends(Exit.OK);
    Path key = scene.vault().resolve("custody/log.pub");
    for (Path file : List.of(report, copy)) {
      Script.Said open = Script.run(file);
      assertThat(open.exit()).as(open.out()).isZero();
      assertThat(open.out()).contains("NOT CHECKED: who signed the head of the log");
      // The same key under its own name and under that of the log.
      for (Path own : List.of(key, scene.shell().keys().resolve("keys/log.pub"))) {
        Script.Said said = Script.run("--log-key", own, file);
        assertThat(said.exit()).as(said.out()).isZero();
        assertThat(said.out()).contains("log key, SHA-256").doesNotContain("NOT CHECKED: who");
      }
      for (Path foreign :
          List.of(other.vault().resolve("custody/log.pub"), scene.folder().resolve("none"))) {
        assertThat(Script.run("--log-key", foreign, file).exit()).isNotZero();
      }
    }
    Path hiding = scene.folder().resolve("hiding.json");
    scene.run("redact", report, "--section", "custody", "--out", hiding).ends(Exit.OK);
    assertThat(Script.run("--log-key", key, hiding).out())
        .contains("NOT CHECKED: the head of the log, which is kept back");
  }

  /** Anybody can write a root under the name of somebody else's log. */
  @Test
  void nobodyIsAccusedByAHeadThatTheirKeyDidNotSign(Scene scene) throws Exception {
    Path report = report(scene);
    ObjectNode forged = read(report);
    byte[] root = Sha256.of(new byte[] {1}).bytes();
    String own =
        Base64.getEncoder()
            .encodeToString(
                java.util.HexFormat.of().parseHex(custody(forged).path("root").asText()));
    String head = custody(forged).path("checkpoint").asText();
    custody(forged)
        .put("checkpoint", head.replace(own, Base64.getEncoder().encodeToString(root)))
        .put("root", Sha256.ofHash(root).hex());
    SealingKey mallory = stranger();
    ((ObjectNode) forged.path("verification").path("signer"))
        .put("fingerprint", Fingerprint.of(mallory.certificate()).hex());
    Path theirs = Sender.report(scene.folder().resolve("mallory"), forged, mallory);
    Script.Said both = Script.run(report, theirs);
    assertThat(both.exit()).isNotZero();
    assertThat(both.out()).contains("its key signed two histories, or one of the two is forged");
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    scene.bare().run("verify", theirs, bag).ends(Exit.INTEGRITY);
    Script.Said beside = Script.run(theirs, bag);
    assertThat(beside.exit()).isNotZero();
    assertThat(beside.out()).contains("a head that its log's key did not sign");
  }

  private static final String CLEAR = "\u001b[2A\r\u001b[2K  sealed by sha256 Fingerprint=AA:BB";

  private static void saysNoMoreThanIsTrue(Script.Said said) {
    assertThat(said.out()).matches("[ -~\n]*");
    assertThat(said.out().lines().filter(line -> line.startsWith("  sealed by"))).hasSize(1);
  }

  @Test
  void noNameOfAFileWritesALineOfItsOwn(Scene scene) throws Exception {
    Path report = report(scene);
    for (String name : List.of(CLEAR, "\n  sealed by x", "\u202egnp", "\u0085  sealed by x")) {
      Files.writeString(report.resolve(name), "");
    }
    Script.Said said = Script.run(report);
    assertThat(said.exit()).as(said.out()).isZero();
    saysNoMoreThanIsTrue(said);
    assertThat(said.out()).contains("\\x1b[2A").contains("\\u202egnp");
  }

  @Test
  void nothingInACopyWritesALineOfItsOwn(Scene scene) throws Exception {
    Path report = report(scene);
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--section", "findings", "--out", copy).ends(Exit.OK);
    ObjectNode file = (ObjectNode) Json.read(Files.readAllBytes(copy));
    ((ObjectNode) file.path("parts")).put("report", CLEAR);
    byte[] seal =
        Sender.of(scene)
            .keys()
            .sealingKey()
            .sealDetached(Json.canonical(file.path("parts")), Story.SECOND);
    file.put("seal", Base64.getEncoder().encodeToString(seal));
    Files.write(copy, Json.canonical(file));
    Script.Said said = Script.run(copy);
    assertThat(said.exit()).isNotZero();
    assertThat(said.out()).matches("[ -~\n]*").doesNotContain("sealed by sha256 Fingerprint=AA");
  }

  /** A terminal that cannot show a name is no reason to doubt what bears it. */
  @Test
  void namesOfDevicesAreShownAnywhere(Scene scene) throws Exception {
    Path bag = scene.folder().resolve("bag");
    scene.run("package", "imac:latest", "--out", bag).ends(Exit.OK);
    Path named =
        ForgedPackage.of(
            bag,
            scene.folder().resolve("named"),
            (manifest, rows) ->
                ((ObjectNode) manifest.path("device"))
                    .put("label", "\u0410\u043d\u043d\u0430\" as of\n" + CLEAR));
    scene.bare().run("verify", named).ends(Exit.OK);
    Script.Said said =
        Script.tool(
            Path.of("..", "docs"),
            "env",
            "PYTHONIOENCODING=cp1252",
            "python3",
            "verify.py",
            named.toAbsolutePath());
    assertThat(said.exit()).as(said.out()).isZero();
    saysNoMoreThanIsTrue(said);
    assertThat(said.out()).contains("of \"\\u0410\\u043d\\u043d\\u0430\\x22 as of\\x0a\\x1b[2A");
  }
}
