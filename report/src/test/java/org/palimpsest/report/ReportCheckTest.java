package org.palimpsest.report;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.json.Json;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.pdf.PdfView;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.KeyKind;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

class ReportCheckTest {

  private static Map<String, byte[]> files = Map.of();

  @TempDir Path folder;

  private static byte[] file(String name) {
    return requireNonNull(files.get(name));
  }

  @BeforeAll
  static void make() throws Exception {
    files = Sample.files(Sample.facts(3, "+15550100"), Sample.KEY);
  }

  @BeforeEach
  void write() throws Exception {
    ReportFolder.write(folder, files, () -> {});
  }

  private List<Check> check() throws Exception {
    return ReportCheck.of(folder.resolve("report.json"), Trust.in());
  }

  private static List<String> failed(List<Check> checks) {
    return checks.stream().filter(Check::isFailure).map(Check::name).toList();
  }

  @Test
  void aReportAsIssuedHasNoFailureAndASeal() throws Exception {
    List<Check> checks = check();
    assertEquals(List.of(), failed(checks));
    assertTrue(ReportCheck.isSealed(checks));
    assertTrue(checks.stream().anyMatch(check -> check.name().equals("pdf pages")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "report.json",
        "report.json.p7s",
        "report.pdf",
        "report.html",
        "findings.csv",
        "threads.csv",
        "messages.csv",
        "attachments.csv",
        "VERIFY.txt",
        "signer.pem"
      })
  void aFlippedByteAnywhereInAFileIsFound(String name) throws Exception {
    byte[] good = file(name);
    boolean isPrinted = name.equals("report.pdf") || name.equals("report.json");
    if (!isPrinted) {
      // To print pages for each flip in another file would show nothing more.
      Files.delete(folder.resolve("report.pdf"));
    }
    // The line break at the end of signer.pem is the one byte that nothing rests on.
    for (double place : new double[] {0, 0.1, 0.35, 0.5, 0.75, 0.95, 0.998}) {
      byte[] bad = good.clone();
      bad[(int) (place * (good.length - 1))] ^= 1;
      Files.write(folder.resolve(name), bad);
      List<Check> checks = check();
      assertFalse(failed(checks).isEmpty(), name + " at " + place);
    }
    Files.write(folder.resolve(name), good);
    Files.write(folder.resolve("report.pdf"), file("report.pdf"));
    assertEquals(List.of(), failed(check()));
  }

  /** Walks the document from its first byte to its last; the views, which cost most, stay away. */
  @Test
  void noMutantOfTheDocumentIsAcceptedWhereverItsByteLies() throws Exception {
    byte[] good = file("report.json");
    Path alone = folder.resolve("alone.json");
    Files.write(folder.resolve("alone.json.p7s"), file("report.json.p7s"));
    Files.write(alone, good);
    assertEquals(List.of(), failed(ReportCheck.of(alone, Trust.in())));
    for (int at = 0; at < good.length; at += 13) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << at / 13 % 8);
      Files.write(alone, bad);
      assertFalse(failed(ReportCheck.of(alone, Trust.in())).isEmpty(), "byte " + at);
    }
  }

  @Test
  void theViewOfAnotherReportIsNamed() throws Exception {
    Map<String, byte[]> other = Sample.files(Sample.facts(4, "+15550199"), Sample.KEY);
    for (String name : List.of("report.html", "messages.csv", "report.pdf")) {
      Files.write(folder.resolve(name), requireNonNull(other.get(name)));
      assertEquals(List.of(name), failed(check()));
      Files.write(folder.resolve(name), file(name));
    }
  }

  @Test
  void aReportSealedByAnotherKeyThanItNamesIsFound() throws Exception {
    SealingKey other = Sample.key("Somebody Else");
    byte[] json = file("report.json");
    Files.write(folder.resolve("report.json.p7s"), other.sealDetached(json, Sample.ISSUED));
    assertEquals(List.of("report signer"), failed(check()));
  }

  /** Without its own seal beside it, and beside the seal of another one. */
  @Test
  void viewsThatAnotherKeySealedSpeakForNothing() throws Exception {
    byte[] json = file("report.json");
    ObjectNode report = (ObjectNode) Json.read(json);
    Files.write(
        folder.resolve("report.pdf"), PdfView.certified(report, json, Sample.key("Somebody Else")));
    assertEquals(List.of("report.pdf signer"), failed(check()));
    Files.delete(folder.resolve("report.json.p7s"));
    assertEquals(List.of("report.pdf signer"), failed(check()));
  }

  @Test
  void partsThatAnotherKeySealedAreFound() throws Exception {
    byte[] json = file("report.json");
    ObjectNode report = (ObjectNode) Json.read(json);
    SealingKey other = Sample.key("Somebody Else");
    Parts parts =
        Parts.of(report, json, new byte[32], bytes -> other.sealDetached(bytes, Sample.ISSUED));
    Files.write(folder.resolve(Parts.FILE), parts.toBytes());
    assertEquals(List.of("parts signer"), failed(check()));
  }

  @Test
  void aFigureThatTheListsDoNotSupportIsFoundThoughItIsSealed() throws Exception {
    String text = new String(file("report.json"), StandardCharsets.UTF_8);
    byte[] wrong = text.replace("\"removed\":3", "\"removed\":2").getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("report.json"), wrong);
    Files.write(folder.resolve("report.json.p7s"), Sample.KEY.sealDetached(wrong, Sample.ISSUED));
    assertTrue(failed(check()).contains("report figures"));
  }

  /**
   * OpenSSL trusts whatever the file holds, so that a stranger's certificate in it is no small
   * thing.
   */
  @Test
  void aSecondCertificateInTheSignersFileIsFound() throws Exception {
    byte[] other = Sample.key("Somebody Else").pem().getBytes(StandardCharsets.US_ASCII);
    byte[] own = file("signer.pem");
    for (byte[][] parts : new byte[][][] {{own, other}, {other, own}}) {
      byte[] both = java.util.Arrays.copyOf(parts[0], parts[0].length + parts[1].length);
      System.arraycopy(parts[1], 0, both, parts[0].length, parts[1].length);
      Files.write(folder.resolve("signer.pem"), both);
      assertEquals(List.of("signer.pem"), failed(check()));
    }
  }

  private List<String> ofSecond(Check.Status status) throws Exception {
    return check().stream()
        .filter(check -> check.name().equals("second.pem") && check.status() == status)
        .map(Check::detail)
        .toList();
  }

  /** Whoever gives the file to OpenSSL trusts what it holds. */
  @Test
  void theSecondSealsFileHoldsItsCertificateAndNoOther() throws Exception {
    assertTrue(check().stream().noneMatch(check -> check.name().equals("second.pem")));
    SealingKey key = second("Second");
    Path file = folder.resolve("second.pem");
    Files.writeString(file, key.pem());
    assertEquals(
        List.of("no second seal lies beside it that it could be of"),
        ofSecond(Check.Status.NOT_CHECKED));
    Files.write(
        folder.resolve("report.json.mldsa65.p7s"),
        key.sealDetached(file("report.json"), Sample.ISSUED));
    assertEquals(List.of(), failed(check()));
    assertEquals(
        List.of("holds the certificate of the second seal"), ofSecond(Check.Status.PASSED));
    String other = second("Somebody Else").pem();
    for (String bad :
        List.of(other, other + key.pem(), key.pem() + other, Sample.KEY.pem(), "none")) {
      Files.writeString(file, bad);
      assertEquals(List.of("second.pem"), failed(check()), bad);
    }
    Files.delete(file);
    assertEquals(List.of("not in the folder"), ofSecond(Check.Status.NOT_CHECKED));
    Files.createSymbolicLink(file, folder.resolve("signer.pem"));
    assertEquals(List.of("second.pem"), failed(check()));
  }

  private static SealingKey second(String name) {
    return SealingKey.create(
        name,
        KeyKind.ML_DSA_65,
        Sample.ISSUED.minusSeconds(60),
        Duration.ofDays(9),
        new SecureRandom());
  }

  @Test
  void aReportWithoutItsSealIsNotCalledSealed() throws Exception {
    Files.delete(folder.resolve("report.json.p7s"));
    Files.delete(folder.resolve("report.pdf"));
    List<Check> checks = check();
    assertEquals(List.of(), failed(checks));
    assertFalse(ReportCheck.isSealed(checks));
  }

  @Test
  void trustIsInTheCertificateThatWasGiven() throws Exception {
    Path json = folder.resolve("report.json");
    assertEquals(List.of(), failed(ReportCheck.of(json, Trust.in(Sample.KEY.certificate()))));
    List<String> failed =
        failed(ReportCheck.of(json, Trust.in(Sample.key("Somebody Else").certificate())));
    assertEquals(List.of("seal identity", "pdf seal identity"), failed);
  }

  @Test
  void missingViewsAreSaidAndNotFailed() throws Exception {
    Files.delete(folder.resolve("report.html"));
    Check check =
        check().stream().filter(each -> each.name().equals("report.html")).findAny().orElseThrow();
    assertEquals(Check.Status.NOT_CHECKED, check.status());
  }

  @Test
  void aFileThatIsNoReportIsNone() throws Exception {
    for (String text : List.of("", "{", "[]", "{\"schema\":\"palimpsest/report/9\"}", "\u0000")) {
      Files.writeString(folder.resolve("report.json"), text);
      assertFalse(failed(check()).isEmpty(), text);
    }
  }

  @Test
  void thePdfAloneIsCheckedWithTheDocumentInside() {
    List<Check> checks = ReportCheck.ofPdf(file("report.pdf"), Trust.in());
    assertEquals(List.of(), failed(checks));
    Map<String, Check.Status> byName = new TreeMap<>();
    checks.forEach(check -> byName.put(check.name(), check.status()));
    assertEquals(Check.Status.PASSED, byName.get("report figures"));
    assertEquals(Check.Status.PASSED, byName.get("pdf coverage"));
    assertEquals(5, ReportDocument.RENDERING);
  }
}
