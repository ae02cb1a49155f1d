package org.palimpsest.report.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.json.Json;
import org.palimpsest.report.Sample;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.Trust;
import org.palimpsest.seal.ValidationData;
import org.palimpsest.testdata.LocalAuthority;
import org.palimpsest.verdict.Check;
import org.verapdf.pdfa.flavours.PDFAFlavour;

/** Levels B-LT and B-LTA: what may be added to a certified PDF, and that nothing else may. */
class PdfArchiveTest {

  @TempDir static Path folder = Path.of(".");

  private static byte[] dated = {};
  private static byte[] lasting = {};
  private static byte[] archived = {};
  private static byte[] renewed = {};

  @BeforeAll
  static void make() throws Exception {
    assumeTrue(LocalAuthority.isPossible(), "openssl is not installed");
    try (LocalAuthority authority = LocalAuthority.in(folder.resolve("tsa"))) {
      ObjectNode report = ReportDocument.of(Sample.facts(3, "+15550100"));
      byte[] json = Json.canonical(report);
      dated =
          PdfView.certified(
              report,
              json,
              content -> {
                byte[] seal = Sample.KEY.sealPdf(content);
                try {
                  return SealingKey.withTimestamp(
                      seal, token(authority, SealCheck.signatureValue(seal)));
                } catch (Exception e) {
                  throw new IOException(e);
                }
              });
      byte[] root = authority.root().toFile().exists() ? authority.crl() : new byte[0];
      ValidationData data =
          new ValidationData(
              List.copyOf(SealCheck.readAnchors(Files.readAllBytes(authority.root()))),
              ValidationData.readLists(root));
      lasting = PdfArchive.open(dated).extend(data, false).bytes();
      archived = stamped(authority, lasting, ValidationData.NONE);
      renewed = stamped(authority, archived, ValidationData.NONE);
    }
  }

  private static TimeToken token(LocalAuthority authority, byte[] content) throws Exception {
    TimeQuery query = TimeQuery.over(content, new SecureRandom());
    return query.accept(authority.answer(query.der()));
  }

  private static byte[] stamped(LocalAuthority authority, byte[] pdf, ValidationData data)
      throws Exception {
    PdfArchive.Extension extension = PdfArchive.open(pdf).extend(data, true);
    return extension.with(token(authority, extension.content()));
  }

  private static List<Check> failed(byte[] pdf) {
    return PdfCheck.of(pdf, Trust.NONE).checks().stream().filter(Check::isFailure).toList();
  }

  private static String said(byte[] pdf) {
    StringBuilder said = new StringBuilder();
    PdfCheck.of(pdf, Trust.NONE)
        .checks()
        .forEach(each -> said.append(each.status()).append(' ').append(each).append('\n'));
    return said.toString();
  }

  @Test
  void eachLevelIsAcceptedAndNamed() {
    assertThat(failed(dated)).isEmpty();
    assertThat(failed(lasting)).isEmpty();
    assertThat(said(lasting)).contains("B-LT:", "1 certificates and 1 revocation lists");
    assertThat(failed(archived)).isEmpty();
    assertThat(said(archived)).contains("B-LTA", "pdf archive timestamp 1", "not revoked at");
    assertThat(failed(renewed)).isEmpty();
    assertThat(said(renewed)).contains("pdf archive timestamp 2");
    assertThat(Arrays.copyOf(renewed, dated.length)).isEqualTo(dated);
  }

  /** What is added leaves the file what it was: PDF/A-3a for archives, PDF/UA-1 for readers. */
  @ParameterizedTest
  @EnumSource(
      value = PDFAFlavour.class,
      names = {"PDFA_3_A", "PDFUA_1"})
  void veraPdfFindsNothingAgainstAnyLevel(PDFAFlavour flavour) throws Exception {
    for (byte[] pdf : List.of(dated, lasting, archived, renewed)) {
      assertThat(VeraPdf.objections(pdf, flavour)).isEmpty();
    }
  }

  @Test
  void otherToolsReadEachLevel() throws Exception {
    for (byte[] pdf : List.of(lasting, archived, renewed)) {
      Path file = Files.write(folder.resolve("level.pdf"), pdf);
      assertThat(tool("qpdf", "--check", file.toString())).contains("No syntax or stream encoding");
      assertThat(tool("pdfsig", "-nocert", file.toString()))
          .contains("Signature is Valid", "ETSI.CAdES.detached");
    }
    assertThat(tool("pdfsig", folder.resolve("level.pdf").toString()))
        .contains("Timestamp1", "Timestamp2", "Total document signed");
  }

