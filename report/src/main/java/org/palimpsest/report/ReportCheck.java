package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.model.Schemas;
import org.palimpsest.report.model.Totals;
import org.palimpsest.report.pdf.PdfCheck;
import org.palimpsest.report.redact.Parts;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Trust;
import org.palimpsest.verdict.Check;

/**
 * Checks a report: the document's form and figures, the seal over it, and that each view which lies
 * beside it is the one that the document gives. Needs nothing but the files.
 */
public final class ReportCheck {

  private static final String DOCUMENT = "report.json";
  private static final String SEAL = "seal";
  private static final String SIGNER = "signer.pem";
  private static final String SECOND = "second.pem";
  private static final String MISSING = "not in the folder";

  /** A seal holds ten certificates at most. */
  private static final int LONGEST = 10;

  /** What is looked at beside {@code report.json}, apart from the views. */
  private static final Set<String> PARTS =
      Set.of(
          "report.json.p7s",
          "report.json.p7c",
          "report.json.ers",
          "report.json.mldsa65.p7s",
          "report.pdf",
          Parts.FILE,
          SIGNER,
          SECOND);

  private final Trust trust;
  private final List<Check> checks = new ArrayList<>();

  private ReportCheck(Trust trust) {
    this.trust = trust;
  }

  /**
   * Checks a report and what lies beside it.
   *
   * @param json {@code report.json}; its seal is looked for under its name and {@code .p7s}
   * @param trust whom the reader trusts
   * @throws IOException if a file that is there cannot be read
   */
  public static List<Check> of(Path json, Trust trust) throws IOException {
    ReportCheck check = new ReportCheck(trust);
    if (json.endsWith(DOCUMENT) && Beside.isAnother(json)) {
      Beside.isFile(json, DOCUMENT, check.checks);
      return List.copyOf(check.checks);
    }
    byte[] bytes = Files.readAllBytes(json);
    Optional<ObjectNode> report = check.document(bytes);
    Optional<X509Certificate> signer =
        check.seal(bytes, json.resolveSibling(json.getFileName() + ".p7s"));
    check.second(bytes, json.resolveSibling(json.getFileName() + ".mldsa65.p7s"));
    if (report.isPresent()) {
      check.signer("report signer", report.get(), signer);
      check.checkpoint(report.get());
      if (json.endsWith(DOCUMENT)) {
        check.views(report.get(), bytes, json);
      }
    }
    return List.copyOf(check.checks);
  }

  /**
   * Checks {@code report.pdf} alone, with the document inside it.
   *
   * @param trust whom the reader trusts
   */
  public static List<Check> ofPdf(byte[] pdf, Trust trust) {
    return pdf(pdf, trust).checks();
  }

  /**
   * What was found in a PDF.
   *
   * @param checks what was looked at
   * @param report the document inside, if it is one
   */
  public record Inside(List<Check> checks, Optional<ObjectNode> report) {
    /** Copies the list. */
    public Inside {
      checks = List.copyOf(checks);
    }
  }

  /**
   * The same as {@link #ofPdf}, with the document.
   *
   * @param trust whom the reader trusts
   */
  public static Inside pdf(byte[] pdf, Trust trust) {
    ReportCheck check = new ReportCheck(trust);
    PdfCheck.Result result = PdfCheck.of(pdf, trust);
    check.checks.addAll(result.checks());
    Optional<ObjectNode> report = Optional.empty();
    if (result.json().isPresent()) {
      report = check.document(result.json().get().bytes());
      if (report.isPresent()) {
        check.signer("report signer", report.get(), result.signer());
        check.checkpoint(report.get());
      }
    }
    return new Inside(check.checks, report);
  }

  /** Whether a file of that name beside {@code report.json} is looked at. */
  public static boolean covers(String name) {
    return name.equals(DOCUMENT) || PARTS.contains(name) || ReportFolder.VIEWS.contains(name);
  }

  /** Whether the checks include a seal that holds: without one nothing speaks for a report. */
  public static boolean isSealed(List<Check> checks) {
    return checks.stream()
        .anyMatch(
            check ->
                check.name().endsWith("seal signature") && check.status() == Check.Status.PASSED);
  }

