package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.palimpsest.cli.Shell.Run;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.redact.Redacted;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/** Reports of which parts are kept back. */
@ExtendWith(Scenes.class)
final class RedactTest {

  private static Path report(Scene scene) throws IOException {
    Path report = scene.folder().resolve("report");
    scene.run("report", "imac:latest~1", "imac:latest", "--out", report).ends(Exit.FINDINGS);
    return report;
  }

  @Test
  void whatIsKeptBackIsGoneAndTheRestStillVerifies(Scene scene) throws IOException {
    Path report = report(scene);
    JsonNode json = new ObjectMapper().readTree(report.resolve("report.json").toFile());
    JsonNode finding = json.path("findings").path(0);
    String statement = finding.path("statement").asText();
    Path copy = scene.folder().resolve("redacted.json");
    scene
        .run(
            "redact",
            report,
            "--finding",
            finding.path("id").asText(),
            "--text",
            Story.LOST,
            "--text",
            statement,
            "--out",
            copy)
        .ends(Exit.OK);
    String text = Files.readString(copy);
    assertThat(text).doesNotContain(Story.LOST, statement).contains("+15550117");
    assertThat(scene.bare().run("verify", copy).ends(Exit.OK).out())
        .contains("Redacted report PR-", "[kept back]", "What was kept back")
        .containsPattern("passed +redacted seal signature")
        .containsPattern("passed +redacted values");
    assertThat(scene.run("verify", report).ends(Exit.OK).out())
        .containsPattern("passed +report.parts");
    Script.Said said = Script.run(copy);
    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(said.out()).contains("kept back");
    String key = Files.readString(report.resolve("report.parts")).substring(8, 72);
    assertThat(text).doesNotContain(key);
  }

  /** What was recovered is in the report as bytes. */
  @Test
  void whatStandsInHexadecimalIsKeptBackToo(Scene scene) throws IOException {
    Path report = report(scene);
    JsonNode json = new ObjectMapper().readTree(report.resolve("report.json").toFile());
    String guid = "";
    String digits = "";
    for (JsonNode place : json.path("findings").findParents("recovered")) {
      String bytes = place.path("recovered").path("bytes").asText();
      for (JsonNode each : json.path("results").path("messages")) {
        String ofGuid =
            HexFormat.of()
                .formatHex(each.path("guid").asText().getBytes(StandardCharsets.US_ASCII));
        if (bytes.contains(ofGuid)) {
          guid = each.path("guid").asText();
          digits = ofGuid;
        }
      }
    }
    assertThat(guid).as("a guid of which the bytes were recovered").isNotEmpty();
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--text", guid, "--out", copy).ends(Exit.OK);
    assertThat(Files.readString(copy)).doesNotContain(guid, digits);
    scene.bare().run("verify", copy).ends(Exit.OK);
    Path none = scene.folder().resolve("none.json");
    Run refused = scene.run("redact", report, "--text", guid, "--text", "zebra", "--out", none);
    refused.refuses(Exit.USAGE);
    assertThat(refused.err()).contains("--text number 2").doesNotContain("zebra");
    assertThat(none).doesNotExist();
  }

  @Test
  void noMutantOfARedactedReportIsAccepted(Scene scene) throws Exception {
    Path report = report(scene);
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--section", "results", "--out", copy).ends(Exit.OK);
    byte[] good = Files.readAllBytes(copy);
    assertThat(isAccepted(good)).isTrue();
    int step = good.length / 400;
    for (int at = 0; at < good.length; at += step) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at / step % 8);
      assertThat(isAccepted(bad)).as("byte %d", at).isFalse();
    }
    for (int part = 1; part < 6; part++) {
      byte[] bad = good.clone();
      bad[good.length * part / 6] ^= 1;
      Files.write(copy, bad);
      assertThat(Script.run(copy).exit()).as("part %d", part).isNotZero();
    }
    byte[] parts = Files.readAllBytes(report.resolve("report.parts"));
    for (int at = 0; at < parts.length; at += 97) {
      byte[] bad = parts.clone();
      bad[at] ^= 1;
      Files.write(report.resolve("report.parts"), bad);
      scene.bare().run("verify", report).ends(Exit.INTEGRITY);
      if (at > 300) {
        break;
      }
    }
  }

  private static boolean isAccepted(byte[] file) {
    try {
      return Redacted.parse(file).check(Trust.NONE).stream().noneMatch(Check::isFailure);
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  @Test
  void whatCannotBeRedactedIsRefused(Scene scene) throws IOException {
    Path report = report(scene);
    Path copy = scene.folder().resolve("redacted.json");
    scene.run("redact", report, "--out", copy).refuses(Exit.USAGE);
    scene.run("redact", report, "--finding", "none", "--out", copy).refuses(Exit.USAGE);
    scene.run("redact", report, "--section", "none", "--out", copy).refuses(Exit.USAGE);
    scene.run("redact", report, "--text", "", "--out", copy).refuses(Exit.USAGE);
    String json = Files.readString(report.resolve("report.json"));
    Files.writeString(report.resolve("report.json"), json.replace("imac", "xmac"));
    scene.run("redact", report, "--text", "x", "--out", copy).refuses(Exit.INTEGRITY);
    Files.delete(report.resolve("report.parts"));
    scene.run("redact", report, "--text", "x", "--out", copy).refuses(Exit.USAGE);
    assertThat(copy).doesNotExist();
  }
}
