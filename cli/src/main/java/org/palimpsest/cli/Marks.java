package org.palimpsest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.snapshot.StoredRecords.Stored;

/** What is said of a message in a few words, taken from its record. */
final class Marks {

  private Marks() {}

  /** A text member of a record, or what stands for one. */
  static String text(JsonNode text) {
    if (text.isTextual()) {
      return text.asText();
    }
    if (text.has("unreadable")) {
      return "(" + text.path("unreadable").asText() + " cannot be read)";
    }
    if (text.has("bytes")) {
      return "(text that is not valid: " + text.path("bytes").asText() + ")";
    }
    return text.isMissingNode() ? "" : text.toString();
  }

  /** What a message says. */
  static String said(Stored each) {
    JsonNode content = each.content();
    String words = text(content.path("text")).replace("\ufffc", "").replace("\ufffd", "");
    String subject = text(content.path("subject"));
    if (!subject.isEmpty()) {
      words = subject + "\n" + words;
    }
    if (words.isBlank()) {
      return switch (each.kind()) {
        case TEXT, FILE, EMPTY -> content.has("retracted") ? "(unsent)" : "(no text)";
        default -> "(" + each.kind().word() + ")";
      };
    }
    return words;
  }

  /** What is special about it. */
  static List<String> of(Stored each) {
    JsonNode content = each.content();
    JsonNode columns = each.state().path("columns");
    List<String> marks = new ArrayList<>();
    String service = columns.path("service").asText();
    if (!service.isEmpty() && !service.equals("iMessage")) {
      marks.add(service);
    }
    if (columns.path("was_downgraded").asInt() != 0) {
      marks.add("sent as text message instead");
    }
    time(each.state().path("deletedOn"))
        .ifPresent(at -> marks.add("in Recently Deleted since " + at));
    unsent(content, marks);
    if (content.has("edits")) {
      marks.add("edited");
    }
    String effect = content.path("effect").asText();
    if (!effect.isEmpty()) {
      marks.add("effect " + effect.substring(effect.lastIndexOf('.') + 1));
    }
    audio(columns, marks);
    later(columns, marks);
    if (columns.path("is_spam").asInt() != 0) {
      marks.add("marked as junk");
    }
    if (columns.path("error").asInt() != 0) {
      marks.add("error " + columns.path("error"));
    }
    if (each.state().has("unreadable") && content.path("text").isTextual()) {
      marks.add("from the text column, since attributedBody cannot be read");
    }
    if (each.state().has("storedText")) {
      marks.add("its text column says otherwise: " + text(each.state().path("storedText")));
    }
    return marks;
  }

  private static void unsent(JsonNode content, List<String> marks) {
    if (!content.has("retracted")) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (JsonNode part : content.path("retracted")) {
      String length = "";
      for (JsonNode range : content.path("ranges")) {
        if (range.path("part").equals(part)) {
          length = " of " + Plain.count(range.path("length").asLong(), "character");
        }
      }
      parts.add("part " + part + length);
    }
    marks.add(parts.isEmpty() ? "unsent" : "unsent: " + String.join(" and ", parts));
  }

  private static void audio(JsonNode columns, List<String> marks) {
    if (columns.path("is_audio_message").asInt() != 0) {
      marks.add(columns.path("is_expirable").asInt() != 0 ? "audio that expires" : "audio");
    }
  }

  private static void later(JsonNode columns, List<String> marks) {
    if (columns.path("schedule_type").asInt() != 0) {
      marks.add("Send Later, state " + columns.path("schedule_state").asInt());
    }
    for (String[] each :
        new String[][] {
          {"is_stewie", "satellite"},
          {"is_sos", "SOS"},
          {"is_pending_satellite_send", "waits for a satellite"},
          {"sent_or_received_off_grid", "off the grid"}
        }) {
      if (columns.path(each[0]).asInt() != 0) {
        marks.add(each[1]);
      }
    }
  }

  /** A change of the group in words. */
  static String event(Stored each, Contacts contacts) {
    JsonNode event = each.content().path("event");
    String who = contacts.shown(Transcript.sender(each));
    String other = contacts.shown(event.path("other").asText("someone"));
    return switch (each.kind()) {
      case PERSON_ADDED -> who + " added " + other;
      case PERSON_REMOVED -> who + " removed " + other;
      case GROUP_RENAMED ->
          event.has("title")
              ? who + " named the group \"" + text(event.path("title")) + "\""
              : who + " took the group's name away";
      case PERSON_LEFT -> who + " left";
      case GROUP_PHOTO -> who + " changed the group's photo";
      case LOCATION_SHARING -> who + " began or ended sharing a place with " + other;
      case AUDIO_KEPT -> who + " kept an audio message";
      case SHARE_PLAY -> who + " used SharePlay";
      default -> who + ": an event of type " + event.path("type") + "/" + event.path("action");
    };
  }

  private static Optional<String> time(JsonNode stored) {
    return AppleTime.instant(stored.asLong()).map(Plain::time);
  }
}
