package org.palimpsest.testdata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A device's true state at a mark. Messages include tapbacks and group events. */
public record Snapshot(
    Mark mark, Map<String, MessageTruth> messages, Map<String, AttachmentTruth> attachments) {
  /** Copies the maps. */
  public Snapshot {
    messages = Collections.unmodifiableMap(new TreeMap<>(messages));
    attachments = Collections.unmodifiableMap(new TreeMap<>(attachments));
  }

  /** One message, which must be there. */
  public MessageTruth message(String guid) {
    return Objects.requireNonNull(messages.get(guid), guid);
  }

  /** The guids that are in a chat. */
  public Set<String> live() {
    return where(false);
  }

  /** The guids that lie in Recently Deleted. */
  public Set<String> recentlyDeleted() {
    return where(true);
  }

  /** The guids of each thread, live or recently deleted, by its identifier. */
  public Map<String, Set<String>> threads() {
    Map<String, Set<String>> out = new LinkedHashMap<>();
    messages
        .values()
        .forEach(
            message ->
                out.computeIfAbsent(message.thread(), key -> new TreeSet<>()).add(message.guid()));
    return out;
  }

  private Set<String> where(boolean deleted) {
    Set<String> out = new TreeSet<>();
    messages
        .values()
        .forEach(
            message -> {
              if (message.recentlyDeleted() == deleted) {
                out.add(message.guid());
              }
            });
    return out;
  }
}
