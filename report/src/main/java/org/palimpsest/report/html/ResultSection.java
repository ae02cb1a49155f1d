package org.palimpsest.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palimpsest.json.Json;
import org.palimpsest.report.model.Phrases;
import org.palimpsest.report.model.ReportDocument;
import org.palimpsest.report.model.ThreadNames;

/** The figures and the lists behind them. */
final class ResultSection {

  private static final int PEOPLE_NAMED = 3;

  /** Each change in the order of its weight: name in the summary, word, meaning. */
  private static final String[][] CHANGES = {
    {"removed", "Removed", "in the earlier snapshot, in the later one in no form"},
    {"notOnDevice", "Not on device", "on the first device and not on the second"},
    {"recentlyDeleted", "Recently deleted", "in Recently Deleted, can still be restored"},
    {"thinned", "Thinned", "the thread is there, some of its messages are gone"},
    {"altered", "Altered", "other content, and nothing accounts for it"},
    {"missing", "Missing", "was on the device, is not, and is not marked as kept in iCloud"},
    {"unsent", "Unsent", "marked as taken back by the sender"},
    {"edited", "Edited", "other content, and the edit history accounts for it"},
    {"restored", "Restored", "was recently deleted and is back"},
    {"offloaded", "Offloaded", "the file is in iCloud only"},
    {"added", "Added", "in the later snapshot only"},
    {"drifted", "Drifted", "same text; the state moved, or what is around the text; not listed"}
  };

  /** The first edition that does not take a number for a message. */
  private static final int NUMBERS = 5;

  private final Page page;
  private final Markup out;
  private final JsonNode results;

  ResultSection(Page page) {
    this.page = page;
    this.out = page.out();
    this.results = page.report().path("results");
  }

  void write() {
    page.section("results", "Results in figures");
    summary();
    out.element(Tag.P, results.path("totals").path("sentence").asText());
    out.element(Tag.H3, "Threads", "id", "threads");
    new Table("Threads that changed (times in UTC)")
        .text("Participants", ResultSection::people)
        .word("Change", row -> change(row.path("change").asText()))
        .number("Before", row -> figure(row.path("messagesBefore")))
        .number("After", row -> figure(row.path("messagesAfter")))
        .word("First sent", row -> time(row.path("firstSentAt")))
        .word("Last sent", row -> time(row.path("lastSentAt")))
        .rest("threads.csv and report.json")
        .write(out, results.path("threads"), page.rows(), "No thread changed.");
    messages();
    attachments();
    check();
    out.close();
  }

  private void summary() {
    ArrayNode rows = Json.object().putArray("rows");
    JsonNode summary = results.path("summary");
    for (String[] change : CHANGES) {
      JsonNode threads = summary.path("threads").path(change[0]);
      JsonNode messages = summary.path("messages").path(change[0]);
      JsonNode attachments = summary.path("attachments").path(change[0]);
      if (threads.isNumber() || messages.isNumber() || attachments.isNumber()) {
        rows.addObject()
            .put("change", change[1])
            .put("threads", figure(threads))
            .put("messages", figure(messages))
            .put("attachments", figure(attachments))
            .put("meaning", change[2]);
      }
    }
    boolean said = ReportDocument.rendering(page.report()) >= NUMBERS;
    rows.addObject()
        .put("change", said ? "Numbers given out" : "Came and went")
        .put("threads", "–")
        .put("messages", figure(summary.path("cameAndWent")))
        .put("attachments", "–")
        .put(
            "meaning",
            said
                ? "row numbers given out between the snapshots to nothing that the second one holds"
                : "arrived and went between the snapshots; neither holds it");
    new Table("What changed between the two snapshots")
        .word("Change", row -> row.path("change").asText())
        .number("Threads", row -> row.path("threads").asText())
        .number("Messages", row -> row.path("messages").asText())
        .number("Attachments", row -> row.path("attachments").asText())
        .text("What it means", row -> row.path("meaning").asText())
        .write(out, rows, rows.size(), "");
  }

