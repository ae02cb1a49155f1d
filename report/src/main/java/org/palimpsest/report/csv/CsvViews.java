package org.palimpsest.report.csv;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.report.model.ThreadNames;

/** Findings, threads, messages and attachments as CSV, every row of them. */
public final class CsvViews {

  private CsvViews() {}

  /** {@code findings.csv}: one row for each finding; lists are joined with a vertical bar. */
  public static String findings(ObjectNode report) {
    CsvText csv =
        new CsvText(
            "id",
            "kind",
            "severity",
            "statement",
            "cause",
            "confidence",
            "observations",
            "against",
            "alternatives",
            "evidence");
    for (JsonNode row : report.path("findings")) {
      csv.row(
          text(row, "id"),
          text(row, "kind"),
          text(row, "severity"),
          text(row, "statement"),
          text(row, "cause"),
          text(row, "confidence"),
          joined(row, "observations"),
          joined(row, "against"),
          joined(row, "alternatives"),
          Integer.toString(row.path("evidence").size()));
    }
    return csv.finish();
  }

  /** {@code threads.csv}: one row for each thread that changed. */
  public static String threads(ObjectNode report) {
    CsvText csv =
        new CsvText(
            "thread",
            "participants",
            "change",
            "messagesBefore",
            "messagesAfter",
            "firstSentAt",
            "lastSentAt");
    for (JsonNode row : report.path("results").path("threads")) {
      csv.row(
          text(row, "thread"),
          joined(row, "participants"),
          text(row, "change"),
          text(row, "messagesBefore"),
          text(row, "messagesAfter"),
          text(row, "firstSentAt"),
          text(row, "lastSentAt"));
    }
    return csv.finish();
  }

  /** {@code messages.csv}: one row for each message that changed. */
  public static String messages(ObjectNode report) {
    CsvText csv =
        new CsvText(
            "guid",
            "thread",
            "participants",
            "change",
            "sentAt",
            "sentAtRaw",
            "backfilled",
            "cause",
            "confidence",
            "note");
    ThreadNames names = ThreadNames.of(report.path("results"));
    for (JsonNode row : report.path("results").path("messages")) {
      csv.row(
          text(row, "guid"),
          text(row, "thread"),
          String.join(" | ", names.participants(text(row, "thread"))),
          text(row, "change"),
          text(row, "sentAt"),
          text(row, "sentAtRaw"),
          text(row, "backfilled"),
          text(row, "cause"),
          text(row, "confidence"),
          text(row, "note"));
    }
    return csv.finish();
  }

  /** {@code attachments.csv}: one row for each attachment that changed. */
  public static String attachments(ObjectNode report) {
    CsvText csv = new CsvText("guid", "message", "change");
    for (JsonNode row : report.path("results").path("attachments")) {
      csv.row(text(row, "guid"), text(row, "message"), text(row, "change"));
    }
    return csv.finish();
  }

  private static String text(JsonNode row, String name) {
    return row.path(name).asText("");
  }

  private static String joined(JsonNode row, String name) {
    List<String> words = new ArrayList<>();
    row.path(name).forEach(word -> words.add(word.asText()));
    return String.join(" | ", words);
  }
}
