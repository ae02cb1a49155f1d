package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.json.Json;
import org.palimpsest.verdict.Check;

/**
 * The findings document, schema {@code palimpsest/report/1}: the artefact that is signed, and all
 * that a view is made from.
 */
public final class ReportDocument {

  /** The schema that this version writes and reads. */
  public static final String SCHEMA = "palimpsest/report/1";

  /** The members of every report. */
  public static final Set<String> SECTIONS =
      Set.of(
          "annexes",
          "answer",
          "certification",
          "cover",
          "custody",
          "findings",
          "integrity",
          "items",
          "limits",
          "method",
          "parties",
          "question",
          "results",
          "schema",
          "statement",
          "verification");

  /** Raised whenever a view of the same document would come out with other bytes. */
  public static final int RENDERING = 5;

  /** The first edition whose views are still made here, byte for byte. */
  public static final int OLDEST_RENDERING = 4;

  private static final List<String> CHANGES =
      List.of(
          "removed",
          "not-on-device",
          "altered",
          "recently-deleted",
          "unsent",
          "edited",
          "restored",
          "added");

  private static final List<String> SEVERITIES = List.of("high", "medium", "low", "info");

  private ReportDocument() {}

  /**
   * The canonical bytes of the document: what is written as {@code report.json} and signed.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public static byte[] bytes(ReportFacts facts) {
    return Json.canonical(of(facts));
  }

  /**
   * The document.
   *
   * @throws IllegalArgumentException if the summary of the comparison is not what its lists hold:
   *     such a report must not be issued
   */
  public static ObjectNode of(ReportFacts facts) {
    List<String> wrong = Totals.disagreements(facts.diff());
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("the comparison contradicts itself: " + wrong.get(0));
    }
    ObjectNode integrity = integrity(facts);
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    json.set("cover", cover(facts));
    json.set("parties", parties(facts.parties()));
    json.set("question", question(facts));
    json.set("answer", Answer.of(facts.diff(), facts.from(), facts.to(), integrity));
    ArrayNode items = json.putArray("items");
    items.add(item("A", facts.from()));
    items.add(item("B", facts.to()));
    json.set("method", method(facts));
    json.set("integrity", integrity);
    ObjectNode custody = facts.custody().deepCopy();
    FixedText.words(custody.putArray("sentences"), FixedText.CUSTODY);
    json.set("custody", custody);
    json.set("results", results(facts));
    json.set("findings", findings(facts.diff().path("findings")));
    FixedText.words(json.putObject("limits").putArray("sentences"), limits(facts));
    FixedText.words(json.putObject("statement").putArray("sentences"), FixedText.STATEMENT);
    json.set("verification", verification(facts.signer()));
    json.set("certification", FixedText.certification());
    json.set("annexes", annexes());
    return json;
  }

  private static ObjectNode cover(ReportFacts facts) {
    ObjectNode json = Json.object();
    json.put("reportId", facts.reportId());
    json.put("title", facts.title());
    json.put("kind", facts.kind().word());
    facts.amends().ifPresent(id -> json.put("amends", id));
    json.put("issuedAt", facts.issuedAt().toString());
    json.set("tool", facts.tool());
    return json;
  }

  private static ObjectNode parties(ReportFacts.Parties parties) {
    ObjectNode json = Json.object();
    put(json, "caseId", parties.caseId());
    put(json, "operator", parties.operator());
    put(json, "organisation", parties.organisation());
    put(json, "purpose", parties.purpose());
    return json;
  }

  private static void put(ObjectNode json, String name, Optional<String> value) {
    value.ifPresent(text -> json.put(name, text));
  }

  private static ObjectNode question(ReportFacts facts) {
    JsonNode from = facts.diff().path("from");
    JsonNode to = facts.diff().path("to");
    boolean oneDevice = from.path("device").asText().equals(to.path("device").asText());
    ObjectNode json = Json.object();
    ArrayNode sentences = json.putArray("sentences");
    sentences.add(
        oneDevice
            ? "Which threads, messages and attachments that one device held at the first time are"
                + " gone, altered or new at the second, and what does the evidence support as the"
                + " cause?"
            : "Which threads, messages and attachments of one device are not on the other?");
    sentences.add(
        "The comparison covers the Messages stores as they were on "
            + Phrases.moment(from.path("asOf").asText())
            + " and on "
            + Phrases.moment(to.path("asOf").asText())
            + ".");
    ObjectNode period = json.putObject("period");
    period.put("from", from.path("asOf").asText());
    period.put("to", to.path("asOf").asText());
    json.put("oneDevice", oneDevice);
    return json;
  }

  private static ObjectNode item(String letter, ObjectNode snapshot) {
    ObjectNode json = Json.object();
    json.put("item", letter);
    json.setAll(snapshot);
    return json;
  }

  private static ObjectNode method(ReportFacts facts) {
    ObjectNode json = Json.object();
    FixedText.words(json.putArray("sentences"), facts.method());
    json.putArray("hashAlgorithms").add("SHA-256 (FIPS 180-4)");
    json.put("treeAlgorithm", "RFC 6962 Merkle tree hash over the sorted record list");
    json.put("timeZone", "UTC");
    return json;
  }

  private static ObjectNode integrity(ReportFacts facts) {
    ArrayNode checks = Json.object().putArray("checks");
    for (Check check : facts.checks()) {
      ObjectNode node = checks.addObject();
      node.put("check", check.name());
      node.put("status", check.status().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      node.put("detail", check.detail());
    }
    ObjectNode json = Totals.integrity(checks);
    json.set("checks", checks);
    ArrayNode roots = json.putArray("roots");
    for (ObjectNode snapshot : List.of(facts.from(), facts.to())) {
      roots
          .addObject()
          .put("snapshot", snapshot.path("snapshot").asText())
          .put("root", snapshot.path("root").asText());
    }
    return json;
  }

  private static ObjectNode results(ReportFacts facts) {
    ObjectNode json = Json.object();
    for (String part : List.of("from", "to", "summary", "threads", "messages", "attachments")) {
      json.set(part, facts.diff().path(part));
    }
    json.set("otherThreads", facts.otherThreads());
    json.set("messages", byWeight(facts.diff().path("messages")));
    json.set("totals", Totals.bridge(facts.from(), facts.to(), facts.diff().path("summary")));
    facts.check().ifPresent(check -> json.set("check", check));
    return json;
  }

  /** Losses first, then by thread and time, so that a list that is cut shows what matters. */
  private static ArrayNode byWeight(JsonNode messages) {
    List<JsonNode> sorted = new ArrayList<>();
    messages.forEach(sorted::add);
    sorted.sort(
        Comparator.comparingInt((JsonNode row) -> weight(row.path("change").asText()))
            .thenComparing(row -> row.path("thread").asText())
            .thenComparing(row -> row.path("sentAt").asText())
            .thenComparing(row -> row.path("guid").asText()));
    return Json.object().putArray("messages").addAll(sorted);
  }

  private static int weight(String change) {
    int at = CHANGES.indexOf(change);
    return at < 0 ? CHANGES.size() : at;
  }

  /** Gravest first, otherwise in the order given. */
  private static ArrayNode findings(JsonNode findings) {
    List<JsonNode> sorted = new ArrayList<>();
    for (String severity : SEVERITIES) {
      findings.forEach(
          finding -> {
            if (finding.path("severity").asText().equals(severity)) {
              sorted.add(finding);
            }
          });
    }
    if (sorted.size() != findings.size()) {
      throw new IllegalArgumentException("a finding has a severity that is not known here");
    }
    return Json.object().putArray("findings").addAll(sorted);
  }

  /** The caller's limits, and for each incomplete snapshot what follows from that. */
  private static List<String> limits(ReportFacts facts) {
    List<String> sentences = new ArrayList<>();
    String[] letters = {"A", "B"};
    List<ObjectNode> items = List.of(facts.from(), facts.to());
    for (int i = 0; i < letters.length; i++) {
      if (!items.get(i).path("complete").asBoolean(false)) {
        sentences.add(
            "Item "
                + letters[i]
                + " is incomplete, so absence must not be inferred from it. The reasons are listed"
                + " with the item.");
      }
    }
    sentences.addAll(facts.limits());
    return sentences;
  }

  private static ObjectNode verification(ObjectNode signer) {
    ObjectNode json = Json.object();
    json.set("signer", signer);
    FixedText.commands(json.putArray("commands"));
    FixedText.words(json.putArray("shows"), FixedText.SHOWS);
    FixedText.words(json.putArray("doesNotShow"), FixedText.DOES_NOT_SHOW);
    json.put("time", FixedText.TIME);
    return json;
  }

  /** The edition that made a document's views. */
  public static int rendering(JsonNode report) {
    return report.path("annexes").path("rendering").asInt();
  }

  /** Whether the views of a document can be made here as its edition made them. */
  public static boolean isRendered(ObjectNode report) {
    return rendering(report) >= OLDEST_RENDERING && rendering(report) <= RENDERING;
  }

  private static ObjectNode annexes() {
    ObjectNode json = Json.object();
    FixedText.glossary(json.putArray("glossary"));
    ObjectNode schema = json.putObject("schema");
    schema.put("name", SCHEMA);
    schema.put("file", "report-1.schema.json");
    schema.put("sha256", Schemas.hash("report-1").hex());
    json.put("rendering", RENDERING);
    json.put(
        "renderingNote",
        "Characters that cannot be seen, or that change the direction of writing, are shown as code"
            + " points such as ‹U+202E›. The text of record is the one in report.json.");
    return json;
  }
}
