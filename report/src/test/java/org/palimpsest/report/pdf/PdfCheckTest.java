package org.palimpsest.report.pdf;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionJavaScript;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.palimpsest.json.Json;
import org.palimpsest.report.Sample;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/** Attacks on a certified report, among them those that viewers are known to accept. */
class PdfCheckTest {

  private static ObjectNode report = Json.object();
  private static byte[] json = {};
  private static byte[] good = {};

  @BeforeAll
  static void make() throws Exception {
    report = ReportDocument.of(Sample.facts(3, "+15550100"));
    json = Json.canonical(report);
    good = PdfView.certified(report, json, Sample.KEY);
  }

  private static List<String> failed(byte[] pdf) {
    return PdfCheck.of(pdf, Trust.in()).checks().stream()
        .filter(Check::isFailure)
        .map(Check::name)
        .toList();
  }

  /** A change of the file as it lies there. */
  private interface Change {
    void to(PDDocument document) throws Exception;
  }

  private static byte[] updated(Change change) throws Exception {
    try (PDDocument document = Loader.loadPDF(good)) {
      change.to(document);
      document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.saveIncremental(out);
      return out.toByteArray();
    }
  }

  @Test
  void theReportAsIssuedPasses() {
    PdfCheck.Result result = PdfCheck.of(good, Trust.in(Sample.KEY.certificate()));
    assertEquals(List.of(), failed(good));
    assertArrayEquals(json, result.json().orElseThrow().bytes());
    assertEquals(Sample.KEY.certificate(), result.signer().orElseThrow());
  }

  @Test
  void anExchangedAttachmentIsFound() throws Exception {
    byte[] bad =
        updated(
            document -> {
              PDComplexFileSpecification file =
                  requireNonNull(
                      document
                          .getDocumentCatalog()
                          .getNames()
                          .getEmbeddedFiles()
                          .getNames()
                          .get("report.json"));
              try (var out = file.getEmbeddedFile().createOutputStream(COSName.FLATE_DECODE)) {
                out.write("{}".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
              }
              file.getEmbeddedFile().getCOSObject().setNeedToBeUpdated(true);
            });
    assertTrue(failed(bad).contains("pdf coverage"));
  }

  @Test
  void anAppendedPageIsFound() throws Exception {
    byte[] bad =
        updated(
            document -> {
              document.addPage(new PDPage());
              document.getPages().getCOSObject().setNeedToBeUpdated(true);
            });
    assertTrue(failed(bad).contains("pdf coverage"));
  }

  @Test
  void aChangedTitleIsFound() throws Exception {
    byte[] bad =
        updated(
            document -> {
              document.getDocumentInformation().setTitle("Nothing is gone");
              document.getDocumentInformation().getCOSObject().setNeedToBeUpdated(true);
            });
    assertTrue(failed(bad).contains("pdf coverage"));
  }

  @Test
  void bytesBeforeOrAfterAreFound() {
    byte[] after = Arrays.copyOf(good, good.length + 6);
    System.arraycopy(
        "%%EOF\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, after, good.length, 6);
    assertFalse(failed(after).isEmpty());
    byte[] before = new byte[good.length + 1];
    before[0] = ' ';
    System.arraycopy(good, 0, before, 1, good.length);
    assertFalse(failed(before).isEmpty());
  }

  @Test
  void aTruncatedFileIsFound() {
    for (int part = 0; part < 10; part++) {
      assertFalse(failed(Arrays.copyOf(good, good.length * part / 10)).isEmpty());
    }
  }

  @Test
  void aFlippedBitAnywhereIsFound() {
    Random random = new Random(1);
    for (int i = 0; i < 120; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      assertFalse(failed(bad).isEmpty());
    }
  }

  @Test
  void aReportThatWasNeverSignedIsFound() throws Exception {
    assertTrue(failed(PdfView.body(report, json)).contains("pdf signature"));
  }

  @Test
  void pagesOfAnotherDocumentAreFoundThoughTheSignerIsRight() throws Exception {
    ObjectNode other = ReportDocument.of(Sample.facts(4, "+15550100"));
    // The pages of one document with another one inside, certified by the right key.
    byte[] mixed = PdfView.certified(other, json, Sample.KEY);
    assertEquals(List.of("pdf pages"), failed(mixed));
  }

  @Test
  void aScriptIsFound() throws Exception {
    byte[] bad =
        updated(
            document ->
                document
                    .getDocumentCatalog()
                    .setOpenAction(new PDActionJavaScript("app.alert(1)")));
    assertTrue(failed(bad).contains("pdf active content"));
  }

  @Test
  void aSignatureThatAllowsChangesIsFound() throws Exception {
    byte[] bad =
        updated(
            document -> {
              COSDictionary catalog = document.getDocumentCatalog().getCOSObject();
              catalog.removeItem(COSName.getPDFName("Perms"));
            });
    assertFalse(failed(bad).isEmpty());
  }

  @Test
  void whatIsNoPdfIsNone() throws Exception {
    assertEquals(List.of("pdf form"), failed(new byte[0]));
    assertEquals(List.of("pdf form"), failed(json));
    byte[] empty = "%PDF-1.7\n%%EOF\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertEquals(List.of("pdf form"), failed(empty));
  }
}
