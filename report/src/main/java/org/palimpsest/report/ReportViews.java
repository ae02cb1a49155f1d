package org.palimpsest.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.report.csv.CsvViews;
import org.palimpsest.report.html.HtmlView;

/** All views of a document that can be made again byte for byte, by file name. */
public final class ReportViews {

  private ReportViews() {}

  /**
   * HTML, CSV and the recipe.
   *
   * @param report the findings document
   * @param jsonSha256 SHA-256 of the bytes of {@code report.json}, in hex
   */
  public static Map<String, byte[]> of(ObjectNode report, String jsonSha256) {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("report.html", utf8(HtmlView.render(report, jsonSha256)));
    files.put("findings.csv", utf8(CsvViews.findings(report)));
    files.put("threads.csv", utf8(CsvViews.threads(report)));
    files.put("messages.csv", utf8(CsvViews.messages(report)));
    files.put("attachments.csv", utf8(CsvViews.attachments(report)));
    files.put("VERIFY.txt", utf8(VerifyText.render(report, jsonSha256)));
    return Collections.unmodifiableMap(files);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
