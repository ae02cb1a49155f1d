package org.palimpsest.report.pdf;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSFloat;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.palimpsest.json.Json;
import org.palimpsest.report.Sample;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/** Reports that the right signer certified after changing what they show, do or hold. */
class PdfCheckSignerTest {

  private static ObjectNode report = Json.object();
  private static byte[] json = {};

  @BeforeAll
  static void make() throws Exception {
    report = ReportDocument.of(Sample.facts(3, "+15550100"));
    json = Json.canonical(report);
  }

  /** What the signer does to the pages before certifying them. */
  private interface Change {
    void to(PDDocument document) throws IOException;
  }

  private static byte[] changed(Change change) throws IOException {
    try (PDDocument document = Loader.loadPDF(PdfView.body(report, json))) {
      change.to(document);
      document.setDocumentId(1L);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    }
  }

  private static byte[] certified(Change change) throws IOException {
    return PdfView.certified(changed(change), report, json, Sample.KEY::sealPdf);
  }

  private static List<Check> check(byte[] pdf) {
    return PdfCheck.of(pdf, Trust.in(Sample.KEY.certificate())).checks();
  }

  private static List<String> names(List<Check> checks, Check.Status status) {
    return checks.stream().filter(each -> each.status() == status).map(Check::name).toList();
  }

  private static List<String> failed(Change change) throws IOException {
    return names(check(certified(change)), Check.Status.FAILED);
  }

  private static COSDictionary dictionary(Map<String, COSBase> entries) {
    COSDictionary made = new COSDictionary();
    entries.forEach((name, value) -> made.setItem(COSName.getPDFName(name), value));
    return made;
  }

  private static COSName name(String name) {
    return COSName.getPDFName(name);
  }

  private static COSArray numbers(float... values) {
    COSArray array = new COSArray();
    for (float value : values) {
      array.add(new COSFloat(value));
    }
    return array;
  }

