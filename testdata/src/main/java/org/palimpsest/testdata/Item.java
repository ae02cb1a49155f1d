package org.palimpsest.testdata;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One message row of the account, as its owner would describe it. {@code from} NULL is the owner.
 */
record Item(
    String guid,
    String recordId,
    Conversation thread,
    Service service,
    @Nullable Person from,
    Instant sentAt,
    @Nullable String previous,
    Kind kind,
    List<SummaryInfo.Version> history,
    @Nullable Instant unsentAt) {

  sealed interface Kind permits Words, Reply, FileMessage, Tapback, GroupEvent, Joined {}

  record Words() implements Kind {}

  record Reply(String originator, int originatorLength) implements Kind {}

  record FileMessage(String attachmentGuid, String name, byte[] bytes) implements Kind {}

  record Tapback(String target, int type, int targetLength) implements Kind {}

  record GroupEvent(int itemType, int actionType, @Nullable String title) implements Kind {}

  record Joined(Person person) implements Kind {}

  Item {
    history = List.copyOf(history);
  }

  AttributedText text() {
    return history.get(history.size() - 1).text();
  }

  int originalLength() {
    return history.get(0).text().string().length();
  }

  Item edited(String text, Instant at) {
    List<SummaryInfo.Version> longer = new ArrayList<>(history);
    longer.add(new SummaryInfo.Version(AttributedText.plain(text), at));
    return new Item(
        guid, recordId, thread, service, from, sentAt, previous, kind, longer, unsentAt);
  }

  Item unsent(Instant at) {
    return new Item(guid, recordId, thread, service, from, sentAt, previous, kind, history, at);
  }

  /** The short tag that a synced record carries. */
  String changeTag() {
    return Integer.toString(guid.hashCode() & 0xFFFFF, 36);
  }

  List<String> attachments() {
    return kind instanceof FileMessage file ? List.of(file.attachmentGuid()) : List.of();
  }

  String attachmentRecord() {
    byte[] name = recordId.getBytes(StandardCharsets.UTF_8);
    String half = UUID.nameUUIDFromBytes(name).toString().replace("-", "");
    return (half + half).toLowerCase(Locale.ROOT);
  }
}
