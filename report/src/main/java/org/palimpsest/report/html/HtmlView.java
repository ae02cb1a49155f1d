package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;
import org.palimpsest.report.model.ReportDocument;

/**
 * The report for a screen: one self-contained HTML file that works from {@code file://}, without
 * script, without a request to anywhere.
 */
public final class HtmlView {

  private static final int ROWS = 2_000;
  private static final int PLACES = 20;

  /** The first edition in which two headings of a part stand beside their own tables. */
  private static final int MENDED = 5;

  /** Ids and names of the contents, in the order of reading. */
  static final String[][] CONTENTS = {
    {"answer", "The answer"},
    {"findings", "Findings"},
    {"results", "Results in figures"},
    {"question", "The question"},
    {"parties", "Parties and authority"},
    {"items", "Items examined"},
    {"method", "Method"},
    {"integrity", "Integrity"},
    {"custody", "Custody"},
    {"limits", "Limits"},
    {"statement", "Statement"},
    {"verification", "How to verify"},
    {"certification", "Certification"},
    {"annexes", "Annexes"}
  };

  private HtmlView() {}

  /**
   * The HTML of a findings document.
   *
   * @param report schema {@code palimpsest/report/1}
   * @param jsonSha256 SHA-256 of the bytes of {@code report.json}, in hex
   */
  public static String render(ObjectNode report, String jsonSha256) {
    Markup out = new Markup(UnaryOperator.identity());
    Page page = new Page(out, report, jsonSha256, ROWS, PLACES);
    OpeningSections opening = new OpeningSections(page);
    out.doctype().open(Tag.HTML, "lang", "en").open(Tag.HEAD);
    out.empty(Tag.META, "charset", "utf-8");
    // Should an escape ever fail, the browser itself still refuses to run or fetch anything.
    out.empty(
        Tag.META,
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
    out.empty(Tag.META, "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty(Tag.META, "name", "referrer", "content", "no-referrer");
    out.empty(Tag.META, "name", "color-scheme", "content", "light dark");
    out.element(Tag.TITLE, opening.title() + ", report " + page.text("cover", "reportId"));
    out.style(sheets(report)).close().open(Tag.BODY);
    out.element(Tag.A, "Skip to the answer", "class", "skip", "href", "#answer");
    opening.cover();
    contents(out);
    out.open(Tag.MAIN);
    opening.answer();
    ThreadFigure.write(page);
    new FindingSection(page).write();
    new ResultSection(page).write();
    opening.question();
    opening.parties();
    new RecordSections(page).write();
    new ClosingSections(page).write();
    out.close();
    out.open(Tag.FOOTER);
    out.element(Tag.P, "End of report", "class", "end");
    out.open(Tag.P).text("A view of report.json, SHA-256 ").element(Tag.CODE, jsonSha256);
    out.close().close();
    return out.close().close().finish();
  }

  /** A view of an earlier edition is made as that edition made it, so that it can be compared. */
  private static String sheets(ObjectNode report) {
    String first = Sheets.read("report.css");
    return ReportDocument.rendering(report) < MENDED ? first : first + Sheets.read("report-5.css");
  }

  private static void contents(Markup out) {
    out.open(Tag.NAV, "aria-label", "Contents").element(Tag.P, "Contents", "class", "contents");
    out.open(Tag.OL);
    for (String[] entry : CONTENTS) {
      out.open(Tag.LI).element(Tag.A, entry[1], "href", "#" + entry[0]).close();
    }
    out.close().close();
  }
}
