package org.palimpsest.custody;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.custody.Entry.Actor;
import org.palimpsest.custody.Entry.Host;
import org.palimpsest.custody.Entry.Item;
import org.palimpsest.custody.Entry.Origin;
import org.palimpsest.custody.Entry.Result;
import org.palimpsest.custody.Entry.SnapshotFacts;
import org.palimpsest.custody.Entry.Tool;
import org.palimpsest.digest.Sha256;

/** Takes the typed parts out of an entry's members. */
final class EntryReader {

  private static final List<String> TEXTS =
      List.of(
          "caseId", "exhibitId", "rootExhibitId", "authority", "purpose", "location", "remarks");
  private static final List<String> LISTS = List.of("method", "errors");

  private EntryReader() {}

  /** A reading that can fail only while an entry is being taken in. */
  interface Reading<T> {
    T read() throws MalformedLogException;
  }

  static <T> T present(Reading<T> reading) {
    try {
      return reading.read();
    } catch (MalformedLogException e) {
      throw new IllegalStateException("an entry was taken in unchecked", e);
    }
  }

  static void requireWellFormed(Entry entry) throws MalformedLogException {
    JsonNode node = entry.node();
    time(entry);
    action(entry);
    for (String name : TEXTS) {
      EntryPart.text(node, name);
    }
    for (String name : LISTS) {
      for (JsonNode element : EntryPart.elements(node, name)) {
        if (!element.isTextual()) {
          throw EntryPart.malformed(name, "a list of strings");
        }
      }
    }
    actor(entry);
    host(entry);
    tool(entry);
    source(entry);
    objects(entry);
    snapshot(entry);
    result(entry);
    transfer(entry);
    clock(entry);
    correctionOf(entry);
  }

  static Instant time(Entry entry) throws MalformedLogException {
    return Entry.instant(EntryPart.required(entry.node(), "time"));
  }

  static Action action(Entry entry) throws MalformedLogException {
    return Action.parse(EntryPart.required(entry.node(), "action"))
        .orElseThrow(() -> EntryPart.malformed("action", "one of the known actions"));
  }

  static Optional<Actor> actor(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "actor");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = part.get();
    return Optional.of(
        new Actor(
            EntryPart.required(node, "name"),
            EntryPart.text(node, "role"),
            EntryPart.text(node, "organisation"),
            EntryPart.text(node, "account"),
            EntryPart.text(node, "id")));
  }

  static Optional<Host> host(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "host");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Host(
            EntryPart.text(part.get(), "name"),
            EntryPart.required(part.get(), "os"),
            EntryPart.text(part.get(), "hardwareId")));
  }

  static Optional<Tool> tool(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "tool");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = part.get();
    return Optional.of(
        new Tool(
            EntryPart.required(node, "name"),
            EntryPart.required(node, "version"),
            EntryPart.text(node, "build"),
            EntryPart.required(node, "java")));
  }

  static Optional<Origin> source(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "source");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = part.get();
    return Optional.of(
        new Origin(
            EntryPart.required(node, "kind"),
            EntryPart.required(node, "device"),
            EntryPart.text(node, "osVersion"),
            EntryPart.text(node, "path"),
            EntryPart.text(node, "readOnlyMeans"),
            EntryPart.text(node, "model"),
            EntryPart.text(node, "serial")));
  }

  static List<Item> objects(Entry entry) throws MalformedLogException {
    List<Item> items = new ArrayList<>();
    for (JsonNode item : EntryPart.elements(entry.node(), "objects")) {
      items.add(
          new Item(
              EntryPart.required(item, "name"),
              EntryPart.number(item, "size"),
              hash(item, "sha256"),
              EntryPart.required(item, "role"),
              EntryPart.text(item, "sha512"),
              EntryPart.text(item, "mediaType")));
    }
    return List.copyOf(items);
  }

  static Optional<SnapshotFacts> snapshot(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "snapshot");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    JsonNode node = part.get();
    Map<String, Long> counts = new HashMap<>();
    Optional<JsonNode> stored = EntryPart.object(node, "counts");
    if (stored.isPresent()) {
      for (String name : (Iterable<String>) stored.get()::fieldNames) {
        counts.put(name, EntryPart.number(stored.get(), name));
      }
    }
    return Optional.of(
        new SnapshotFacts(EntryPart.required(node, "id"), hash(node, "root"), counts));
  }

  static Optional<Result> result(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "result");
    if (part.isEmpty()) {
      return Optional.empty();
    }
    long exitCode = EntryPart.number(part.get(), "exitCode");
    if (exitCode < 0 || exitCode > 255) {
      throw EntryPart.malformed("exitCode", "from 0 to 255");
    }
    return Optional.of(new Result(EntryPart.required(part.get(), "verdict"), (int) exitCode));
  }

  static Optional<Transfer> transfer(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "transfer");
    return part.isEmpty() ? Optional.empty() : Optional.of(Transfer.of(part.get()));
  }

  private static void clock(Entry entry) throws MalformedLogException {
    Optional<JsonNode> part = EntryPart.object(entry.node(), "clock");
    if (part.isPresent()) {
      EntryPart.required(part.get(), "source");
      if (part.get().has("offsetMillis")) {
        EntryPart.number(part.get(), "offsetMillis");
      }
    }
  }

  static Optional<Long> correctionOf(Entry entry) throws MalformedLogException {
    return entry.node().has("correctionOf")
        ? Optional.of(EntryPart.number(entry.node(), "correctionOf"))
        : Optional.empty();
  }

  private static Sha256 hash(JsonNode node, String name) throws MalformedLogException {
    String text = EntryPart.required(node, name);
    if (!Sha256.isHex(text)) {
      throw EntryPart.malformed(name, "64 lower-case hex digits");
    }
    return Sha256.parse(text);
  }
}
