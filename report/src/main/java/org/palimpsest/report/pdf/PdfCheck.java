package org.palimpsest.report.pdf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Succession;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * Checks {@code report.pdf} strictly. Viewers call a PDF valid whose signature covers only an
 * earlier state of it, or whose attachment was exchanged afterwards; here the one signature must
 * cover the whole file, certify it against any change, and the document inside must be the report.
 */
public final class PdfCheck {

  private static final String LEVEL = "pdf level";
  private static final String REFUSED = ", since the PDF is refused already";

  /** Larger files are no reports. */
  private static final int MAX_SIZE = 1 << 29;

  private final byte[] pdf;
  private final List<Check> checks = new ArrayList<>();
  private byte @Nullable [] embedded;
  private SealCheck.@Nullable Result judged;

  private PdfCheck(byte[] pdf) {
    this.pdf = pdf;
  }

  /**
   * What was found.
   *
   * @param checks what was looked at, in order
   * @param json the document inside, if there is one
   * @param signer who certified, if that can be read
   */
  public record Result(
      List<Check> checks, Optional<Embedded> json, Optional<X509Certificate> signer) {}

  /**
   * The document inside a PDF.
   *
   * @param bytes its bytes
   */
  public record Embedded(byte[] bytes) {
    @Override
    public String toString() {
      return "report.json of " + bytes.length + " bytes";
    }
  }

  /**
   * Checks a file.
   *
   * @param trust whom the reader trusts
   */
  public static Result of(byte[] pdf, Trust trust) {
    PdfArchive archive = archive(pdf);
    PdfCheck check = new PdfCheck(archive == null ? pdf : archive.signed());
    check.run(trust, archive == null ? Succession.NONE : archive.succession(trust));
    if (archive != null && archive.isExtended()) {
      check.later(archive, trust);
    }
    return new Result(
        List.copyOf(check.checks),
        Optional.ofNullable(check.embedded).map(Embedded::new),
        Optional.ofNullable(check.judged == null ? null : check.judged.signer()));
  }

  /** The file with what was added; null if anything but an archive's revisions was added. */
  private static @Nullable PdfArchive archive(byte[] pdf) {
    if (pdf.length > MAX_SIZE) {
      return null;
    }
    try {
      return PdfArchive.read(pdf);
    } catch (PdfArchive.ForeignRevisionException e) {
      // The certification then does not cover the whole file, and that is said.
      return null;
    }
  }

  private void later(PdfArchive archive, Trust trust) {
    if (judged == null || isRefused()) {
      checks.add(Check.notChecked("pdf later revisions", "not judged" + REFUSED));
      return;
    }
    try {
      archive.check(trust, judged, checks);
      if (!isRefused()) {
        checks.add(level(archive, judged.succession().standing()));
      }
    } catch (IOException | RuntimeException e) {
      // PDFBox throws what it likes on hostile input.
      fail("pdf later revisions", "what was added cannot be read");
    }
  }

  private static Check level(PdfArchive archive, Succession.Standing standing) {
    String said =
        archive
            .until()
            .map(until -> "B-LTA: archive timestamp, renew before " + until)
            .orElse("B-LT: certificates and revocation lists inside");
    return standing == Succession.Standing.HOLDS
        ? Check.passed(LEVEL, said)
        : Check.notChecked(LEVEL, said + "; the last timestamp shows nothing by itself any more");
  }

  private boolean isRefused() {
    return checks.stream().anyMatch(Check::isFailure);
  }

  private void run(Trust trust, Succession succession) {
    if (pdf.length > MAX_SIZE || !startsAndEndsAsPdf()) {
      fail("pdf form", "not a PDF from its first byte to its last");
      return;
    }
    try (PDDocument document = Loader.loadPDF(pdf)) {
      pass("pdf form", document.getNumberOfPages() + " pages, " + pdf.length + " bytes");
      PDSignature signature = signature(document);
      if (signature != null) {
        certification(document, signature);
        seal(signature, trust, succession);
      }
      List<COSDictionary> all = Reachable.dictionaries(document);
      ActiveContent.check(all, checks);
      PageAnnotations.check(document, checks);
      if (isRefused()) {
        // What nobody vouches for is not unpacked: it may be made to fill the memory.
        checks.add(Check.notChecked("pdf attachment", "not read" + REFUSED));
      } else {
        inside(document, all);
      }
    } catch (IOException | RuntimeException e) {
      // PDFBox throws what it likes on hostile input; here it can only mean: not our report.
      fail("pdf form", "the PDF cannot be read");
    }
  }

  private boolean startsAndEndsAsPdf() {
    byte[] start = {'%', 'P', 'D', 'F', '-', '1', '.', '7', '\n'};
    byte[] end = {'%', '%', 'E', 'O', 'F', '\n'};
    return pdf.length > start.length + end.length
        && Arrays.equals(start, Arrays.copyOf(pdf, start.length))
        && Arrays.equals(end, Arrays.copyOfRange(pdf, pdf.length - end.length, pdf.length));
  }

  private @Nullable PDSignature signature(PDDocument document) throws IOException {
    List<PDSignature> all = document.getSignatureDictionaries();
    if (all.size() != 1) {
      fail("pdf signature", all.isEmpty() ? "not signed" : all.size() + " signatures, not one");
      return null;
    }
    PDSignature signature = all.get(0);
    String form = signature.getSubFilter();
    if (!"ETSI.CAdES.detached".equals(form)) {
      fail("pdf signature", "of another kind than ETSI.CAdES.detached");
      return null;
    }
    pass("pdf signature", "one, PAdES");
    return coversAll(signature) ? signature : null;
  }

