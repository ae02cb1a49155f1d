package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import org.palimpsest.report.model.Phrases;

/** Limits, statement, how to verify, certification and annexes. */
final class ClosingSections {

  private final Page page;
  private final Markup out;

  ClosingSections(Page page) {
    this.page = page;
    this.out = page.out();
  }

  void write() {
    sentences("limits", "Limits");
    sentences("statement", "Statement");
    verification();
    certification();
    annexes();
  }

  private void sentences(String id, String heading) {
    JsonNode sentences = page.report().path(id).path("sentences");
    page.section(id, heading);
    if (sentences.isEmpty()) {
      out.element(Tag.P, "None was stated.", "class", "none");
    }
    page.list(sentences);
    out.close();
  }

  private void verification() {
    JsonNode verification = page.report().path("verification");
    JsonNode signer = verification.path("signer");
    page.section("verification", "How to verify without this tool");
    out.element(
        Tag.P,
        "The signed document is report.json. This view was made from it. Its SHA-256 is:",
        "class",
        "lead");
    out.element(Tag.P, p -> p.element(Tag.CODE, page.sha256()), "class", "hash");
    for (JsonNode command : verification.path("commands")) {
      out.element(Tag.P, command.path("purpose").asText() + ":", "class", "lead");
      out.element(Tag.PRE, command.path("command").asText());
    }
    page.facts("The certificate that signs")
        .put("Subject", signer.path("subject").asText())
        .code("Fingerprint (SHA-256)", signer.path("fingerprint").asText())
        .put("The same in words", signer.path("words").asText())
        .put("Valid from", Phrases.moment(signer.path("notBefore").asText()))
        .put("Valid until (renew by)", Phrases.moment(signer.path("notAfter").asText()))
        .write();
    out.element(Tag.H3, "What this shows");
    page.list(verification.path("shows"));
    out.element(Tag.H3, "What this does not show");
    page.list(verification.path("doesNotShow"));
    out.element(Tag.H3, "Time");
    out.element(Tag.P, verification.path("time").asText());
    out.close();
  }

  private void certification() {
    JsonNode certification = page.report().path("certification");
    page.section("certification", certification.path("title").asText());
    out.element(Tag.P, certification.path("note").asText(), "class", "note");
    out.open(Tag.OL);
    certification.path("paragraphs").forEach(paragraph -> out.element(Tag.LI, paragraph.asText()));
    out.close();
    out.open(Tag.TABLE, "class", "form").element(Tag.CAPTION, "To be completed by hand");
    out.open(Tag.TBODY);
    for (JsonNode field : certification.path("fields")) {
      out.open(Tag.TR).element(Tag.TH, field.asText(), "scope", "row").element(Tag.TD, "\u00a0");
      out.close();
    }
    out.close().close().close();
  }

  private void annexes() {
    JsonNode annexes = page.report().path("annexes");
    page.section("annexes", "Annexes");
    out.element(Tag.H3, "Words used");
    new Table("Glossary")
        .text("Word", row -> row.path("term").asText())
        .text("Meaning", row -> row.path("meaning").asText())
        .write(out, annexes.path("glossary"), page.rows(), "No word is explained.");
    out.element(Tag.H3, "Form of the document");
    page.facts("Schema")
        .put("Schema", annexes.path("schema").path("name").asText())
        .put("File", annexes.path("schema").path("file").asText())
        .code("SHA-256", annexes.path("schema").path("sha256").asText())
        .write();
    out.element(Tag.P, annexes.path("renderingNote").asText());
    out.close();
  }
}
