package org.palimpsest.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQLite itself does when rows go: one test for each row of the published behaviour. */
final class TriggerTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final String PERSON = "+15550100";

  @TempDir private Path folder;
  private MessagesStore store;
  private long chat;
  private long message;

  @BeforeEach
  void forge() {
    store = forge(Generation.MACOS_13, folder.resolve("Library"));
  }

  private MessagesStore forge(Generation generation, Path library) {
    MessagesStore made = MessagesStore.create(library, generation, MessagesStore.SecureDelete.FAST);
    Insertions insertions = made.insertions();
    long handle = insertions.handle(PERSON, Service.IMESSAGE);
    chat = insertions.chat(Insertions.ChatSpec.with(Service.IMESSAGE, PERSON, "+15550199", handle));
    message =
        insertions.message(
            MessageSpec.incoming("M-1", START, Service.IMESSAGE, handle)
                .body(AttributedText.plain("hello"))
                .uploaded("ab".repeat(32), "537o"),
            chat);
    insertions.attachment(
        Insertions.AttachmentSpec.jpeg("A-1", "p.jpeg", START, false, new byte[] {1, 2}), message);
    insertions.tapback(
        MessageSpec.incoming("T-1", START.plusSeconds(5), Service.IMESSAGE, handle)
            .body(AttributedText.plain("Loved “hello”"))
            .tapback("M-1", 2000, 5),
        chat);
    return made;
  }

  @AfterEach
  void close() {
    assertThat(store.sql().strings("PRAGMA integrity_check")).containsExactly("ok");
    store.close();
  }

  private void foreignKeys(boolean on) {
    store.sql().run("PRAGMA foreign_keys=" + (on ? "ON" : "OFF"));
  }

  private long count(String table) {
    return store.sql().number("SELECT count(*) FROM " + table);
  }

  @ParameterizedTest
  @EnumSource(Generation.class)
  void schemaRunsInEveryGeneration(Generation generation) {
    try (MessagesStore made = forge(generation, folder.resolve("other"))) {
      assertThat(made.sql().number("SELECT count(*) FROM message")).isEqualTo(2);
      assertThat(made.sql().strings("SELECT guid FROM chat"))
          .containsExactly(generation.chatGuid(Service.IMESSAGE, false, PERSON));
      assertThat(made.sql().strings("PRAGMA integrity_check")).containsExactly("ok");
      assertThat(made.sql().strings("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
          .hasSize(17);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletingMessageWritesTombstones(boolean keys) throws Exception {
    foreignKeys(keys);
    store.sql().run("DELETE FROM message WHERE guid = 'M-1'");

    assertThat(store.sql().strings("SELECT guid FROM deleted_messages")).containsExactly("M-1");
    assertThat(store.sql().strings("SELECT recordID FROM sync_deleted_messages"))
        .containsExactly("ab".repeat(32));
    assertThat(count("chat_message_join")).isEqualTo(keys ? 1 : 2);
    assertThat(count("attachment")).isEqualTo(keys ? 0 : 1);
    assertThat(count("sync_deleted_attachments")).isEqualTo(keys ? 1 : 0);
    assertThat(files()).hasSize(keys ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletingJoinDeletesMessageThatNothingElseHolds(boolean keys) throws Exception {
    foreignKeys(keys);
    store.sql().run("DELETE FROM chat_message_join WHERE message_id = ?", message);

    assertThat(store.sql().strings("SELECT guid FROM message")).containsExactly("T-1");
    assertThat(count("deleted_messages")).isEqualTo(1);
    assertThat(count("attachment")).isEqualTo(keys ? 0 : 1);
    assertThat(count("message_attachment_join")).isEqualTo(keys ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletingChatTakesItsMessages(boolean keys) {
    foreignKeys(keys);
    store.sql().run("DELETE FROM chat WHERE ROWID = ?", chat);

    assertThat(count("message")).isZero();
    assertThat(count("deleted_messages")).isEqualTo(2);
    assertThat(count("sync_deleted_messages")).isEqualTo(2);
    assertThat(count("sync_deleted_chats")).isZero();
    assertThat(count("handle")).isEqualTo(keys ? 0 : 1);
    assertThat(count("attachment")).isEqualTo(keys ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void movingToRecentlyDeletedLeavesNoTombstone(boolean keys) {
    foreignKeys(keys);
    store.deletions().recentlyDelete(List.of("M-1"), START.plusSeconds(60));

    assertThat(count("message")).isEqualTo(2);
    assertThat(count("chat_recoverable_message_join")).isEqualTo(1);
    assertThat(count("chat_message_join")).isEqualTo(1);
    assertThat(count("deleted_messages")).isZero();
    assertThat(count("sync_deleted_messages")).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void deletingRecoverableRowDeletesMessage(boolean keys) {
    foreignKeys(keys);
    store.deletions().recentlyDelete(List.of("M-1"), START.plusSeconds(60));
    store.deletions().purge(List.of("M-1"), true);

    assertThat(store.sql().strings("SELECT guid FROM message")).containsExactly("T-1");
    assertThat(store.sql().strings("SELECT guid FROM deleted_messages")).containsExactly("M-1");
    assertThat(count("sync_deleted_messages")).isEqualTo(1);
    assertThat(
            store.sql().strings("SELECT message_guid FROM unsynced_removed_recoverable_messages"))
        .containsExactly("M-1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void replacingMessageLeavesNoTombstone(boolean keys) {
    foreignKeys(keys);
    store
        .sql()
        .run("INSERT OR REPLACE INTO message (ROWID, guid, text) VALUES (?, 'M-1', 'x')", message);

    assertThat(store.rowid("M-1")).isEqualTo(message);
    assertThat(count("deleted_messages")).isZero();
    assertThat(count("sync_deleted_messages")).isZero();
    assertThat(count("chat_message_join")).isEqualTo(keys ? 1 : 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tapbackSurvivesItsMessage(boolean keys) {
    foreignKeys(keys);
    store.sql().run("DELETE FROM message WHERE guid = 'M-1'");

    assertThat(store.sql().strings("SELECT associated_message_guid FROM message"))
        .containsExactly("p:0/M-1");
  }

  private List<Path> files() throws Exception {
    try (var tree = Files.walk(store.library().resolve("Messages/Attachments"))) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }
}
