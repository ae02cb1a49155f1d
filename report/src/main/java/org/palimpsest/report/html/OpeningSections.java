package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import org.palimpsest.report.model.Phrases;

/** Cover, answer, question and parties: what one page must say. */
final class OpeningSections {

  private final Page page;
  private final Markup out;

  OpeningSections(Page page) {
    this.page = page;
    this.out = page.out();
  }

  void cover() {
    JsonNode cover = page.report().path("cover");
    out.open(Tag.HEADER, "id", "cover", "class", "cover");
    out.element(Tag.P, kind(cover), "class", "kind");
    out.element(Tag.H1, title());
    out.open(Tag.P, "class", "issued").text("Report ");
    out.element(Tag.CODE, cover.path("reportId").asText());
    out.text(", issued " + Phrases.moment(cover.path("issuedAt").asText())).close();
    out.close();
  }

  String title() {
    return page.text("cover", "title");
  }

  private static String kind(JsonNode cover) {
    String kind = Phrases.sentence(cover.path("kind").asText()) + " report";
    return cover.path("amends").isTextual() ? kind + " to " + cover.path("amends").asText() : kind;
  }

  void answer() {
    JsonNode answer = page.report().path("answer");
    page.section("answer", "The answer");
    out.element(Tag.P, answer.path("headline").asText(), "class", "headline");
    page.list(answer.path("sentences"));
    out.close();
  }

  void question() {
    page.section("question", "The question");
    page.paragraphs(page.report().path("question").path("sentences"));
    out.close();
  }

  void parties() {
    JsonNode parties = page.report().path("parties");
    page.section("parties", "Parties and authority");
    if (parties.isEmpty()) {
      out.element(Tag.P, "No case, operator or organisation was named.", "class", "none");
    }
    page.facts("Who asked and who worked")
        .put("Case", parties.path("caseId").asText())
        .put("Operator", parties.path("operator").asText())
        .put("Organisation", parties.path("organisation").asText())
        .put("Purpose and authority", parties.path("purpose").asText())
        .write();
    out.close();
  }
}