  @Test
  void whatEachTimestampIsOverCanBeCheckedWithOpenssl() throws Exception {
    try (PDDocument document = Loader.loadPDF(renewed)) {
      int number = 0;
      for (var each : document.getSignatureDictionaries()) {
        if ("ETSI.RFC3161".equals(each.getSubFilter())) {
          Path data = Files.write(folder.resolve("data"), each.getSignedContent(renewed));
          Path token =
              Files.write(folder.resolve("token"), SealCheck.withoutPadding(each.getContents()));
          assertThat(
                  tool(
                      "openssl",
                      "ts",
                      "-verify",
                      "-token_in",
                      "-in",
                      token.toString(),
                      "-data",
                      data.toString(),
                      "-CAfile",
                      folder.resolve("tsa/root.pem").toString()))
              .contains("Verification: OK");
          number++;
        }
      }
      assertThat(number).isEqualTo(2);
    }
  }

  private static String tool(String... words) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(words).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, words[0] + " is not installed");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** What an attacker does to an extended file, saved behind its bytes. */
  private interface Attack {
    void on(PDDocument document) throws IOException;
  }

  private static byte[] behind(byte[] pdf, Attack attack) throws IOException {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      attack.on(document);
      document.getDocumentCatalog().getCOSObject().setNeedToBeUpdated(true);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.saveIncremental(out);
      return out.toByteArray();
    }
  }

  @Test
  void nothingElseMayBeAddedByName() throws Exception {
    List<byte[]> refused = new ArrayList<>();
    refused.add(
        behind(
            archived,
            document ->
                document
                    .getPage(0)
                    .getResources()
                    .put(
                        COSName.getPDFName("X"),
                        new org.apache.pdfbox.pdmodel.font.PDType1Font(
                            org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName.HELVETICA))));
    refused.add(behind(lasting, document -> document.getDocumentInformation().setTitle("Other")));
    refused.add(behind(lasting, document -> document.getDocumentCatalog().setLanguage("de")));
    refused.add(
        behind(
            dated,
            document ->
                document
                    .getDocumentCatalog()
                    .getCOSObject()
                    .setItem(
                        COSName.getPDFName("DSS"), new org.apache.pdfbox.cos.COSDictionary())));
    byte[] longer = Arrays.copyOf(archived, archived.length + 1);
    longer[archived.length] = '\n';
    refused.add(longer);
    byte[] twice = new byte[archived.length + archived.length - lasting.length];
    System.arraycopy(archived, 0, twice, 0, archived.length);
    System.arraycopy(
        archived, lasting.length, twice, archived.length, archived.length - lasting.length);
    refused.add(twice);
    byte[] swapped = new byte[dated.length + archived.length - lasting.length];
    System.arraycopy(dated, 0, swapped, 0, dated.length);
    System.arraycopy(
        archived, lasting.length, swapped, dated.length, archived.length - lasting.length);
    refused.add(swapped);
    for (int i = 0; i < refused.size(); i++) {
      assertThat(failed(refused.get(i))).as("attack %d", i).isNotEmpty();
      byte[] each = refused.get(i);
      assertThatThrownBy(() -> PdfArchive.open(each)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(
            () ->
                PdfArchive.open("%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII))
                    .extend(ValidationData.NONE, true))
        .isInstanceOf(IOException.class);
  }

  /** Every region of what was added: no mutant is accepted. */
  @Test
  void noMutantOfALaterRevisionIsAccepted() {
    int step = Math.max(1, (renewed.length - dated.length) / 150);
    for (int at = dated.length; at < renewed.length; at += step) {
      byte[] bad = renewed.clone();
      bad[at] ^= (byte) (1 << at % 8);
      assertThat(failed(bad)).as("byte %d", at).isNotEmpty();
    }
  }

  @Test
  void aListThatRevokesShows() throws Exception {
    assertThat(
            new ValidationData(List.of(), List.of())
                .revocation("r", List.of(Sample.KEY.certificate()), Sample.ISSUED, true)
                .status())
        .isEqualTo(Check.Status.NOT_CHECKED);
  }
}
