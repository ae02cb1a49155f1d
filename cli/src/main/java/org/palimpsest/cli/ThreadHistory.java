package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Consumer;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.json.Json;
import org.palimpsest.messages.MessageKind;
import org.palimpsest.snapshot.StoredRecords.Stored;

/**
 * Who joined and left a thread over time, and when its name and photo changed, as the events in it
 * say. A store keeps no other record of former members.
 */
final class ThreadHistory {

  private final List<Stored> events;

  /** The history that lies in a thread's {@code messages}, oldest first. */
  ThreadHistory(List<Stored> messages) {
    this.events = messages.stream().filter(each -> change(each.kind()) != null).toList();
  }

  private static @org.jspecify.annotations.Nullable String change(MessageKind kind) {
    return switch (kind) {
      case PERSON_ADDED -> "added";
      case PERSON_REMOVED -> "removed";
      case PERSON_LEFT -> "left";
      case GROUP_RENAMED -> "renamed";
      case GROUP_PHOTO -> "photo";
      default -> null;
    };
  }

  /** The events: what changed, by whom, whom it is about, and the message that says so. */
  ArrayNode json() {
    ArrayNode list = Json.object().arrayNode();
    for (Stored each : events) {
      ObjectNode node = list.addObject();
      node.put("change", change(each.kind()));
      AppleTime.instant(each.content().path("date").asLong())
          .ifPresent(at -> node.put("at", at.toString()));
      node.put("by", Transcript.sender(each));
      if (each.content().path("event").has("other")) {
        node.set("who", each.content().path("event").path("other"));
      }
      if (each.kind() == MessageKind.GROUP_RENAMED) {
        node.put("name", Marks.text(each.content().path("event").path("title")));
      }
      node.put("guid", each.guid());
    }
    return list;
  }

  /** Says them, a line each, under a heading; nothing where there are none. */
  void print(Consumer<String> line, Contacts contacts) {
    if (events.isEmpty()) {
      return;
    }
    line.accept("members, name and photo over time");
    for (Stored each : events) {
      String at =
          AppleTime.instant(each.content().path("date").asLong())
              .map(Plain::time)
              .orElse("no date");
      line.accept("  " + at + "  " + Marks.event(each, contacts));
    }
  }
}