  private Optional<ObjectNode> document(byte[] bytes) {
    JsonNode json;
    try {
      json = Json.readCanonical(bytes);
    } catch (MalformedJsonException e) {
      checks.add(Check.failed(DOCUMENT, "report.json is " + e.getMessage()));
      return Optional.empty();
    }
    checks.add(Check.passed(DOCUMENT, "canonical, SHA-256 " + Sha256.of(bytes).hex()));
    if (json instanceof ObjectNode report && schema(report)) {
      figures(report);
      return Optional.of(report);
    }
    return Optional.empty();
  }

  private boolean schema(ObjectNode report) {
    String word = report.path("schema").asText();
    if (!word.equals(ReportDocument.SCHEMA)) {
      checks.add(
          Check.failed(
              "report schema", "says " + word + ", known here is " + ReportDocument.SCHEMA));
      return false;
    }
    String said = report.path("annexes").path("schema").path("sha256").asText();
    String known = Schemas.hash("report-1").hex();
    checks.add(
        said.equals(known)
            ? Check.passed("report schema", word + ", SHA-256 " + known)
            : Check.notChecked(
                "report schema",
                "the report names another edition of " + word + " (" + said + ") than " + known));
    return true;
  }

  private void figures(ObjectNode report) {
    List<String> wrong = Totals.disagreements(report.path("results"));
    checks.add(
        wrong.isEmpty()
            ? Check.passed("report figures", "every figure of the summary is what the lists hold")
            : Check.failed("report figures", String.join("; ", wrong)));
  }

  private Optional<X509Certificate> seal(byte[] bytes, Path file) throws IOException {
    if (isMissing(
        file,
        SEAL,
        "no " + file.getFileName() + " lies beside it, so nothing shows who sealed it")) {
      return Optional.empty();
    }
    byte[] cms = Files.readAllBytes(file);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.p7s$", "");
    LastingCheck lasting = LastingCheck.of(file.resolveSibling(name), bytes, cms, trust);
    SealCheck.Result seal = SealCheck.detached(cms, bytes, trust, lasting.succession());
    checks.addAll(seal.checks());
    checks.addAll(lasting.with(seal));
    return Optional.ofNullable(seal.signer());
  }

  /** A second seal is one more; that there is none says nothing. */
  private void second(byte[] bytes, Path file) throws IOException {
    Optional<X509Certificate> signer = Optional.empty();
    boolean isThere = Beside.isFile(file, "ML-DSA seal", checks);
    if (isThere) {
      SealCheck.Result seal = SealCheck.second(Files.readAllBytes(file), bytes, trust);
      checks.addAll(seal.checks());
      signer = Optional.ofNullable(seal.signer());
    }
    Path certificate = file.resolveSibling(SECOND);
    if (isThere
        ? isMissing(certificate, SECOND, MISSING)
        : !Beside.isFile(certificate, SECOND, checks)) {
      return;
    }
    if (signer.isEmpty()) {
      checks.add(Check.notChecked(SECOND, "no second seal lies beside it that it could be of"));
      return;
    }
    String hex = Fingerprint.of(signer.get()).hex();
    certificates(SECOND, certificate, hex, "the certificate of the second seal");
  }

  /** Each seal of a report must be of the certificate that the document names. */
  private void signer(String name, ObjectNode report, Optional<X509Certificate> signer) {
    if (signer.isEmpty()) {
      return;
    }
    String said = report.path("verification").path("signer").path("fingerprint").asText();
    String found = Fingerprint.of(signer.get()).hex();
    checks.add(
        said.equals(found)
            ? Check.passed(name, "sealed by the certificate that the report names")
            : Check.failed(
                name, "the report names the certificate " + said + ", sealed by " + found));
  }

  private void checkpoint(ObjectNode report) {
    JsonNode custody = report.path("custody");
    try {
      Checkpoint checkpoint =
          Checkpoint.parse(custody.path("checkpoint").asText().getBytes(StandardCharsets.UTF_8));
      boolean agrees =
          checkpoint.size() == custody.path("size").asLong()
              && checkpoint.root().hex().equals(custody.path("root").asText())
              && checkpoint.origin().equals(custody.path("origin").asText());
      checks.add(
          agrees
              ? Check.passed(
                  "report checkpoint", checkpoint.size() + " entries, as the report says")
              : Check.failed("report checkpoint", "is not what the report says of the log"));
    } catch (MalformedLogException e) {
      checks.add(Check.failed("report checkpoint", e.why()));
    }
  }

