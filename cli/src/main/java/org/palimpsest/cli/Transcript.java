package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.messages.MessageKind;
import org.palimpsest.snapshot.StoredRecords.Stored;

/**
 * A thread as a person reads it: a heading for each day, a line for each message with what is
 * special about it, and below it what was said before, its files and its tapbacks. Nothing is left
 * out: a tapback whose message is not there stands for itself.
 */
final class Transcript {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final String INDENT = "         ";
  private static final int QUOTED = 40;

  private final Consumer<String> line;
  private final String title;
  private final Map<String, Stored> attachments;
  private final Contacts contacts;
  private final Map<String, Stored> byGuid = new HashMap<>();
  private final Map<String, List<Stored>> reactions = new LinkedHashMap<>();

  Transcript(
      Consumer<String> line, String title, Map<String, Stored> attachments, Contacts contacts) {
    this.line = line;
    this.contacts = contacts;
    this.title = title;
    this.attachments = attachments;
  }

  void print(List<Stored> messages) {
    line.accept(title);
    contacts.legend().forEach(line);
    new ThreadHistory(messages).print(line, contacts);
    messages.forEach(each -> byGuid.put(each.guid(), each));
    Set<String> below = new HashSet<>();
    for (Stored each : messages) {
      if (each.target() != null && byGuid.containsKey(each.target())) {
        reactions.computeIfAbsent(each.target(), key -> new ArrayList<>()).add(each);
        below.add(each.guid());
      }
    }
    String day = "";
    for (Stored each : messages) {
      if (!below.contains(each.guid())) {
        String today = AppleTime.instant(date(each)).map(DAY::format).orElse("no date");
        if (!today.equals(day)) {
          day = today;
          line.accept("");
          line.accept(day);
        }
        message(each);
      }
    }
    if (messages.isEmpty()) {
      line.accept("no messages");
    }
  }

  private void message(Stored each) {
    String hour = AppleTime.instant(date(each)).map(HOUR::format).orElse("--:--");
    List<String> marks = Marks.of(each);
    String after = marks.isEmpty() ? "" : "  [" + String.join(", ", marks) + "]";
    if (each.kind().isEvent()) {
      line.accept("  " + hour + "  * " + Marks.event(each, contacts) + after);
      return;
    }
    String said = each.target() != null ? reaction(each) : Marks.said(each);
    List<String> lines = said.lines().toList();
    line.accept(
        "  " + hour + "  " + who(each) + ": " + (lines.isEmpty() ? "" : lines.get(0)) + after);
    lines.stream().skip(1).forEach(more -> line.accept(INDENT + "  " + more));
    reply(each);
    files(each);
    app(each.content().path("app"));
    history(each);
    for (JsonNode part : each.content().path("deletedParts")) {
      line.accept(
          INDENT
              + "part "
              + part.path("part")
              + " in Recently Deleted since "
              + time(part.path("at").asLong())
              + ": "
              + Marks.text(part.path("text")));
    }
    for (Stored below : reactions.getOrDefault(each.guid(), List.of())) {
      line.accept(INDENT + reaction(below) + " by " + who(below) + " " + time(date(below)));
    }
  }

  private void reply(Stored each) {
    String originator = each.content().path("originator").asText();
    if (!originator.isEmpty()) {
      Stored answered = byGuid.get(originator);
      line.accept(
          INDENT
              + "in reply to "
              + (answered == null
                  ? "a message that is not in this thread (" + originator + ")"
                  : who(answered) + ": " + quoted(Marks.said(answered))));
    }
  }

  private void files(Stored each) {
    for (JsonNode guid : each.content().path("attachments")) {
      Stored file = attachments.get(guid.asText());
      line.accept(INDENT + (file == null ? "file " + guid.asText() + ", no row" : file(file)));
    }
  }

  private static String file(Stored file) {
    JsonNode content = file.content();
    StringBuilder words = new StringBuilder("file ");
    words.append(content.has("name") ? Marks.text(content.path("name")) : file.guid());
    String type = content.path("file").path("type").asText(content.path("mimeType").asText());
    if (!type.isEmpty()) {
      words.append(", ").append(type);
    }
    words.append(", ").append(Plain.bytes(content.path("declaredBytes").asLong()));
    words.append(", ").append(file.state().path("presence").asText());
    if (file.state().has("mistyped")) {
      words.append(", not what its name or row says");
    }
    return words.toString();
  }

  private void app(JsonNode app) {
    for (Map.Entry<String, JsonNode> word : app.properties()) {
      if (!word.getKey().equals("session")) {
        line.accept(INDENT + word.getKey() + ": " + Marks.text(word.getValue()));
      }
    }
  }

  private void history(Stored each) {
    for (JsonNode state : each.content().path("edits")) {
      line.accept(
          INDENT
              + (state.path("at").asLong() == 0
                  ? "said"
                  : time(state.path("at").asLong()) + " said")
              + (state.path("part").asInt() == 0 ? "" : " in part " + state.path("part"))
              + ": "
              + Marks.text(state.path("text")));
    }
  }

  private static String reaction(Stored each) {
    JsonNode associated = each.content().path("associated");
    String what =
        switch (each.kind()) {
          case EMOJI_TAPBACK ->
              associated.has("emoji") ? Marks.text(associated.path("emoji")) : "an emoji";
          case STICKER_TAPBACK, STICKER -> "a sticker";
          default -> associated.path("reaction").asText("reaction " + associated.path("type"));
        };
    boolean classic = each.kind() == MessageKind.TAPBACK;
    String verb = associated.path("removed").asBoolean() ? "took back " : classic ? "" : "put ";
    return verb
        + what
        + (associated.path("part").asInt() > 0 ? " on part " + associated.path("part") : "");
  }

  private static String quoted(String words) {
    String first = words.lines().findFirst().orElse("");
    return first.length() <= QUOTED
        ? first
        : first.substring(0, first.offsetByCodePoints(0, first.codePointCount(0, QUOTED))) + "…";
  }

  private static String time(long stored) {
    return AppleTime.instant(stored).map((Instant at) -> Plain.time(at)).orElse("");
  }

  private static long date(Stored each) {
    return each.content().path("date").asLong();
  }

  private String who(Stored each) {
    return contacts.shown(sender(each));
  }

  /** The handle of who sent it, or what stands for one. */
  static String sender(Stored each) {
    return each.content().path("fromMe").asBoolean()
        ? "owner"
        : each.content().path("sender").asText("someone");
  }
}
