package org.palimpsest.messages;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;

/** Everything that a database file says, as records. */
final class Reading {

  static final Instant AS_OF = Instant.parse("2026-11-12T18:00:00Z");

  final List<Message> messages = new ArrayList<>();
  final Map<String, JsonNode> contents = new LinkedHashMap<>();
  final Map<String, JsonNode> states = new LinkedHashMap<>();
  final List<MessageThread> threads;
  final StoreFacts facts;

  private Reading(Path file, AttachmentFiles files) throws Exception {
    Database database = Database.open(ByteSource.of(Files.readAllBytes(file)), null);
    MessagesStore store = MessagesStore.open(database, name -> "t:" + name, files, AS_OF);
    RecordEncoder encoder = store.encoder();
    MessagesStore.Reader reader = store.reader();
    int[] leaves = store.messageLeaves();
    reader.read(
        leaves,
        0,
        leaves.length,
        (message, row, storedText) -> {
          messages.add(message);
          keep(
              "message/" + message.guid(),
              encoder.content(message).toByteArray(),
              encoder.state(message, row, storedText).toByteArray());
        });
    reader.finish();
    threads = store.threads();
    for (MessageThread thread : threads) {
      keep(
          "thread/" + thread.id(),
          encoder.content(thread).toByteArray(),
          encoder.state(thread).toByteArray());
    }
    store.attachments(
        (attachment, columns) ->
            keep(
                "attachment/" + attachment.guid(),
                encoder.content(attachment).toByteArray(),
                encoder.state(attachment, columns).toByteArray()));
    store.tombstones(
        tombstone ->
            keep(
                "tombstone/" + tombstone.table() + "/" + tombstone.rowid(),
                encoder.content(tombstone).toByteArray(),
                encoder.state(tombstone).toByteArray()));
    store.otherRows(
        row ->
            keep(
                "row/" + row.table() + "/" + row.rowid(),
                encoder.content(row).toByteArray(),
                encoder.state(row).toByteArray()));
    facts = store.facts();
  }

  static Reading of(Path file) throws Exception {
    return new Reading(file, AttachmentFiles.none());
  }

  static Reading of(Path file, AttachmentFiles files) throws Exception {
    return new Reading(file, files);
  }

  private void keep(String key, byte[] content, byte[] state) throws IOException {
    try {
      contents.put(key, Json.readCanonical(content));
      states.put(key, Json.readCanonical(state));
    } catch (MalformedJsonException e) {
      throw new IOException("a record that is not canonical: " + key, e);
    }
  }

  JsonNode contentOf(String key) {
    return Objects.requireNonNull(contents.get(key));
  }

  JsonNode stateOf(String key) {
    return Objects.requireNonNull(states.get(key));
  }

  JsonNode content(String guid) {
    return contentOf("message/" + guid);
  }

  JsonNode state(String guid) {
    return stateOf("message/" + guid);
  }

  Message message(String guid) {
    return messages.stream().filter(each -> each.guid().equals(guid)).findFirst().orElseThrow();
  }
}