  private void views(ObjectNode report, byte[] json, Path file) throws IOException {
    Map<String, byte[]> views =
        ReportDocument.isRendered(report)
            ? ReportViews.of(report, Sha256.of(json).hex())
            : Map.of();
    for (String name : ReportFolder.VIEWS) {
      Path view = file.resolveSibling(name);
      byte[] expected = views.get(name);
      if (isMissing(view, name, MISSING)) {
        continue;
      }
      if (expected == null) {
        checks.add(
            Check.notChecked(
                name,
                "rendered by edition "
                    + ReportDocument.rendering(report)
                    + " of the views, known here are "
                    + ReportDocument.OLDEST_RENDERING
                    + " to "
                    + ReportDocument.RENDERING));
      } else {
        same(name, expected, Files.readAllBytes(view));
      }
    }
    signerFile(report, file.resolveSibling(SIGNER));
    parts(report, json, file.resolveSibling(Parts.FILE));
    pdf(report, json, file.resolveSibling("report.pdf"));
  }

  /** Whether a file is not there to be read, which is said. */
  private boolean isMissing(Path file, String name, String missing) {
    if (Beside.isFile(file, name, checks)) {
      return false;
    }
    if (!Beside.isAnother(file)) {
      checks.add(Check.notChecked(name, missing));
    }
    return true;
  }

  private void same(String name, byte[] expected, byte[] found) {
    checks.add(
        Arrays.equals(expected, found)
            ? Check.passed(name, "the very bytes that report.json gives")
            : Check.failed(name, "not what report.json gives: changed, or of another report"));
  }

  /**
   * The file that a stranger gives to OpenSSL, which trusts all that it holds: the certificate that
   * the report names, then those in its path and no other.
   */
  private void signerFile(ObjectNode report, Path file) throws IOException {
    if (isMissing(file, SIGNER, MISSING)) {
      return;
    }
    String said = report.path("verification").path("signer").path("fingerprint").asText();
    certificates(SIGNER, file, said, "the certificate that the report names");
  }

  private void certificates(String name, Path file, String fingerprint, String which)
      throws IOException {
    boolean holds;
    boolean isPath;
    try {
      List<X509Certificate> all = List.copyOf(SealCheck.readAnchors(Files.readAllBytes(file)));
      holds = Fingerprint.of(all.get(0)).hex().equals(fingerprint);
      isPath = all.size() <= LONGEST && SealCheck.isPath(all);
    } catch (java.security.cert.CertificateException e) {
      checks.add(Check.failed(name, "holds no certificate that can be read"));
      return;
    }
    checks.add(
        !holds
            ? Check.failed(name, "does not begin with " + which)
            : isPath
                ? Check.passed(name, "holds " + which)
                : Check.failed(
                    name, "holds a certificate too that did not issue the one before it"));
  }

  /** The commitments to single values, for redacted copies; older reports have none. */
  private void parts(ObjectNode report, byte[] json, Path file) throws IOException {
    if (!Beside.isFile(file, Parts.FILE, checks)) {
      return;
    }
    try {
      Parts parts = Parts.parse(Files.readAllBytes(file));
      SealCheck.Result seal = SealCheck.detached(parts.seal(), parts.sealed(), trust);
      seal.checks().stream()
          .filter(Check::isFailure)
          .forEach(each -> checks.add(Check.failed("parts " + each.name(), each.detail())));
      signer("parts signer", report, Optional.ofNullable(seal.signer()));
      checks.add(
          parts.areOf(report, json)
              ? Check.passed(Parts.FILE, "commits to every value of report.json")
              : Check.failed(Parts.FILE, "commits to other values than those of report.json"));
    } catch (MalformedJsonException e) {
      checks.add(Check.failed(Parts.FILE, String.valueOf(e.getMessage())));
    }
  }

  private void pdf(ObjectNode report, byte[] json, Path file) throws IOException {
    if (isMissing(file, "report.pdf", MISSING)) {
      return;
    }
    PdfCheck.Result result = PdfCheck.of(Files.readAllBytes(file), trust);
    checks.addAll(result.checks());
    signer("report.pdf signer", report, result.signer());
    result
        .json()
        .ifPresent(
            inside ->
                checks.add(
                    Arrays.equals(inside.bytes(), json)
                        ? Check.passed("report.pdf", "holds the very bytes of report.json")
                        : Check.failed("report.pdf", "holds another document than report.json")));
  }
}
