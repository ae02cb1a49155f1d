package org.palimpsest.report.pdf;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionJavaScript;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionLaunch;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationText;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.json.Json;
import org.palimpsest.report.ReportCheck;
import org.palimpsest.report.Sample;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * Known attacks on signed PDFs (incremental saving, universal forgery, wrapping, shadow, evil
 * annotation), each in a folder of its own name with {@code _fail} behind it.
 */
class PdfAttacksTest {

  private static final byte[] JSON;
  private static final byte[] GOOD;

  @TempDir static Path folder = Path.of(".");

  static {
    try {
      ObjectNode report = ReportDocument.of(Sample.facts(3, "+15550100"));
      JSON = org.palimpsest.json.Json.canonical(report);
      GOOD = PdfView.certified(report, JSON, Sample.KEY);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What an attacker does to a document, saved behind the signed bytes. */
  private interface Attack {
    void on(PDDocument document) throws IOException;
  }

  private static byte[] behind(Attack attack) throws IOException {
    try (PDDocument document = Loader.loadPDF(GOOD)) {
      attack.on(document);
      document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.saveIncremental(out);
      return out.toByteArray();
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int find(byte[] in, String what, int from) {
    byte[] wanted = ascii(what);
    for (int i = from; i <= in.length - wanted.length; i++) {
      if (Arrays.equals(in, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError(what);
  }

  /** The file with its ByteRange written anew in the same length. */
  private static byte[] range(long... numbers) {
    int at = find(GOOD, "/ByteRange", 0);
    int open = find(GOOD, "[", at);
    int close = find(GOOD, "]", open);
    StringBuilder text = new StringBuilder("[");
    for (long number : numbers) {
      text.append(number).append(' ');
    }
    text.append("]");
    while (text.length() < close + 1 - open) {
      text.insert(text.length() - 1, ' ');
    }
    byte[] changed = GOOD.clone();
    System.arraycopy(ascii(text.toString()), 0, changed, open, close + 1 - open);
    return changed;
  }

  private static long[] range() throws IOException {
    try (PDDocument document = Loader.loadPDF(GOOD)) {
      int[] range = document.getSignatureDictionaries().get(0).getByteRange();
      return Arrays.stream(range).asLongStream().toArray();
    }
  }

  private static byte[] replaced(String what, String by) {
    int at = find(GOOD, what, 0);
    assertThat(by).hasSameSizeAs(what);
    byte[] changed = GOOD.clone();
    System.arraycopy(ascii(by), 0, changed, at, by.length());
    return changed;
  }

  @BeforeAll
  static void attack() throws Exception {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("as-issued", GOOD);
    long[] r = range();
    int gap = (int) r[1];
    files.put("trailing-bytes_fail", join(GOOD, ascii("x")));
    files.put("trailing-revision-mark_fail", join(GOOD, ascii("%%EOF\n")));
    files.put("leading-bytes_fail", join(ascii("x"), GOOD));
    files.put("byte-range-gap-widened_fail", range(r[0], r[1] - 40, r[2], r[3]));
    files.put("byte-range-gap-moved_fail", range(r[0], r[1], r[2] + 2, r[3] - 2));
    files.put("byte-range-stops-early_fail", range(r[0], r[1], r[2], r[3] - 9));
    files.put("byte-range-beyond-the-end_fail", range(r[0], r[1], r[2], r[3] + 90));
    files.put("byte-range-overlaps_fail", range(r[0], r[1] + 50, r[2] - 50, r[3]));
    files.put("byte-range-not-from-the-start_fail", range(1, r[1] - 1, r[2], r[3]));
    files.put("byte-range-negative_fail", range(0, -1, r[2], r[3]));
    files.put("byte-range-of-three_fail", range(0, r[1], r[2]));
    files.put("byte-range-missing_fail", replaced("/ByteRange", "/ByteRangX"));
    byte[] lower = GOOD.clone();
    int letter = gap + 1;
    while (lower[letter] < 'A' || lower[letter] > 'F') {
      letter++;
    }
    lower[letter] = (byte) (lower[letter] + 32);
    files.put("contents-in-lower-case_fail", lower);
    byte[] behindSeal = GOOD.clone();
    behindSeal[(int) r[2] - 3] = '1';
    files.put("contents-bytes-behind-the-seal_fail", behindSeal);
    byte[] noContents = GOOD.clone();
    Arrays.fill(noContents, gap + 1, (int) r[2] - 1, (byte) '0');
    files.put("contents-of-zeros_fail", noContents);
    files.put("contents-missing_fail", replaced("/Contents <", "/Contentz <"));
    files.put(
        "sub-filter-of-another-kind_fail",
        replaced("/ETSI.CAdES.detached", "/adbe.pkcs7.detached"));
    files.put("incremental-nothing_fail", behind(document -> {}));
    files.put(
        "incremental-replaced-json_fail",
        behind(
            document -> {
              var file =
                  requireNonNull(
                      document
                          .getDocumentCatalog()
                          .getNames()
                          .getEmbeddedFiles()
                          .getNames()
                          .get("report.json"));
              try (var out = file.getEmbeddedFile().createOutputStream(COSName.FLATE_DECODE)) {
                out.write(ascii("{}"));
              }
              file.getEmbeddedFile().getCOSObject().setNeedToBeUpdated(true);
            }));
    files.put(
        "incremental-changed-info_fail",
        behind(
            document -> {
              document.getDocumentInformation().setAuthor("Somebody Else");
              document.getDocumentInformation().getCOSObject().setNeedToBeUpdated(true);
            }));
    files.put(
        "incremental-page-removed_fail",
        behind(
            document -> {
              document.removePage(document.getNumberOfPages() - 1);
              document.getPages().getCOSObject().setNeedToBeUpdated(true);
            }));
    files.put(
        "incremental-page-added_fail",
        behind(
            document -> {
              document.addPage(new PDPage());
              document.getPages().getCOSObject().setNeedToBeUpdated(true);
            }));
    files.put(
        "incremental-evil-annotation_fail",
        behind(
            document -> {
              PDAnnotationText note = new PDAnnotationText();
              note.setContents("nothing was lost");
              note.setRectangle(new PDRectangle(10, 10, 300, 300));
              document.getPage(0).getAnnotations().add(note);
              document.getPage(0).getCOSObject().setNeedToBeUpdated(true);
            }));
    files.put(
        "shadow-hide-and-replace_fail",
        behind(
            document -> {
              // Another page tree behind the one that was signed.
              COSDictionary catalog = document.getDocumentCatalog().getCOSObject();
              COSDictionary pages = new COSDictionary();
              pages.setName(COSName.TYPE, "Pages");
              pages.setInt(COSName.COUNT, 1);
              var kids = new org.apache.pdfbox.cos.COSArray();
              PDPage page = new PDPage();
              page.getCOSObject().setItem(COSName.PARENT, pages);
              kids.add(page.getCOSObject());
              pages.setItem(COSName.KIDS, kids);
              pages.setNeedToBeUpdated(true);
              catalog.setItem(COSName.PAGES, pages);
            }));
    files.put(
        "shadow-other-form_fail",
        behind(
            document ->
                document.getDocumentCatalog().getCOSObject().removeItem(COSName.ACRO_FORM)));
    files.put(
        "permissions-removed_fail",
        behind(
            document ->
                document
                    .getDocumentCatalog()
                    .getCOSObject()
                    .removeItem(COSName.getPDFName("Perms"))));
    files.put(
        "action-script_fail",
        behind(
            document ->
                document.getDocumentCatalog().setOpenAction(new PDActionJavaScript("app.beep()"))));
    files.put("action-launch_fail", behind(document -> link(document, new PDActionLaunch())));
    files.put(
        "action-web_fail",
        behind(
            document -> {
              PDActionURI uri = new PDActionURI();
              uri.setURI("https://example.org/");
              link(document, uri);
            }));
    files.put("wrapped-twice_fail", join(GOOD, GOOD));
    files.put("second-signature_fail", secondSignature());
    files.put("signature-of-another-document_fail", transplanted());
    ObjectNode other = ReportDocument.of(Sample.facts(4, "+15550100"));
    files.put("pages-of-another-document_fail", PdfView.certified(other, JSON, Sample.KEY));
    files.put(
        "never-signed_fail", PdfView.body(ReportDocument.of(Sample.facts(3, "+15550100")), JSON));
    files.put("cut-off_fail", Arrays.copyOf(GOOD, GOOD.length - 1));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path own = Files.createDirectories(folder.resolve(file.getKey()));
      Files.write(own.resolve("report.pdf"), file.getValue());
    }
  }

  private static void link(
      PDDocument document, org.apache.pdfbox.pdmodel.interactive.action.PDAction action)
      throws IOException {
    PDAnnotationLink link = new PDAnnotationLink();
    link.setAction(action);
    link.setRectangle(new PDRectangle(10, 10, 20, 20));
    document.getPage(0).getAnnotations().add(link);
    document.getPage(0).getCOSObject().setNeedToBeUpdated(true);
  }

  private static byte[] secondSignature() throws IOException {
    try (PDDocument document = Loader.loadPDF(GOOD)) {
      PDSignature second = new PDSignature();
      second.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
      second.setSubFilter(COSName.getPDFName("ETSI.CAdES.detached"));
      document.addSignature(second, Sample.key("Somebody Else")::sealPdf);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.saveIncremental(out);
      return out.toByteArray();
    }
  }

  /** The seal of one report in the place of another's. */
  private static byte[] transplanted() throws IOException {
    ObjectNode other = ReportDocument.of(Sample.facts(4, "+15550100"));
    byte[] foreign = PdfView.certified(other, Json.canonical(other), Sample.KEY);
    return PdfSeal.of(GOOD).with(PdfSeal.of(foreign).seal());
  }

  @Test
  void everyAttackIsRefusedWithAReasonAndTheReportAsIssuedIsNot() throws Exception {
    int refused = 0;
    try (var cases = Files.list(folder)) {
      for (Path each : cases.sorted().toList()) {
        List<Check> checks =
            ReportCheck.ofPdf(Files.readAllBytes(each.resolve("report.pdf")), Trust.NONE);
        List<Check> wrong = checks.stream().filter(Check::isFailure).toList();
        if (each.getFileName().toString().endsWith("_fail")) {
          assertThat(wrong).as("%s", each.getFileName()).isNotEmpty();
          assertThat(wrong).allSatisfy(check -> assertThat(check.detail()).isNotBlank());
          refused++;
        } else {
          assertThat(wrong).as("%s", each.getFileName()).isEmpty();
          assertThat(ReportCheck.isSealed(checks)).isTrue();
        }
      }
    }
    assertThat(refused).isEqualTo(35);
  }

  @Test
  void noMutantIsAcceptedWhereverItsByteLies() throws Exception {
    long[] range = range();
    int step = GOOD.length / 40;
    for (int at = 0; at < GOOD.length; at += step) {
      assertThat(isAccepted(flipped(at, at / step % 8))).as("byte %d", at).isFalse();
    }
    int end = (int) range[1] + 1 + 2 * PdfSeal.of(GOOD).seal().length;
    for (int at = (int) range[1] - 8; at < end + 8; at += 131) {
      for (int bit : new int[] {0, 5}) {
        assertThat(isAccepted(flipped(at, bit))).as("byte %d bit %d", at, bit).isFalse();
      }
    }
    for (int at = (int) range[2] - 4; at < (int) range[2] + 4; at++) {
      assertThat(isAccepted(flipped(at, 0))).as("byte %d", at).isFalse();
    }
  }

  private static byte[] flipped(int at, int bit) {
    byte[] bad = GOOD.clone();
    bad[at] ^= (byte) (1 << bit);
    return bad;
  }

  private static boolean isAccepted(byte[] pdf) {
    List<Check> checks = ReportCheck.ofPdf(pdf, Trust.NONE);
    return checks.stream().noneMatch(Check::isFailure) && ReportCheck.isSealed(checks);
  }
}
