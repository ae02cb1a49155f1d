package org.palimpsest.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code VERIFY.txt}: how to check the report with ordinary tools, in plain text. */
public final class VerifyText {

  private static final int WIDTH = 78;

  private VerifyText() {}

  /**
   * The recipe.
   *
   * @param report the findings document
   * @param jsonSha256 SHA-256 of the bytes of {@code report.json}, in hex
   */
  public static String render(ObjectNode report, String jsonSha256) {
    JsonNode verification = report.path("verification");
    JsonNode signer = verification.path("signer");
    StringBuilder out = new StringBuilder();
    heading(out, "How to verify this report without Palimpsest");
    paragraph(out, "", "Report " + report.path("cover").path("reportId").asText());
    paragraph(
        out,
        "",
        "report.json is the signed document. report.pdf, report.html and the CSV files are views"
            + " made from it. SHA-256 of report.json:");
    line(out, "    " + jsonSha256);
    out.append('\n');
    int step = 1;
    for (JsonNode command : verification.path("commands")) {
      paragraph(out, "", step + ". " + command.path("purpose").asText() + ":");
      line(out, "    " + command.path("command").asText());
      out.append('\n');
      step++;
    }
    heading(out, "The certificate that signs");
    paragraph(out, "  ", "Subject: " + signer.path("subject").asText());
    paragraph(out, "  ", "Fingerprint (SHA-256): " + signer.path("fingerprint").asText());
    paragraph(out, "  ", "The same in words: " + signer.path("words").asText());
    paragraph(
        out,
        "  ",
        "Valid from "
            + signer.path("notBefore").asText()
            + " until "
            + signer.path("notAfter").asText());
    sentences(out, "What this shows", verification.path("shows"));
    sentences(out, "What this does not show", verification.path("doesNotShow"));
    heading(out, "Time");
    paragraph(out, "", verification.path("time").asText());
    heading(out, "The custody log when this report was issued");
    for (String part : report.path("custody").path("checkpoint").asText().strip().split("\n", -1)) {
      line(out, "    " + part);
    }
    return out.toString();
  }

  private static void heading(StringBuilder out, String text) {
    if (out.length() > 0) {
      out.append('\n');
    }
    line(out, text);
    line(out, "-".repeat(text.length()));
    out.append('\n');
  }

  private static void sentences(StringBuilder out, String heading, JsonNode sentences) {
    heading(out, heading);
    sentences.forEach(sentence -> paragraph(out, "  ", sentence.asText()));
  }

  /** Words are set into lines; a word longer than a line stays whole, so hashes can be copied. */
  private static void paragraph(StringBuilder out, String indent, String text) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : plain(text).split(" ", -1)) {
      boolean empty = line.length() == indent.length();
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.append(line).append('\n');
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
    }
    out.append(line).append("\n\n");
  }

  private static void line(StringBuilder out, String text) {
    out.append(plain(text)).append('\n');
  }

  /** What could move a terminal's cursor or reorder a line is written as a question mark. */
  private static String plain(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean hidden =
                  c < 0x20
                      || (c >= 0x7F && c < 0xA0)
                      || (c >= 0x200B && c <= 0x200F)
                      || (c >= 0x2028 && c <= 0x202E)
                      || (c >= 0x2060 && c <= 0x206F)
                      || (c >= 0xD800 && c <= 0xDFFF);
              out.appendCodePoint(hidden ? '?' : c);
            });
    return out.toString();
  }
}