  private void messages() {
    ThreadNames names = ThreadNames.of(results);
    out.element(Tag.H3, "Messages", "id", "messages");
    new Table("Messages that changed (times in UTC)")
        .word("Sent", row -> time(row.path("sentAt")))
        .text(
            "Thread",
            row -> {
              String key = row.path("thread").asText();
              List<String> people = names.participants(key);
              return people.isEmpty() ? dash(FindingSection.shortened(key)) : people(people);
            })
        .word("Change", row -> change(row.path("change").asText()))
        .text("Cause", row -> dash(row.path("cause").asText("").replace('-', ' ')))
        .word("Confidence", row -> dash(row.path("confidence").asText("")))
        .code("Identity", row -> row.path("guid").asText())
        .rest("messages.csv and report.json")
        .write(out, results.path("messages"), page.rows(), "No message changed.");
    noted();
  }

  /** What the comparison remarks on single messages is the same sentence for many: said once. */
  private void noted() {
    Map<String, Long> notes = new java.util.TreeMap<>();
    for (JsonNode message : results.path("messages")) {
      if (message.path("note").isTextual()) {
        notes.merge(message.path("note").asText(), 1L, Long::sum);
      }
    }
    notes.forEach(
        (note, count) ->
            out.element(
                Tag.P,
                "Of " + Phrases.count(count, "message") + ": " + note + ".",
                "class",
                "note"));
  }

  private void attachments() {
    out.element(Tag.H3, "Attachments", "id", "attachments");
    new Table("Attachments that changed")
        .code("Identity", row -> row.path("guid").asText())
        .word("Change", row -> change(row.path("change").asText()))
        .code("Of message", row -> row.path("message").asText())
        .rest("attachments.csv and report.json")
        .write(out, results.path("attachments"), page.rows(), "No attachment changed.");
  }

  private void check() {
    JsonNode check = results.path("check");
    if (check.isMissingNode()) {
      return;
    }
    out.element(Tag.H3, "What would survive a deletion now", "id", "check");
    new Table("Each device and what its copies rest on")
        .text("Device", row -> row.path("device").asText())
        .text("Messages in iCloud", row -> row.path("sync").path("messagesInICloud").asText())
        .number("Messages", row -> figure(row.path("messages").path("total")))
        .number("In no snapshot", row -> figure(row.path("notInAnySnapshot")))
        .word("Verdict", row -> row.path("verdict").asText())
        .text("Next step", row -> row.path("nextStep").asText())
        .write(out, check.path("devices"), page.rows(), "No device was examined.");
    out.open(Tag.UL);
    out.element(Tag.LI, "Verdict over all devices: " + check.path("verdict").asText() + ".");
    for (JsonNode alarm : check.path("findings")) {
      out.element(
          Tag.LI,
          FindingSection.severityWord(alarm.path("severity").asText())
              + " severity: "
              + alarm.path("statement").asText());
    }
    out.close();
  }

  /** The participants of a thread, the first few by name. */
  static String people(JsonNode thread) {
    List<String> names = new ArrayList<>();
    thread.path("participants").forEach(name -> names.add(name.asText()));
    return names.isEmpty() ? thread.path("thread").asText() : people(names);
  }

  private static String people(List<String> names) {
    int named = Math.min(PEOPLE_NAMED, names.size());
    String text = String.join(", ", names.subList(0, named));
    return names.size() > named ? text + " and " + (names.size() - named) + " more" : text;
  }

  static String change(String word) {
    return Phrases.sentence(word.replace('-', ' '));
  }

  static String figure(JsonNode value) {
    return value.isNumber() ? Phrases.number(value.asLong()) : "–";
  }

  static String time(JsonNode value) {
    return value.isTextual() ? Phrases.second(value.asText()) : "–";
  }

  private static String dash(String text) {
    return text.isEmpty() ? "–" : text;
  }
}
