package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/**
 * The report for paper: well-formed XHTML with CSS 2.1 and paged media, for a renderer that makes
 * PDF of it. Fonts {@code Body} and {@code Mono} are the renderer's to provide.
 */
public final class PrintView {

  private static final int ROWS = 200;
  private static final int PLACES = 8;

  private PrintView() {}

  /**
   * The XHTML of a findings document.
   *
   * @param report schema {@code palimpsest/report/1}
   * @param jsonSha256 SHA-256 of the bytes of {@code report.json}, in hex
   * @param shown what the fonts can show of a text; applied to every text that is printed
   */
  public static String render(ObjectNode report, String jsonSha256, UnaryOperator<String> shown) {
    Markup out = new Markup(shown);
    Page page = new Page(out, report, jsonSha256, ROWS, PLACES);
    OpeningSections opening = new OpeningSections(page);
    out.open(Tag.HTML, "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en", "xml:lang", "en");
    out.open(Tag.HEAD);
    out.element(Tag.TITLE, opening.title());
    out.empty(
        Tag.META,
        "name",
        "description",
        "content",
        page.report().path("answer").path("headline").asText());
    out.style(Sheets.read("print.css"));
    out.style(margins(shown.apply(Visible.of(page.text("cover", "reportId"))), jsonSha256));
    bookmarks(out);
    out.close().open(Tag.BODY);
    opening.cover();
    opening.answer();
    opening.question();
    opening.parties();
    new FindingSection(page).write();
    new ResultSection(page).write();
    new RecordSections(page).write();
    new ClosingSections(page).write();
    out.element(Tag.P, "End of report", "class", "end");
    return out.close().close().finish();
  }

  private static String margins(String reportId, String jsonSha256) {
    return "@page {\n"
        + margin("top-left", "8pt", Sheets.string("Report " + reportId))
        + margin("top-right", "8pt", "\"Palimpsest\"")
        + margin("bottom-left", "6.5pt", Sheets.string("report.json SHA-256 " + jsonSha256))
        + margin("bottom-right", "8pt", "\"Page \" counter(page) \" of \" counter(pages)")
        + "}\n";
  }

  private static String margin(String place, String size, String content) {
    return "  @"
        + place
        + " { font-family: \"Body\"; color: #444444; white-space: nowrap; font-size: "
        + size
        + "; content: "
        + content
        + "; }\n";
  }

  private static void bookmarks(Markup out) {
    out.open(Tag.BOOKMARKS);
    for (String[] entry : HtmlView.CONTENTS) {
      if (!entry[0].equals("question") && !entry[0].equals("parties")) {
        out.empty(Tag.BOOKMARK, "name", entry[1], "href", "#" + entry[0]);
      }
    }
    out.close();
  }
}