  private static void stream(COSStream stream, String content) throws IOException {
    try (var out = stream.createOutputStream(COSName.FLATE_DECODE)) {
      out.write(content.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static COSStream form(PDDocument document, String content) throws IOException {
    COSStream form = document.getDocument().createCOSStream();
    form.setItem(COSName.TYPE, COSName.XOBJECT);
    form.setItem(COSName.SUBTYPE, COSName.FORM);
    form.setItem(COSName.BBOX, numbers(0, 0, 500, 300));
    stream(form, content);
    return form;
  }

  private static void annotate(PDDocument document, Map<String, COSBase> entries) {
    COSDictionary page = document.getPage(0).getCOSObject();
    COSArray annotations = page.getCOSArray(COSName.ANNOTS);
    assertThat(annotations).isNotNull();
    annotations.add(dictionary(entries));
  }

  private static COSDictionary goTo(PDDocument document, Map<String, COSBase> more) {
    COSDictionary action = dictionary(more);
    action.setItem(COSName.S, name("GoTo"));
    COSArray place = new COSArray();
    place.add(document.getPage(0).getCOSObject());
    place.add(name("Fit"));
    action.setItem(COSName.D, place);
    return action;
  }

  private static void link(PDDocument document, COSDictionary action) {
    annotate(
        document, Map.of("Subtype", name("Link"), "Rect", numbers(0, 0, 600, 800), "A", action));
  }

  @Test
  void whatWasNotChangedPasses() throws Exception {
    List<Check> checks = check(certified(document -> {}));
    assertThat(names(checks, Check.Status.FAILED)).isEmpty();
    assertThat(names(checks, Check.Status.PASSED)).contains("pdf pages", "pdf annotations");
    assertThat(names(checks, Check.Status.NOT_CHECKED)).doesNotContain("pdf colours");
  }

  @Test
  void whatLiesOverAPageIsFound() throws Exception {
    assertThat(
            failed(
                document ->
                    annotate(
                        document,
                        Map.of(
                            "Subtype",
                            name("Stamp"),
                            "F",
                            COSInteger.get(4),
                            "Rect",
                            numbers(40, 400, 540, 700),
                            "AP",
                            dictionary(Map.of("N", form(document, "1 1 1 rg 0 0 500 300 re f")))))))
        .containsExactly("pdf annotations");
    assertThat(
            failed(
                document ->
                    annotate(
                        document,
                        Map.of(
                            "Subtype",
                            name("Link"),
                            "Rect",
                            numbers(40, 400, 540, 700),
                            "AP",
                            dictionary(Map.of("N", form(document, "1 1 1 rg 0 0 500 300 re f")))))))
        .containsExactly("pdf annotations");
    // A link that goes nowhere harmful is no part of the report either.
    assertThat(failed(document -> link(document, goTo(document, Map.of()))))
        .containsExactly("pdf pages");
  }

  @Test
  void whatIsDrawnOverTheTextIsFound() throws Exception {
    assertThat(
            failed(
                document -> {
                  try (PDPageContentStream over =
                      new PDPageContentStream(
                          document,
                          document.getPage(0),
                          PDPageContentStream.AppendMode.APPEND,
                          true,
                          true)) {
                    over.setNonStrokingColor(1f, 1f, 1f);
                    over.addRect(0, 0, 600, 850);
                    over.fill();
                  }
                }))
        .containsExactly("pdf pages");
  }

  @Test
  void whateverElseAViewerShowsIsFound() throws Exception {
    List<Change> changes =
        List.of(
            document -> document.getPage(1).setRotation(90),
            document -> document.getPages().getCOSObject().setInt(COSName.ROTATE, 180),
            document ->
                document.getPage(1).getCOSObject().setItem(COSName.CROP_BOX, numbers(0, 0, 9, 9)),
            document -> document.getDocumentInformation().setTitle("Nothing was lost"),
            document -> document.getDocumentCatalog().setLanguage("de"),
            document ->
                document
                    .getDocumentCatalog()
                    .getCOSObject()
                    .setItem("Collection", dictionary(Map.of("View", name("D")))),
            document -> font(document, "otherwise"),
            document -> document.addPage(new PDPage()),
            document -> document.removePage(document.getNumberOfPages() - 1),
            document -> spoken(document).setString("ActualText", "Nothing was lost"));
    for (int i = 0; i < changes.size(); i++) {
      assertThat(failed(changes.get(i))).as("change %d", i).containsExactly("pdf pages");
    }
  }

  /** The first font of the first page, with another program of the glyphs. */
  private static void font(PDDocument document, String program) throws IOException {
    for (COSObject each : document.getDocument().getObjectsByType(COSName.FONT_DESC)) {
      COSDictionary descriptor = (COSDictionary) each.getObject();
      COSStream file = descriptor.getCOSStream(COSName.FONT_FILE2);
      if (file != null) {
        stream(file, program);
        return;
      }
    }
    throw new AssertionError("no font");
  }

  /** The topmost element that a reader is read to from. */
  private static COSDictionary spoken(PDDocument document) {
    COSBase top =
        document
            .getDocumentCatalog()
            .getStructureTreeRoot()
            .getCOSObject()
            .getDictionaryObject(COSName.K);
    return top instanceof COSArray array ? (COSDictionary) array.getObject(0) : (COSDictionary) top;
  }

  @Test
  void anotherColourProfileIsSaidAndNoMore() throws Exception {
    List<Check> checks =
        check(
            certified(
                document ->
                    stream(
                        document
                            .getDocumentCatalog()
                            .getOutputIntents()
                            .get(0)
                            .getDestOutputIntent(),
                        "another Java's")));
    assertThat(names(checks, Check.Status.FAILED)).isEmpty();
    assertThat(names(checks, Check.Status.NOT_CHECKED)).contains("pdf colours");
  }

  @Test
  void whatFollowsAnActionActs() throws Exception {
    COSDictionary launch = dictionary(Map.of("S", name("Launch"), "F", new COSString("cmd.exe")));
    COSDictionary web =
        dictionary(Map.of("S", name("URI"), "URI", new COSString("https://example.org/")));
    for (COSDictionary next : List.of(launch, web)) {
      COSArray several = new COSArray();
      several.add(next);
      for (COSBase each : List.of(next, several)) {
        assertThat(failed(document -> link(document, goTo(document, Map.of("Next", each)))))
            .contains("pdf active content");
      }
      assertThat(
              failed(
                  document ->
                      annotate(
                          document,
                          Map.of(
                              "Subtype", name("Link"), "Rect", numbers(0, 0, 9, 9), "PA", next))))
          .contains("pdf active content");
    }
    assertThat(
            failed(
                document ->
                    link(document, goTo(document, Map.of("Next", goTo(document, Map.of()))))))
        .contains("pdf active content");
  }

  private static COSDictionary attached(PDDocument document, boolean isNamed) throws IOException {
    COSStream file = document.getDocument().createCOSStream();
    if (isNamed) {
      file.setItem(COSName.TYPE, COSName.EMBEDDED_FILE);
    }
    stream(file, "{\"other\":\"report\"}");
    return dictionary(
        Map.of(
            "F",
            new COSString("report.json"),
            "UF",
            new COSString("report.json"),
            "EF",
            dictionary(Map.of("F", file))));
  }

  @Test
  void aSecondFileIsFoundWhereverItHangs() throws Exception {
    assertThat(
            failed(
                document ->
                    annotate(
                        document,
                        Map.of(
                            "Subtype",
                            name("FileAttachment"),
                            "Rect",
                            numbers(20, 20, 40, 40),
                            "FS",
                            attached(document, true)))))
        .containsExactly("pdf annotations");
    for (boolean isNamed : new boolean[] {true, false}) {
      assertThat(
              failed(
                  document ->
                      document
                          .getPage(1)
                          .getCOSObject()
                          .setItem("AF", attached(document, isNamed))))
          .containsExactly("pdf attachment");
    }
  }

  /** Forms in forms: each is drawn twenty times by the one around it. */
  @Test
  void formsWithoutEndAreRefusedBeforeTheyAreDrawn() throws Exception {
    byte[] pdf =
        certified(
            document -> {
              COSStream inner = form(document, "q Q");
              for (int depth = 0; depth < 9; depth++) {
                COSStream outer = form(document, "/X Do ".repeat(20));
                outer.setItem(
                    COSName.RESOURCES,
                    dictionary(Map.of("XObject", dictionary(Map.of("X", inner)))));
                inner = outer;
              }
              PDPage page = document.getPage(0);
              page.getResources()
                  .getCOSObject()
                  .setItem(COSName.XOBJECT, dictionary(Map.of("X", inner)));
              COSStream more = document.getDocument().createCOSStream();
              stream(more, "\n/X Do\n");
              COSArray contents = new COSArray();
              contents.add(page.getCOSObject().getItem(COSName.CONTENTS));
              contents.add(more);
              page.getCOSObject().setItem(COSName.CONTENTS, contents);
            });
    assertThat(
            assertTimeoutPreemptively(
                Duration.ofMinutes(5), () -> names(check(pdf), Check.Status.FAILED)))
        .containsExactly("pdf pages");
  }

  /** A third of a gigabyte in a third of a megabyte. */
  private static void inflate(PDDocument document) throws IOException {
    var named = document.getDocumentCatalog().getNames().getEmbeddedFiles().getNames();
    COSStream file = requireNonNull(named.get("report.json")).getEmbeddedFile().getCOSObject();
    byte[] zeros = new byte[1 << 20];
    try (var out = file.createOutputStream(COSName.FLATE_DECODE)) {
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
    }
  }

  @Test
  void anAttachmentIsReadUpToALimitAndOnlyIfSomebodyVouchesForIt() throws Exception {
    byte[] body = changed(PdfCheckSignerTest::inflate);
    assertThat(body.length).isCloseTo(500_000, within(500_000));
    PdfCheck.Result unsigned = PdfCheck.of(body, Trust.NONE);
    assertThat(unsigned.json()).isEmpty();
    assertThat(names(unsigned.checks(), Check.Status.NOT_CHECKED)).contains("pdf attachment");
    PdfCheck.Result signed =
        PdfCheck.of(
            PdfView.certified(body, report, json, Sample.KEY::sealPdf),
            Trust.in(Sample.KEY.certificate()));
    assertThat(signed.json()).isEmpty();
    assertThat(names(signed.checks(), Check.Status.FAILED)).containsExactly("pdf attachment");
  }
}
