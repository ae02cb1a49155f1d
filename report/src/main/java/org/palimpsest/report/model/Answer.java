package org.palimpsest.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.json.Json;

/**
 * The answer on page one: one headline and three to six sentences, each drawn from the summary, the
 * findings or the checks. It says what was there and is not; it never says who or why.
 */
final class Answer {

  private static final int MOST_SENTENCES = 6;
  private static final int CAUSES_NAMED = 2;

  private final JsonNode diff;
  private final JsonNode to;
  private final JsonNode messages;
  private final JsonNode attachments;
  private final boolean complete;
  private final boolean oneDevice;
  private final String before;
  private final String after;

  private Answer(JsonNode diff, JsonNode from, JsonNode to) {
    this.diff = diff;
    this.to = to;
    this.messages = diff.path("summary").path("messages");
    this.attachments = diff.path("summary").path("attachments");
    this.complete =
        diff.path("from").path("complete").asBoolean(false)
            && diff.path("to").path("complete").asBoolean(false)
            && from.path("complete").asBoolean(false)
            && to.path("complete").asBoolean(false);
    this.oneDevice =
        diff.path("from").path("device").asText().equals(diff.path("to").path("device").asText());
    String fromAsOf = diff.path("from").path("asOf").asText();
    String toAsOf = diff.path("to").path("asOf").asText();
    boolean sameDay = Phrases.day(fromAsOf).equals(Phrases.day(toAsOf));
    this.before = sameDay ? Phrases.moment(fromAsOf) : Phrases.day(fromAsOf);
    this.after = sameDay ? Phrases.moment(toAsOf) : Phrases.day(toAsOf);
  }

  static ObjectNode of(JsonNode diff, JsonNode from, JsonNode to, JsonNode integrity) {
    Answer answer = new Answer(diff, from, to);
    ObjectNode json = Json.object();
    json.put("headline", answer.headline());
    ArrayNode sentences = json.putArray("sentences");
    answer.sentences(integrity).forEach(sentences::add);
    return json;
  }

  private String headline() {
    if (!complete) {
      return "At least one of the two snapshots is incomplete, so absence must not be inferred from"
          + " this comparison.";
    }
    long gone = gone();
    if (!oneDevice) {
      return gone == 0
          ? "Every message on the first device is also on the second."
          : Phrases.count(gone, "message")
              + Phrases.verb(gone, " that is on ", " that are on ")
              + diff.path("from").path("device").asText()
              + Phrases.verb(gone, " is not on ", " are not on ")
              + diff.path("to").path("device").asText()
              + ".";
    }
    if (gone > 0) {
      return absence(gone);
    }
    long recoverable = messages.path("recentlyDeleted").asLong();
    long altered = messages.path("altered").asLong();
    if (recoverable > 0) {
      return "No message is gone, but "
          + Phrases.count(recoverable, "message")
          + Phrases.verb(recoverable, " lies", " lie")
          + " in Recently Deleted as of "
          + after
          + ".";
    }
    if (altered > 0) {
      return "No message is gone, but "
          + Phrases.count(altered, "message")
          + Phrases.verb(altered, " has", " have")
          + " other content than before, and no edit history accounts for it.";
    }
    long unsent = messages.path("unsent").asLong();
    if (unsent > 0) {
      return "No row of a message is gone, but "
          + Phrases.count(unsent, "message")
          + Phrases.verb(unsent, " is", " are")
          + " marked as taken back since "
          + before
          + ".";
    }
    long files = attachments.path("removed").asLong() + attachments.path("missing").asLong();
    if (files > 0) {
      return "No message is gone, but "
          + Phrases.count(files, "attachment")
          + " that "
          + Phrases.verb(files, "was", "were")
          + " present on "
          + before
          + Phrases.verb(files, " was", " were")
          + " absent on "
          + after
          + ".";
    }
    long grave = grave();
    if (grave > 0) {
      return "No row of a message is gone, but "
          + Phrases.count(grave, "finding")
          + " of medium or high weight "
          + Phrases.verb(grave, "says", "say")
          + " what else changed between "
          + before
          + " and "
          + after
          + ".";
    }
    return "Nothing is gone: every message that was present on "
        + before
        + " was still present on "
        + after
        + ".";
  }

  private long grave() {
    long grave = 0;
    for (JsonNode finding : diff.path("findings")) {
      String severity = finding.path("severity").asText();
      grave += severity.equals("high") || severity.equals("medium") ? 1 : 0;
    }
    return grave;
  }

  private long gone() {
    return messages.path("removed").asLong() + messages.path("notOnDevice").asLong();
  }

  private String absence(long gone) {
    Set<String> threads = new HashSet<>();
    for (JsonNode message : diff.path("messages")) {
      if (message.path("change").asText().equals("removed")) {
        threads.add(message.path("thread").asText());
      }
    }
    return Phrases.count(gone, "message")
        + " in "
        + Phrases.count(Math.max(1, threads.size()), "thread")
        + " that "
        + Phrases.verb(gone, "was", "were")
        + " present on "
        + before
        + Phrases.verb(gone, " was", " were")
        + " absent on "
        + after
        + ".";
  }

