package org.palimpsest.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.report.model.ReportDocument;

class ReportViewsTest {

  private static final String SHEET_OF_EDITION_4 =
      "4d8a8cbb075a117b84bceb4c25b20fe69d1796a79c944c5283dd1609b91fd7a9";

  private static Map<String, byte[]> views(int removed, String participant) {
    ObjectNode report = ReportDocument.of(Sample.facts(removed, participant));
    return ReportViews.of(report, Sha256.of(Json.canonical(report)).hex());
  }

  private static String text(Map<String, byte[]> views, String name) {
    return new String(views.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void theHtmlNeedsNothingFromOutsideAndRunsNothing() {
    String html = text(views(3, "+15550100"), "report.html");
    assertFalse(html.contains("<script"));
    assertFalse(html.contains("src="));
    assertFalse(html.contains("url("));
    assertFalse(html.matches("(?s).*href=\"[^#].*"), "links lead nowhere but into the page");
    assertTrue(html.contains("Content-Security-Policy"));
  }

  @Test
  void whatOthersWroteIsShownAndNeverActs() {
    Map<String, byte[]> views = views(1, Sample.HOSTILE);
    String html = text(views, "report.html");
    assertFalse(html.contains("<script"));
    assertTrue(html.contains("&lt;script&gt;alert("));
    assertTrue(html.contains("‹U+202E›"), "a change of direction is made visible");
    assertTrue(html.contains("‹U+0007›"), "a control is made visible");
    assertFalse(html.contains("\u202E"));
    String csv = text(views, "threads.csv");
    assertTrue(csv.contains("'=<script>"), "a spreadsheet must not compute it");
    assertTrue(csv.contains("‹U+202E›gnp.‹U+0007›"), "what reorders text is shown");
  }

  @Test
  void noCellIsAFormulaOrTwoCells() {
    for (String sign : List.of("=", "+", "-", "@", "\t", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20")) {
      String csv = text(views(1, sign + "SUM(A1)"), "threads.csv");
      assertTrue(csv.contains(",'" + sign + "SUM(A1),"), csv);
    }
    String divided = text(views(1, "a;b"), "threads.csv");
    assertTrue(divided.contains(",\"a;b\","), divided);
    String line = text(views(1, "\n=SUM(A1)"), "threads.csv");
    assertTrue(line.contains(",\"'\n=SUM(A1)\","), line);
  }

  @Test
  void everyRowOfTheListsIsInTheCsv() {
    String csv = text(views(2_500, "+15550100"), "messages.csv");
    assertEquals(2_501, csv.lines().count());
    assertTrue(csv.contains("00000000-0000-0000-0000-000000002499"));
  }

  @Test
  void aMessageOfAThreadThatIsNotListedIsShownWithItsPeople() {
    ObjectNode diff = Sample.withAdded(Sample.diff(1, "+15550100", true));
    ObjectNode report =
        ReportDocument.of(Sample.facts(diff, Sample.item("imac", true), Sample.item("imac", true)));
    Map<String, byte[]> views = ReportViews.of(report, "00".repeat(32));
    String html = text(views, "report.html");
    assertTrue(html.contains("<td>" + Sample.OTHER_PERSON + "</td>"), "the table of messages");
    assertFalse(html.contains("0123456789ab"), "a number that says nothing to a person");
    String csv = text(views, "messages.csv");
    assertTrue(csv.startsWith("guid,thread,participants,change,"));
    assertTrue(csv.contains("0123456789abcdef0123456789abcdef," + Sample.OTHER_PERSON + ",added,"));
  }

  @Test
  void aListThatIsCutSaysSo() {
    String html = text(views(2_500, "+15550100"), "report.html");
    assertTrue(html.contains("The first 2,000 of 2,500 rows are shown here."));
    assertFalse(text(views(3, "+15550100"), "report.html").contains("rows are shown here"));
  }

  @Test
  void everyViewCarriesTheHashOfTheDocument() {
    ObjectNode report = ReportDocument.of(Sample.facts(1, "+15550100"));
    String sha256 = Sha256.of(Json.canonical(report)).hex();
    Map<String, byte[]> views = ReportViews.of(report, sha256);
    assertTrue(text(views, "report.html").contains(sha256));
    assertTrue(text(views, "VERIFY.txt").contains(sha256));
  }

  @Test
  void theSameDocumentGivesTheSameViews() {
    ObjectNode report = ReportDocument.of(Sample.facts(5, "+15550100"));
    Map<String, byte[]> first = ReportViews.of(report, "00".repeat(32));
    ReportViews.of(report, "00".repeat(32))
        .forEach((name, bytes) -> assertArrayEquals(first.get(name), bytes, name));
  }

  /** Held fast in the first row, the second heading of a part stood above the first one's table. */
  @Test
  void aHeadingStandsWhereItIsInTheText() {
    String html = text(views(1, "+15550100"), "report.html");
    assertTrue(html.contains(".part h4 { grid-row: auto; grid-column: 1; }"));
    assertTrue(
        html.contains(".facts td { overflow-wrap: anywhere; }"), "a name wider than a phone");
  }

  /** A report that was handed over is compared with what its own edition gives. */
  @Test
  void aViewOfAnEarlierEditionIsMadeAsThatEditionMadeIt() throws IOException {
    ObjectNode report = ReportDocument.of(Sample.facts(3, "+15550100"));
    String now = text(ReportViews.of(report, "00".repeat(32)), "report.html");
    ((ObjectNode) report.path("annexes")).put("rendering", 4);
    String then = text(ReportViews.of(report, "00".repeat(32)), "report.html");
    String sheet = resource("report.css");
    assertEquals(SHEET_OF_EDITION_4, Sha256.of(sheet.getBytes(StandardCharsets.UTF_8)).hex());
    assertTrue(then.contains("<style>\n" + sheet + "</style>"));
    String words =
        "row numbers given out between the snapshots to nothing that the second one holds";
    assertEquals(
        now.replace(resource("report-5.css"), "")
            .replace(words, "arrived and went between the snapshots; neither holds it")
            .replace("Numbers given out", "Came and went"),
        then);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReportViews.class.getResourceAsStream("/org/palimpsest/report/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
