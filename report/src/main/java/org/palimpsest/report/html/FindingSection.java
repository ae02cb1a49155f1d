package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import org.palimpsest.report.model.Causes;
import org.palimpsest.report.model.Phrases;

/** The findings, gravest first: what was observed and what is inferred, kept apart. */
final class FindingSection {

  private final Page page;
  private final Markup out;

  FindingSection(Page page) {
    this.page = page;
    this.out = page.out();
  }

  void write() {
    JsonNode findings = page.report().path("findings");
    page.section("findings", "Findings");
    if (findings.isEmpty()) {
      out.element(Tag.P, "There is no finding.", "class", "none");
    } else {
      out.element(
          Tag.P,
          Phrases.count(findings.size(), "finding")
              + ", gravest first. Each keeps apart what was observed, what is inferred from it,"
              + " what speaks against that, and what was not excluded.");
    }
    int number = 1;
    for (JsonNode finding : findings) {
      finding(finding, number++);
    }
    out.close();
  }

  private void finding(JsonNode finding, int number) {
    String id = "finding-" + number;
    out.open(
        Tag.ARTICLE,
        "class",
        "finding " + severityClass(finding),
        "id",
        id,
        "aria-labelledby",
        id + "-h");
    out.element(
        Tag.P, severityWord(finding.path("severity").asText()) + " severity", "class", "severity");
    out.element(Tag.H3, number + ". " + kind(finding), "id", id + "-h");
    out.element(Tag.P, finding.path("statement").asText(), "class", "statement");
    part("Observed", finding.path("observations"), "Nothing beyond the statement above.");
    inference(finding);
    part("What speaks against it", finding.path("against"), "Nothing noted.");
    part("Not excluded", finding.path("alternatives"), "No alternative is listed.");
    evidence(finding);
    out.close();
  }

  /** The class is chosen from known words, so that no text of the document becomes one. */
  private static String severityClass(JsonNode finding) {
    return switch (finding.path("severity").asText()) {
      case "high" -> "high";
      case "medium" -> "medium";
      case "low" -> "low";
      default -> "info";
    };
  }

  /** A severity, for people. */
  static String severityWord(String severity) {
    return severity.equals("info") ? "Informational" : Phrases.sentence(severity);
  }

  static String kind(JsonNode finding) {
    return Phrases.sentence(
        finding.path("kind").asText().replace('-', ' ').toLowerCase(Locale.ENGLISH));
  }

  private void part(String heading, JsonNode sentences, String none) {
    out.open(Tag.DIV, "class", "part").element(Tag.H4, heading);
    if (sentences.isEmpty()) {
      out.element(Tag.P, none, "class", "none");
    } else {
      out.open(Tag.UL);
      sentences.forEach(sentence -> out.element(Tag.LI, Phrases.sentence(sentence.asText())));
      out.close();
    }
    out.close();
  }

  private void inference(JsonNode finding) {
    String cause = finding.path("cause").asText("");
    out.open(Tag.DIV, "class", "part inference").element(Tag.H4, "Inferred");
    if (!finding.path("cause").isTextual()) {
      out.element(Tag.P, "Nothing is inferred.", "class", "none");
    } else {
      String confidence = finding.path("confidence").asText();
      out.open(Tag.P).text("Cause: ").element(Tag.STRONG, cause.replace('-', ' '));
      out.text(". Confidence: ").element(Tag.STRONG, confidence);
      String meaning = Causes.confidence(confidence);
      out.text(meaning.isEmpty() ? "." : " (" + meaning + ").").close();
    }
    out.close();
  }

  private void evidence(JsonNode finding) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    ArrayNode remains = JsonNodeFactory.instance.arrayNode();
    for (JsonNode place : finding.path("evidence")) {
      (place.has("recovered") ? remains : rows).add(place);
    }
    out.open(Tag.DIV, "class", "part evidence").element(Tag.H4, "Evidence");
    new Table("Where the evidence of this finding is")
        .code("Snapshot", place -> shortened(place.path("snapshot").asText()))
        .text("File", place -> place.path("file").asText())
        .text("Table", place -> place.path("table").asText())
        .number("Row", place -> place.path("row").asText("–"))
        .code("Identity", place -> place.path("guid").asText("–"))
        .rest("report.json, under the finding's id")
        .write(out, rows, page.places(), "No single place: see the observations.");
    if (!remains.isEmpty()) {
      recovered(remains);
    }
    out.open(Tag.P, "class", "id").text("Finding ");
    out.element(Tag.CODE, finding.path("id").asText()).close();
    out.close();
  }

  /** What is no row of the store any more is shown apart, and its bytes as they are. */
  private void recovered(JsonNode remains) {
    out.element(Tag.H4, "Recovered");
    out.element(
        Tag.P,
        "These bytes were read from space that the database no longer uses, or from an earlier state"
            + " in its log. They are no records and count in no list. The bytes of a row are shown up"
            + " to its identity; its length and SHA-256 cover all that lies at that place.");
    new Table("What remains of the messages of this finding")
        .text("File", place -> place.path("file").asText())
        .number("Page", place -> place.path("page").asText())
        .number("Offset", place -> place.path("offset").asText())
        .text("What", FindingSection::what)
        .code("Identity", place -> place.path("guid").asText("–"))
        .code("Bytes", place -> excerpt(place.path("recovered").path("bytes").asText()))
        .rest("report.json, under the finding's id, with the SHA-256 of each")
        .write(out, remains, page.places(), "");
  }

  private static String what(JsonNode place) {
    JsonNode recovered = place.path("recovered");
    String commit = recovered.has("commit") ? ", commit " + recovered.path("commit").asLong() : "";
    return recovered.path("kind").asText().replace('-', ' ')
        + (recovered.path("complete").asBoolean() ? "" : " in part")
        + " ("
        + recovered.path("class").asText().replace('-', ' ')
        + ", "
        + recovered.path("region").asText().replace('-', ' ')
        + commit
        + "), "
        + recovered.path("length").asLong()
        + " bytes";
  }

  private static String excerpt(String hex) {
    return hex.length() > 96 ? hex.substring(0, 96) + "…" : hex;
  }

  /** The first twelve digits, as everywhere a snapshot is named for people. */
  static String shortened(String snapshot) {
    return snapshot.length() > 12 ? snapshot.substring(0, 12) : snapshot;
  }
}
