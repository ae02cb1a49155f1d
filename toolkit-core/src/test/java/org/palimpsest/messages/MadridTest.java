package org.palimpsest.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.digest.Sha256;
import org.palimpsest.testdata.AttributedText;
import org.palimpsest.testdata.SchemaFile;
import org.palimpsest.testdata.SchemaStore;

/** A store of iOS 5, whose SMS and iMessage rows share one table of another layout. */
class MadridTest {

  private static final long RECEIVED = 0x3001;
  private static final long SENT = 0x9005;

  @TempDir Path folder;

  @Test
  void bothWaysOfTalkingWithOnePersonAreOneThread() throws Exception {
    Path file = folder.resolve("sms.db");
    try (SchemaStore store = SchemaStore.create(file, SchemaFile.IOS_5)) {
      store.insert("msg_group", Map.of("type", 0));
      store.insert("msg_group", Map.of("type", 1));
      store.insert("group_member", Map.of("group_id", 1, "address", "+1 (555) 0100"));
      store.insert("group_member", Map.of("group_id", 2, "address", "+15550117"));
      store.insert("group_member", Map.of("group_id", 2, "address", "cleo@example.org"));
      store.insert(
          "message",
          Map.of(
              "address",
              "+15550100",
              "date",
              1_331_431_689L,
              "text",
              "by text",
              "flags",
              2,
              "group_id",
              1));
      store.insert(
          "message",
          Map.of("address", "+15550100", "date", 1_331_431_700L, "text", "sent", "flags", 3));
      store.insert(
          "message", Map.of("date", 1_331_431_800L, "text", "group", "flags", 3, "group_id", 2));
      store.insert(
          "message",
          Map.ofEntries(
              Map.entry("madrid_guid", "A"),
              Map.entry("is_madrid", 1),
              Map.entry("madrid_handle", "+15550100"),
              Map.entry("date", 353_124_489L),
              Map.entry("madrid_flags", RECEIVED),
              Map.entry("madrid_attributedBody", AttributedText.plain("blue").archived())));
      store.insert(
          "message",
          Map.of(
              "madrid_guid",
              "B",
              "is_madrid",
              1,
              "madrid_roomname",
              "chat77",
              "date",
              353_124_500L,
              "madrid_flags",
              SENT,
              "text",
              "room"));
      store.insert(
          "madrid_chat", Map.of("guid", "iMessage;-;+15550100", "chat_identifier", "+15550100"));
      store.insert(
          "msg_pieces",
          Map.of(
              "message_id",
              1,
              "data",
              "picture".getBytes(StandardCharsets.US_ASCII),
              "content_type",
              "image/jpeg",
              "content_loc",
              "IMG.jpg"));
      store.insert(
          "madrid_attachment", Map.of("attachment_guid", "AT", "message_id", 4, "uti_type", "u"));
    }
    Reading reading = Reading.of(file);
    assertThat(reading.facts.generation()).isEqualTo("iOS 5");
    Message first = reading.message("rowid:1");
    assertThat(first.sentAt()).contains(Instant.ofEpochSecond(1_331_431_689L));
    assertThat(reading.state("rowid:1").path("columns").path("date").asLong())
        .isEqualTo(1_331_431_689L);
    assertThat(first.fromMe()).isFalse();
    assertThat(first.sender()).isEqualTo("+15550100");
    assertThat(first.attachments()).containsExactly("piece:1");
    assertThat(reading.message("rowid:2").fromMe()).isTrue();
    Message blue = reading.message("A");
    assertThat(blue.sentAt()).contains(Instant.ofEpochSecond(978_307_200L + 353_124_489L));
    assertThat(blue.text()).isNotNull();
    assertThat(blue.text().shown()).isEqualTo("blue");
    assertThat(blue.fromMe()).isFalse();
    assertThat(blue.attachments()).containsExactly("AT");
    assertThat(List.of(first.threads(), reading.message("rowid:2").threads(), blue.threads()))
        .containsOnly(List.of("t:person +15550100"));
    assertThat(reading.message("rowid:3").threads())
        .containsExactly("t:group +15550117,cleo@example.org");
    assertThat(reading.message("B").threads()).containsExactly("t:group chat77");
    assertThat(reading.message("B").fromMe()).isTrue();
    assertThat(reading.threads).hasSize(3);
    assertThat(reading.contentOf("attachment/piece:1").at("/file/sha256").asText())
        .isEqualTo(Sha256.of("picture".getBytes(StandardCharsets.US_ASCII)).hex());
  }
}
