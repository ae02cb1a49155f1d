package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.report.model.Phrases;

/** Items, method, integrity and custody: what the results rest on. */
final class RecordSections {

  private final Page page;
  private final Markup out;

  RecordSections(Page page) {
    this.page = page;
    this.out = page.out();
  }

  void write() {
    items();
    method();
    integrity();
    custody();
  }

  private void items() {
    page.section("items", "Items examined");
    for (JsonNode item : page.report().path("items")) {
      item(item);
    }
    out.close();
  }

  private void item(JsonNode item) {
    String letter = item.path("item").asText();
    String device = item.path("device").path("label").asText();
    out.element(Tag.H3, "Item " + letter + ": " + device);
    if (!item.path("complete").asBoolean(false)) {
      out.element(
          Tag.P,
          "This snapshot is incomplete, so absence must not be inferred from it. The reasons:",
          "class",
          "warning");
      page.list(item.path("incompleteReasons"));
    }
    JsonNode counts = item.path("counts");
    JsonNode facts = item.path("facts");
    JsonNode acquisition = item.path("acquisition");
    page.facts("Item " + letter + ", snapshot of " + device)
        .code("Snapshot", item.path("snapshot").asText())
        .code("Root of its records", item.path("root").asText())
        .put("As of", Phrases.moment(item.path("asOf").asText()))
        .put("Basis of that time", item.path("asOfBasis").asText())
        .put("Taken", Phrases.moment(item.path("takenAt").asText()))
        .put("Complete", item.path("complete").asBoolean(false) ? "yes" : "no")
        .put("Source", source(item.path("source")))
        .put("Acquired by", acquisition.path("method").asText())
        .count("Tries", acquisition.path("tries"))
        .put("Consistent", yesNo(acquisition.path("consistent")))
        .put("Attachments collected", yesNo(acquisition.path("attachmentsCollected")))
        .put("Not found at the source", joined(acquisition.path("absent")))
        .put("Unreadable at the source", joined(acquisition.path("unreadable")))
        .count("Messages", counts.path("messages"))
        .count("Threads", counts.path("threads"))
        .count("Attachments", counts.path("attachments"))
        .count("Recently deleted", counts.path("recentlyDeleted"))
        .count("Tombstones", counts.path("tombstones"))
        .put("Store generation", facts.path("generation").asText())
        .put("Messages in iCloud", basis(facts, "messagesInICloud"))
        .put("Keeps messages for", retention(facts))
        .put("Evidence files", files(item))
        .write();
    new BackupSection(page, out).write(letter, item);
    new Table("Evidence files of item " + letter + " (modified in UTC)")
        .text("Path", row -> row.path("path").asText())
        .word("Role", row -> row.path("role").asText())
        .number("Bytes", row -> ResultSection.figure(row.path("size")))
        .word("Modified", row -> ResultSection.time(row.path("modifiedAt")))
        .code("SHA-256", row -> row.path("sha256").asText())
        .write(out, item.path("evidenceFiles"), page.rows(), "No evidence file is listed.");
  }

  private static String source(JsonNode source) {
    String path = source.path("path").asText();
    return source.path("kind").asText() + (path.isEmpty() ? "" : ", " + path);
  }

  private static String yesNo(JsonNode value) {
    return value.isBoolean() ? (value.asBoolean() ? "yes" : "no") : "";
  }

  private static String joined(JsonNode list) {
    List<String> words = new ArrayList<>();
    list.forEach(word -> words.add(word.asText()));
    return String.join(", ", words);
  }

  private static String basis(JsonNode facts, String name) {
    String value = facts.path(name).asText();
    String basis = facts.path(name + "Basis").asText();
    return basis.isEmpty() ? value : value + " (" + basis + ")";
  }

  private static String retention(JsonNode facts) {
    JsonNode days = facts.path("retentionDays");
    String basis = facts.path("retentionBasis").asText();
    if (!days.isNumber()) {
      return basis.isEmpty() ? "" : "unknown (" + basis + ")";
    }
    String value = days.asLong() == 0 ? "ever" : Phrases.count(days.asLong(), "day");
    return basis.isEmpty() ? value : value + " (" + basis + ")";
  }

