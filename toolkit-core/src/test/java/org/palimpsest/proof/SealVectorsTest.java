package org.palimpsest.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palimpsest.json.Json;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.KeyKind;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Trust;

/** The vectors in {@code docs/format/vectors/seal}: one document, sealed by each kind of key. */
class SealVectorsTest {

  private static final VectorFiles VECTORS = VectorFiles.of("seal");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant CLAIMED = Instant.parse("2026-11-24T12:00:00Z");

  /** The head of the worked example in {@code docs/format/custody.md}. */
  private static final String ROOT = "6TNOasQoLKhCf6lXnSPIQ/Krcx/Ggkwy5j+aJs+66RM=";

  private static final String HEAD =
      "example.org/log\n2\n"
          + ROOT
          + "\n\n\u2014 example.org/log"
          + " mK8CO6HN1apUduURzNeTP+ClX5cpg1zQ5N7one9SgMK4uf2Mr62I2splQrLFSC4jR/zt8bUfBULVdnn7KxVCmqWzTw4=\n";

  private final Map<String, byte[]> files = new TreeMap<>();

  private void put(String name, byte[] content, byte[] seal) {
    files.put(name + "/report.json", content);
    files.put(name + "/report.json.p7s", seal);
  }

  /** As little of a report as whoever reads the seal alone looks at. */
  private static byte[] report(SealingKey key, String text) {
    ObjectNode report = Json.object().put("schema", "palimpsest/report/1").put("text", text);
    report
        .putObject("custody")
        .put("checkpoint", HEAD)
        .put("origin", "example.org/log")
        .put("root", HexFormat.of().formatHex(Base64.getDecoder().decode(ROOT)))
        .put("size", 2);
    report
        .putObject("verification")
        .putObject("signer")
        .put("fingerprint", Fingerprint.of(key.certificate()).hex());
    return Json.canonical(report);
  }

  @BeforeEach
  void make() {
    byte[] content = new byte[0];
    byte[] other = new byte[0];
    byte[] good = new byte[0];
    for (KeyKind kind : new KeyKind[] {KeyKind.RSA, KeyKind.P384, KeyKind.P256}) {
      SealingKey key =
          SealingKey.create(
              "Test Examiner", kind, START, Duration.ofDays(3650), VectorFiles.random(1));
      content = report(key, "sealed");
      other = report(key, "Sealed");
      good = key.sealDetached(content, CLAIMED);
      String name = kind.name().toLowerCase(java.util.Locale.ROOT);
      put(name, content, good);
      files.put(name + "/signer.pem", key.pem().getBytes(StandardCharsets.US_ASCII));
    }
    put("other-content_fail", other, good);
    byte[] signature = good.clone();
    signature[signature.length - 1] ^= 1;
    put("other-signature_fail", content, signature);
    byte[] time = good.clone();
    // The claimed time, 261124120000Z, one second later.
    time[indexOf(time, "261124120000Z") + 11] ^= 1;
    put("other-claimed-time_fail", content, time);
    byte[] name = good.clone();
    name[indexOf(name, "Test Examiner")] ^= 1;
    put("other-issuer_fail", content, name);
    put("trailing-byte_fail", content, Arrays.copyOf(good, good.length + 1));
    byte[] longer = new byte[good.length + 1];
    System.arraycopy(good, 4, longer, 5, good.length - 4);
    System.arraycopy(new byte[] {0x30, (byte) 0x83, 0, good[2], good[3]}, 0, longer, 0, 5);
    put("long-length_fail", content, longer);
    put("cut_fail", content, Arrays.copyOf(good, good.length - 1));
  }

  private static int indexOf(byte[] bytes, String text) {
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    return at;
  }

  @Test
  void theVectorsAreWhatIsWrittenHere() throws Exception {
    VECTORS.hold(files);
  }

  @Test
  void eachSealHasItsVerdict() throws Exception {
    assertThat(VECTORS.vectors("")).hasSize(10);
    for (Path each : VECTORS.vectors("")) {
      byte[] content = Files.readAllBytes(each.resolve("report.json"));
      byte[] seal = Files.readAllBytes(each.resolve("report.json.p7s"));
      assertThat(SealCheck.detached(seal, content, Trust.NONE).isSound())
          .as(each.toString())
          .isEqualTo(!each.toString().endsWith("_fail"));
    }
  }

  @Test
  void theScriptComesToTheSameVerdict() throws Exception {
    for (Path each : VECTORS.vectors("")) {
      String name = each.getFileName().toString();
      assertThat(VectorFiles.scriptAccepts(each)).as(name).isEqualTo(!name.endsWith("_fail"));
    }
  }
}