  /** The signed bytes are all but one gap, and the gap is exactly the signature in hex. */
  private boolean coversAll(PDSignature signature) {
    int[] range = signature.getByteRange();
    boolean whole =
        range.length == 4
            && range[0] == 0
            && range[1] > 0
            && range[2] > range[1]
            && range[3] >= 0
            && (long) range[2] + range[3] == pdf.length
            && isHexString(range[1], range[2])
            && sameAs(signature.getContents(), range[1], range[2]);
    if (whole) {
      pass("pdf coverage", "the signature covers every byte but its own");
    } else {
      fail("pdf coverage", "the signature does not cover the whole file: changed after signing");
    }
    return whole;
  }

  private boolean isHexString(int from, int to) {
    if (to - from < 4 || pdf[from] != '<' || pdf[to - 1] != '>') {
      return false;
    }
    for (int i = from + 1; i < to - 1; i++) {
      // In one case only, so that no digit has two spellings.
      boolean isDigit = pdf[i] >= '0' && pdf[i] <= '9' || pdf[i] >= 'A' && pdf[i] <= 'F';
      if (!isDigit) {
        return false;
      }
    }
    return true;
  }

  private boolean sameAs(byte[] contents, int from, int to) {
    if (contents.length * 2 != to - from - 2) {
      return false;
    }
    for (int i = 0; i < contents.length; i++) {
      int high = Character.digit(pdf[from + 1 + 2 * i], 16);
      int low = Character.digit(pdf[from + 2 + 2 * i], 16);
      if ((contents[i] & 0xff) != (high << 4 | low)) {
        return false;
      }
    }
    return true;
  }

  private void certification(PDDocument document, PDSignature signature) {
    COSDictionary catalog = document.getDocumentCatalog().getCOSObject();
    COSDictionary permissions = catalog.getCOSDictionary(COSName.getPDFName("Perms"));
    COSDictionary named =
        permissions == null ? null : permissions.getCOSDictionary(COSName.getPDFName("DocMDP"));
    if (named != null && named == signature.getCOSObject() && allowsNoChange(named)) {
      pass("pdf certification", "no change is allowed (DocMDP, P=1)");
    } else {
      fail("pdf certification", "the signature does not certify the document against any change");
    }
  }

  private static boolean allowsNoChange(COSDictionary signature) {
    var references = signature.getCOSArray(COSName.getPDFName("Reference"));
    if (references == null
        || references.size() != 1
        || !(references.getObject(0) instanceof COSDictionary reference)) {
      return false;
    }
    COSDictionary parameters = reference.getCOSDictionary(COSName.getPDFName("TransformParams"));
    return "DocMDP".equals(reference.getNameAsString(COSName.getPDFName("TransformMethod")))
        && parameters != null
        && parameters.getInt(COSName.P) == 1;
  }

  private void seal(PDSignature signature, Trust trust, Succession succession) throws IOException {
    Calendar claimed = signature.getSignDate();
    if (claimed == null) {
      fail("pdf seal time", "the signature claims no time");
      return;
    }
    SealCheck.Result seal =
        SealCheck.pdf(
            signature.getContents(),
            signature.getSignedContent(pdf),
            trust,
            Instant.ofEpochMilli(claimed.getTimeInMillis()),
            succession);
    seal.checks()
        .forEach(each -> checks.add(new Check("pdf " + each.name(), each.status(), each.detail())));
    judged = seal;
  }

  private void inside(PDDocument document, List<COSDictionary> all) throws IOException {
    embedded = EmbeddedDocument.read(document, all, checks);
    if (embedded == null) {
      return;
    }
    try {
      if (Json.readCanonical(embedded) instanceof ObjectNode report
          && report.path("schema").asText().equals(ReportDocument.SCHEMA)) {
        pages(document, report, embedded);
      } else {
        fail("pdf report.json", "the document inside is of a kind that is not known here");
      }
    } catch (MalformedJsonException e) {
      fail("pdf report.json", "the document inside is " + e.getMessage());
    }
  }

  /** What is printed must be what the document inside gives when it is printed again. */
  private void pages(PDDocument document, ObjectNode report, byte[] json) throws IOException {
    if (!ReportDocument.isRendered(report)) {
      checks.add(
          Check.notChecked(
              "pdf pages",
              "printed by edition "
                  + ReportDocument.rendering(report)
                  + " of the views, known here are "
                  + ReportDocument.OLDEST_RENDERING
                  + " to "
                  + ReportDocument.RENDERING));
      return;
    }
    try (PDDocument again = Loader.loadPDF(PdfView.body(report, json))) {
      Optional<String> difference = Reprint.difference(document, again);
      if (difference.isPresent()) {
        fail("pdf pages", "not what the document inside gives, first in /" + difference.get());
        return;
      }
      pass("pdf pages", again.getNumberOfPages() + " pages, each object as report.json gives it");
      if (!Reprint.hasSameProfile(document, again)) {
        checks.add(
            Check.notChecked(
                "pdf colours", "the colour profile is another than the one of the Java used here"));
      }
    }
  }

  private void pass(String name, String detail) {
    checks.add(Check.passed(name, detail));
  }

  private void fail(String name, String detail) {
    checks.add(Check.failed(name, detail));
  }
}
