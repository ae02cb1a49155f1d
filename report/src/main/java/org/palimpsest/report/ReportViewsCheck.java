package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.model.Schemas;
import org.palimpsest.report.model.Totals;
import org.palimpsest.verdict.Check;

/**
 * Checks a report's folder against itself: the document's form and figures, and that each view is
 * the one that the document gives. Signatures are not looked at here.
 */
public final class ReportViewsCheck {

  private final Path folder;
  private final List<Check> checks = new ArrayList<>();

  private ReportViewsCheck(Path folder) {
    this.folder = folder;
  }

  /**
   * Checks a folder.
   *
   * @throws IOException if a file that is there cannot be read
   */
  public static List<Check> of(Path folder) throws IOException {
    ReportViewsCheck check = new ReportViewsCheck(folder);
    check.run();
    return List.copyOf(check.checks);
  }

  private void run() throws IOException {
    Path file = folder.resolve("report.json");
    if (!Files.isRegularFile(file)) {
      checks.add(Check.failed("report.json", "there is no report.json in the folder"));
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    JsonNode json;
    try {
      json = Json.readCanonical(bytes);
    } catch (MalformedJsonException e) {
      checks.add(Check.failed("report.json", "report.json is " + e.getMessage()));
      return;
    }
    String sha256 = Sha256.of(bytes).hex();
    checks.add(Check.passed("report.json", "canonical, SHA-256 " + sha256));
    if (json instanceof ObjectNode report && schema(report)) {
      figures(report);
      views(report, sha256);
    }
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

  private void views(ObjectNode report, String sha256) throws IOException {
    int rendering = report.path("annexes").path("rendering").asInt();
    boolean sameRendering = rendering == ReportDocument.RENDERING;
    Map<String, byte[]> views = sameRendering ? ReportViews.of(report, sha256) : Map.of();
    for (String name : ReportFolder.VIEWS) {
      byte[] expected = views.get(name);
      Path file = folder.resolve(name);
      if (!Files.isRegularFile(file)) {
        checks.add(Check.notChecked(name, "not in the folder"));
      } else if (expected == null) {
        checks.add(
            Check.notChecked(
                name,
                "rendered by edition "
                    + rendering
                    + " of the views, known here is "
                    + ReportDocument.RENDERING));
      } else if (Arrays.equals(expected, Files.readAllBytes(file))) {
        checks.add(Check.passed(name, "the very bytes that report.json gives"));
      } else {
        checks.add(Check.failed(name, "not what report.json gives: changed, or of another report"));
      }
    }
  }
}
