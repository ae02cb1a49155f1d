package org.palimpsest.report.pdf;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.report.Sample;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Other programs' opinions of our PDF: veraPDF, poppler, OpenSSL. */
class PdfViewTest {

  private static Map<String, byte[]> files = Map.of();

  @TempDir Path folder;

  private static byte[] file(String name) {
    return requireNonNull(files.get(name));
  }

  @BeforeAll
  static void make() throws Exception {
    files = Sample.files(Sample.facts(250, Sample.HOSTILE + " 王小明 😀"), Sample.KEY);
  }

  @ParameterizedTest
  @EnumSource(
      value = PDFAFlavour.class,
      names = {"PDFA_3_A", "PDFUA_1"})
  void veraPdfFindsNothingAgainstIt(PDFAFlavour flavour) throws Exception {
    assertEquals(List.of(), VeraPdf.objections(file("report.pdf"), flavour));
  }

  @Test
  void everyPageCarriesTheReportItsHashAndItsNumber() throws Exception {
    try (PDDocument document = Loader.loadPDF(file("report.pdf"))) {
      String sha256 = org.palimpsest.digest.Sha256.of(file("report.json")).hex();
      int pages = document.getNumberOfPages();
      assertTrue(pages > 5);
      int number = 1;
      for (String page : PrintedText.of(document)) {
        assertTrue(page.contains("PR-20261120-00000000"));
        assertTrue(page.contains(sha256));
        assertTrue(page.contains("Page " + number++ + " of " + pages));
      }
    }
  }

  @Test
  void whatTheFontsLackIsPrintedAsCodePoints() throws Exception {
    try (PDDocument document = Loader.loadPDF(file("report.pdf"))) {
      String text = new PDFTextStripper().getText(document).replaceAll("\\s", "");
      assertTrue(text.contains("‹U+738B›"), "Chinese");
      assertTrue(text.contains("‹U+1F600›"), "emoji");
      assertTrue(text.contains("‹U+202E›"), "direction override");
      assertTrue(text.contains("Thefirst200of250rowsareshownhere."));
    }
  }

  @Test
  void aLongNameLeavesRoomForTheIdentityBesideIt() throws Exception {
    String people = "somebody.with.a.long.name@department.example.org, ".repeat(3);
    byte[] pdf =
        requireNonNull(Sample.files(Sample.facts(3, people), Sample.KEY).get("report.pdf"));
    try (PDDocument document = Loader.loadPDF(pdf)) {
      String text = new PDFTextStripper().getText(document);
      String messages = text.substring(text.indexOf("Messages that changed"));
      assertTrue(messages.contains("Identity"), "the heading stands on one line");
      assertTrue(messages.contains("00000000-0000-0000-"), "and so does most of an identity");
    }
  }

  @Test
  void popplerCallsTheSignatureValidAndFindsTheSameDocumentInside() throws Exception {
    Path pdf = Files.write(folder.resolve("report.pdf"), file("report.pdf"));
    Path json = folder.resolve("inside.json");
    String said = run("pdfsig", "-nocert", pdf.toString());
    assertTrue(said.contains("Signature is Valid."), said);
    assertTrue(said.contains("Total document signed"), said);
    run("pdfdetach", "-save", "1", "-o", json.toString(), pdf.toString());
    assertArrayEquals(file("report.json"), Files.readAllBytes(json));
  }

  @Test
  void openSslVerifiesTheDocumentByTheCommandThatIsPrinted() throws Exception {
    for (String name : List.of("report.json", "report.json.p7s", "signer.pem")) {
      Files.write(folder.resolve(name), file(name));
    }
    String recipe = new String(file("VERIFY.txt"), StandardCharsets.UTF_8);
    String command =
        recipe.lines().filter(line -> line.contains("openssl cms")).findFirst().orElseThrow();
    String said = run(command.strip().split(" "));
    assertTrue(said.contains("Verification successful"), said);
    byte[] changed = file("report.json").clone();
    changed[100] ^= 1;
    Files.write(folder.resolve("report.json"), changed);
    assertTrue(run(command.strip().split(" ")).contains("ailure"));
  }

  private String run(String... command) throws IOException, InterruptedException {
    assumeTrue(isInstalled(command[0]), command[0] + " is not installed");
    File out = folder.resolve("said.txt").toFile();
    new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(out)
        .start()
        .waitFor();
    return Files.readString(out.toPath());
  }

  private static boolean isInstalled(String program) {
    for (String place : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(place, program))) {
        return true;
      }
    }
    return false;
  }
}