  /** How many there are, and how many of them the table can list. */
  private static String files(JsonNode item) {
    if (!item.path("evidenceFileCount").isNumber()) {
      return "";
    }
    long all = item.path("evidenceFileCount").asLong();
    long listed = item.path("evidenceFiles").size();
    String text =
        Phrases.count(all, "file") + ", " + Phrases.bytes(item.path("evidenceBytes").asLong());
    return listed >= all
        ? text
        : text
            + "; the report lists "
            + Phrases.number(listed)
            + " of them, the snapshot's manifest all";
  }

  private void method() {
    JsonNode method = page.report().path("method");
    JsonNode tool = page.report().path("cover").path("tool");
    page.section("method", "Method");
    page.paragraphs(method.path("sentences"));
    page.facts("Program and algorithms")
        .put("Program", tool.path("name").asText() + " " + tool.path("version").asText())
        .code("Build", tool.path("build").asText())
        .put("Java", tool.path("java").asText())
        .put("Hash algorithms", joined(method.path("hashAlgorithms")))
        .put("Roots", method.path("treeAlgorithm").asText())
        .put("Time zone of this report", method.path("timeZone").asText())
        .write();
    out.close();
  }

  private void integrity() {
    JsonNode integrity = page.report().path("integrity");
    page.section("integrity", "Integrity");
    out.element(
        Tag.P,
        "Checked before this report was issued: "
            + Phrases.number(integrity.path("passed").asLong())
            + " passed, "
            + Phrases.number(integrity.path("failed").asLong())
            + " failed, "
            + Phrases.number(integrity.path("notChecked").asLong())
            + " not checked.");
    new Table("Integrity checks")
        .text("Check", row -> row.path("check").asText())
        .cell("Result", RecordSections::status)
        .text("Detail", row -> row.path("detail").asText())
        .write(out, integrity.path("checks"), page.rows(), "No check was made.");
    out.close();
  }

  private static void status(Markup out, JsonNode row) {
    switch (row.path("status").asText()) {
      case "passed" -> out.text("Passed");
      case "failed" -> out.element(Tag.STRONG, "FAILED", "class", "failed");
      default -> out.text("Not checked");
    }
  }

  private void custody() {
    JsonNode custody = page.report().path("custody");
    page.section("custody", "Custody");
    page.paragraphs(custody.path("sentences"));
    page.facts("The custody log when this report was issued")
        .put("Log", custody.path("origin").asText())
        .count("Entries", custody.path("size"))
        .code("Root", custody.path("root").asText())
        .write();
    out.element(Tag.H3, "Checkpoint");
    out.element(Tag.PRE, pre -> pre.lines(custody.path("checkpoint").asText().stripTrailing()));
    new Table("Entries for these items (times in UTC)")
        .number("Entry", row -> row.path("seq").asText("–"))
        .word("Time", row -> ResultSection.time(row.path("time")))
        .word("Action", row -> row.path("action").asText())
        .text("Who", row -> who(row.path("actor")))
        .text("With", row -> tool(row.path("tool")))
        .text("Remarks", row -> row.path("remarks").asText(row.path("purpose").asText("–")))
        .rest("the custody log itself")
        .write(out, custody.path("entries"), page.rows(), "No entry is listed.");
    out.close();
  }

  private static String who(JsonNode actor) {
    String name = actor.isTextual() ? actor.asText() : actor.path("name").asText();
    String role = actor.path("role").asText();
    return name.isEmpty() ? "–" : role.isEmpty() ? name : name + ", " + role;
  }

  private static String tool(JsonNode tool) {
    String name = tool.isTextual() ? tool.asText() : tool.path("name").asText();
    String text = (name + " " + tool.path("version").asText()).strip();
    return text.isEmpty() ? "–" : text;
  }
}
