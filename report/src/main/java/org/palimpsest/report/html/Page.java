package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.report.model.Phrases;

/**
 * A document being written: where to, from what, and how much of long lists.
 *
 * @param out the markup
 * @param report the findings document
 * @param sha256 the hash of its bytes
 * @param rows most rows of a table
 * @param places most places of evidence of one finding
 */
record Page(Markup out, JsonNode report, String sha256, int rows, int places) {

  /** A member of a section, as text; empty when absent. */
  String text(String section, String name) {
    return report.path(section).path(name).asText();
  }

  /** Opens a section under its id and heading. */
  void section(String id, String heading) {
    out.open(Tag.SECTION, "id", id, "aria-labelledby", id + "-h");
    out.element(Tag.H2, heading, "id", id + "-h");
  }

  /** One paragraph for each sentence. */
  void paragraphs(JsonNode sentences) {
    sentences.forEach(sentence -> out.element(Tag.P, sentence.asText()));
  }

  /** A bulleted list; nothing at all when it is empty. */
  void list(JsonNode sentences) {
    if (!sentences.isEmpty()) {
      out.open(Tag.UL);
      sentences.forEach(sentence -> out.element(Tag.LI, sentence.asText()));
      out.close();
    }
  }

  /** Names and values, as a table whose first column heads the row. */
  Facts facts(String caption) {
    return new Facts(caption, new ArrayList<>());
  }

  /** Collects names and values, then writes them. */
  final class Facts {
    private final String caption;
    private final List<String[]> pairs;

    private Facts(String caption, List<String[]> pairs) {
      this.caption = caption;
      this.pairs = pairs;
    }

    /** One fact; left out when its value is empty. */
    Facts put(String name, String value) {
      if (!value.isEmpty()) {
        pairs.add(new String[] {name, value, ""});
      }
      return this;
    }

    /** A hash or an identity. */
    Facts code(String name, String value) {
      if (!value.isEmpty()) {
        pairs.add(new String[] {name, value, "k"});
      }
      return this;
    }

    /** A figure, if the document has it. */
    Facts count(String name, JsonNode value) {
      return value.isNumber() ? put(name, Phrases.number(value.asLong())) : this;
    }

    void write() {
      if (pairs.isEmpty()) {
        return;
      }
      out.open(Tag.TABLE, "class", "facts").element(Tag.CAPTION, caption).open(Tag.TBODY);
      for (String[] pair : pairs) {
        out.open(Tag.TR).element(Tag.TH, pair[0], "scope", "row");
        if (pair[2].isEmpty()) {
          out.element(Tag.TD, pair[1]);
        } else {
          out.open(Tag.TD, "class", "k").element(Tag.CODE, pair[1]).close();
        }
        out.close();
      }
      out.close().close();
    }
  }
}