  private List<String> sentences(JsonNode integrity) {
    // The two last are always said; what comes before gives way when there is too much of it.
    List<String> sentences = new ArrayList<>();
    if (!complete) {
      sentences.add(notFound());
    }
    sentences.addAll(causes());
    recoverable(sentences);
    content(sentences);
    files(sentences);
    passing(sentences);
    if (sentences.isEmpty() || sentences.size() < MOST_SENTENCES - 2) {
      sentences.add(holdings());
    }
    List<String> kept =
        new ArrayList<>(sentences.subList(0, Math.min(sentences.size(), MOST_SENTENCES - 2)));
    kept.add(
        oneDevice
            ? "A comparison shows between which two snapshots a message went. It does not show who"
                + " removed it, or with what intention."
            : "Between two devices, absence means \"not on that device\"; it is not called a"
                + " removal.");
    kept.add(checks(integrity));
    return kept;
  }

  private String notFound() {
    long gone = gone();
    return gone == 0
        ? "No message of the first snapshot was found to be absent from the second one, as far as"
            + " they could be read."
        : Phrases.count(gone, "message")
            + " of the first snapshot ("
            + before
            + ") "
            + Phrases.verb(gone, "was", "were")
            + " not found in the second one ("
            + after
            + "); this does not show that "
            + Phrases.verb(gone, "it was", "they were")
            + " removed.";
  }

  /** What the findings support as causes of loss, gravest first, each said once. */
  private Set<String> causes() {
    Set<String> sentences = new LinkedHashSet<>();
    for (JsonNode finding : diff.path("findings")) {
      boolean loss = finding.path("kind").asText().endsWith("-removed");
      if (loss && finding.path("cause").isTextual() && sentences.size() < CAUSES_NAMED) {
        sentences.add(Causes.sentence(finding));
      }
    }
    return sentences;
  }

  private void recoverable(List<String> sentences) {
    long count = messages.path("recentlyDeleted").asLong();
    if (count > 0) {
      sentences.add(
          Phrases.count(count, "message")
              + Phrases.verb(count, " lies", " lie")
              + " in Recently Deleted and can be restored there; the system empties it after about"
              + " 30 days.");
    }
  }

  private void content(List<String> sentences) {
    List<String> parts = new ArrayList<>();
    part(parts, "altered", "altered without an edit history that accounts for it");
    part(parts, "edited", "edited by the sender");
    part(parts, "unsent", "marked as taken back");
    if (!parts.isEmpty()) {
      sentences.add("Of the messages that are there, " + Phrases.and(parts) + ".");
    }
  }

  private void part(List<String> parts, String name, String words) {
    long count = messages.path(name).asLong();
    if (count > 0) {
      parts.add(Phrases.number(count) + Phrases.verb(count, " was ", " were ") + words);
    }
  }

  private void files(List<String> sentences) {
    List<String> parts = new ArrayList<>();
    String[][] words = {
      {"removed", "removed"},
      {"missing", "missing though the database names them"},
      {"altered", "altered"},
      {"offloaded", "moved to iCloud to free space"}
    };
    for (String[] pair : words) {
      long count = attachments.path(pair[0]).asLong();
      if (count > 0) {
        parts.add(Phrases.number(count) + " " + pair[1]);
      }
    }
    if (!parts.isEmpty()) {
      sentences.add("Attachments: " + Phrases.and(parts) + ".");
    }
  }

  private void passing(List<String> sentences) {
    long count = diff.path("summary").path("cameAndWent").asLong();
    if (count > 0) {
      sentences.add(
          Phrases.count(count, "row number")
              + Phrases.verb(count, " was", " were")
              + " given out between the two snapshots to nothing that the second one holds: messages that"
              + " came and went, or insertions that were refused.");
    }
  }

  private String holdings() {
    long added = messages.path("added").asLong();
    return "The later snapshot holds "
        + Phrases.count(to.path("counts").path("messages").asLong(), "message")
        + " in "
        + Phrases.count(to.path("counts").path("threads").asLong(), "thread")
        + "; "
        + Phrases.count(added, "message")
        + Phrases.verb(added, " was", " were")
        + " not in the earlier one.";
  }

  private static String checks(JsonNode integrity) {
    long passed = integrity.path("passed").asLong();
    long failed = integrity.path("failed").asLong();
    long open = integrity.path("notChecked").asLong();
    long all = passed + failed + open;
    if (failed > 0) {
      return Phrases.number(failed)
          + " of "
          + Phrases.count(all, "integrity check")
          + " FAILED before this report was issued: do not rely on it until that is explained.";
    }
    if (passed == 0) {
      return "No integrity check of the evidence was made before this report was issued.";
    }
    return (open == 0
            ? passed == 1
                ? "The one integrity check made before this report was issued passed"
                : "All "
                    + Phrases.number(passed)
                    + " integrity checks made before this report was issued passed"
            : Phrases.number(passed)
                + " of "
                + Phrases.count(all, "integrity check")
                + " passed before this report was issued and none failed; "
                + Phrases.number(open)
                + Phrases.verb(open, " was", " were")
                + " not made")
        + ".";
  }
}
