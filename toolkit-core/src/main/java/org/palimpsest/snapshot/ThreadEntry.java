package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.apple.AppleTime;
import org.palimpsest.json.Json;

/**
 * A thread as the record index names it, with what it holds.
 *
 * @param id its name
 * @param group whether it is a group
 * @param participants handles, sorted
 * @param shown messages that a person sees in it
 * @param held all its messages, those in Recently Deleted too
 * @param first when its oldest message was sent, nanoseconds since 2001; {@link Long#MAX_VALUE}
 *     when none has a date
 * @param last when its newest message was sent; {@link Long#MIN_VALUE} when none has a date
 */
public record ThreadEntry(
    String id,
    boolean group,
    List<String> participants,
    long shown,
    long held,
    long first,
    long last) {

  static ThreadEntry of(JsonNode json) {
    List<String> participants = new ArrayList<>();
    json.path("participants").forEach(handle -> participants.add(handle.asText()));
    return new ThreadEntry(
        json.path("id").asText(),
        json.path("group").asBoolean(),
        List.copyOf(participants),
        json.path("shown").asLong(),
        json.path("held").asLong(),
        json.path("first").asLong(Long.MAX_VALUE),
        json.path("last").asLong(Long.MIN_VALUE));
  }

  ObjectNode json() {
    ObjectNode node = Json.object();
    if (first != Long.MAX_VALUE) {
      node.put("first", Long.toString(first));
    }
    node.put("group", group);
    node.put("held", held);
    node.put("id", id);
    if (last != Long.MIN_VALUE) {
      node.put("last", Long.toString(last));
    }
    ArrayNode handles = node.putArray("participants");
    participants.forEach(handles::add);
    return node.put("shown", shown);
  }

  /** When its oldest message was sent. */
  public Optional<Instant> firstSentAt() {
    return first == Long.MAX_VALUE ? Optional.empty() : AppleTime.ofNanoseconds(first);
  }

  /** When its newest message was sent. */
  public Optional<Instant> lastSentAt() {
    return last == Long.MIN_VALUE ? Optional.empty() : AppleTime.ofNanoseconds(last);
  }

  /** Its name alone. */
  @Override
  public String toString() {
    return "thread " + id;
  }
}
