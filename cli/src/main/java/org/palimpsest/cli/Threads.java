package org.palimpsest.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.snapshot.ThreadEntry;

/** How a thread is named to people and to programs. */
final class Threads {

  private Threads() {}

  /** The name if it has one, then who takes part. */
  static String title(ThreadEntry thread, @Nullable String name, Contacts contacts) {
    String people = contacts.shown(thread.participants());
    if (name == null) {
      return people.isEmpty() ? "a thread that names nobody" : people;
    }
    return people.isEmpty() ? name : name + " (" + people + ")";
  }

  static ObjectNode json(ThreadEntry thread, @Nullable String name) {
    ObjectNode node = Json.object();
    node.put("thread", thread.id());
    node.put("group", thread.group());
    if (name != null) {
      node.put("name", name);
    }
    ArrayNode people = node.putArray("participants");
    thread.participants().forEach(people::add);
    node.put("messages", thread.shown());
    node.put("recentlyDeleted", thread.held() - thread.shown());
    thread.firstSentAt().ifPresent(at -> node.put("firstSentAt", at.toString()));
    thread.lastSentAt().ifPresent(at -> node.put("lastSentAt", at.toString()));
    return node;
  }
}
