package org.palimpsest.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.json.Json;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.model.ReportFacts;
import org.palimpsest.report.model.Schemas;

class ReportDocumentTest {

  private static Schema schema(String name) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(new String(Schemas.bytes(name), StandardCharsets.UTF_8), InputFormat.JSON);
  }

  private static int errors(String schema, byte[] json) {
    return schema(schema)
        .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON)
        .size();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 250})
  void aReportFulfilsThePublishedSchema(int removed) {
    byte[] json = ReportDocument.bytes(Sample.facts(removed, "+15550100"));
    assertEquals(
        java.util.List.of(),
        schema("report-1")
            .validate(new String(json, StandardCharsets.UTF_8), InputFormat.JSON)
            .stream()
            .map(Object::toString)
            .toList());
  }

  @Test
  void theSchemaRefusesWhatItDoesNotKnow() throws Exception {
    ObjectNode report = ReportDocument.of(Sample.facts(1, "+15550100"));
    report.put("verdict", "guilty");
    assertTrue(errors("report-1", Json.canonical(report)) > 0);
    ObjectNode lacking = ReportDocument.of(Sample.facts(1, "+15550100"));
    lacking.remove("limits");
    assertTrue(errors("report-1", Json.canonical(lacking)) > 0);
  }

  @Test
  void theSchemasInTheDocumentsAreTheOnesShipped() throws Exception {
    Path folder = Path.of("..", "docs", "schema");
    for (String name : Schemas.NAMES) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve(name + ".schema.json")), Schemas.bytes(name), name);
    }
  }

  @Test
  void aSummaryThatItsListsDoNotSupportIsRefused() {
    ObjectNode diff = Sample.diff(3, "+15550100", true);
    ((ObjectNode) diff.path("summary").path("messages")).put("removed", 4);
    ReportFacts facts = Sample.facts(diff, Sample.item("imac", true), Sample.item("imac", true));
    assertThrows(IllegalArgumentException.class, () -> ReportDocument.of(facts));
  }

  @Test
  void theAnswerSaysWhatIsAbsentAndNeverWhoOrWhy() {
    JsonNode answer = ReportDocument.of(Sample.facts(3, "+15550100")).path("answer");
    assertEquals(
        "3 messages in 1 thread that were present on 12 November 2026 were absent on"
            + " 19 November 2026.",
        answer.path("headline").asText());
    assertTrue(answer.path("sentences").toString().contains("does not show who removed it"));
  }

  @Test
  void twoTimesWithinAMinuteAreTwo() {
    ObjectNode diff = Sample.diff(3, "+15550100", true);
    ((ObjectNode) diff.path("from")).put("asOf", "2026-11-19T18:00:00Z");
    ((ObjectNode) diff.path("to")).put("asOf", "2026-11-19T18:00:41Z");
    ReportFacts facts = Sample.facts(diff, Sample.item("imac", true), Sample.item("imac", true));
    assertEquals(
        "3 messages in 1 thread that were present on 19 November 2026, 18:00 UTC were absent on"
            + " 19 November 2026, 18:00:41 UTC.",
        ReportDocument.of(facts).path("answer").path("headline").asText());
  }

  @Test
  void nothingGoneIsSaidAsSuch() {
    JsonNode answer = ReportDocument.of(Sample.facts(0, "+15550100")).path("answer");
    assertTrue(answer.path("headline").asText().startsWith("Nothing is gone"));
  }

  @Test
  void anIncompleteSnapshotNeverGivesAnAnswerOfAbsence() {
    ObjectNode diff = Sample.diff(3, "+15550100", false);
    ReportFacts facts = Sample.facts(diff, Sample.item("imac", true), Sample.item("imac", false));
    ObjectNode report = ReportDocument.of(facts);
    assertTrue(report.path("answer").path("headline").asText().contains("incomplete"));
    assertFalse(report.path("answer").path("headline").asText().contains("absent on"));
    assertTrue(report.path("limits").toString().contains("Item B is incomplete"));
  }

  @Test
  void theSameFactsGiveTheSameBytes() {
    ReportFacts facts = Sample.facts(2, "+15550100");
    assertArrayEquals(ReportDocument.bytes(facts), ReportDocument.bytes(facts));
  }
}
