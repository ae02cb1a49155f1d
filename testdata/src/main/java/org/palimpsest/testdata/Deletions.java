package org.palimpsest.testdata;

import java.time.Instant;
import java.util.List;

/** Takes rows away and brings them back as the daemon does. */
public final class Deletions {
  private final Sql sql;
  private final Generation generation;

  Deletions(MessagesStore store) {
    this.sql = store.sql();
    this.generation = store.generation();
  }

  /** Moves messages to Recently Deleted: the join row moves, the message row stays. */
  public void recentlyDelete(List<String> guids, Instant at) {
    sql.atomically(
        () -> {
          for (String guid : guids) {
            sql.run(
                "INSERT OR IGNORE INTO chat_recoverable_message_join"
                    + " (chat_id, message_id, delete_date)"
                    + " SELECT j.chat_id, j.message_id, ? FROM chat_message_join j"
                    + " JOIN message m ON m.ROWID = j.message_id WHERE m.guid = ?",
                AppleTime.nanos(at),
                guid);
            sql.run(
                "DELETE FROM chat_message_join"
                    + " WHERE message_id = (SELECT ROWID FROM message WHERE guid = ?)",
                guid);
          }
        });
  }

  /** Brings messages back from Recently Deleted. */
  public void restore(List<String> guids, Instant at) {
    sql.atomically(() -> guids.forEach(guid -> restoreOne(guid, at)));
  }

  private void restoreOne(String guid, Instant at) {
    sql.run(
        "INSERT OR IGNORE INTO chat_message_join (chat_id, message_id, message_date)"
            + " SELECT r.chat_id, r.message_id, m.date FROM chat_recoverable_message_join r"
            + " JOIN message m ON m.ROWID = r.message_id WHERE m.guid = ?",
        guid);
    if (generation == Generation.MACOS_26) {
      sql.run(
          "UPDATE chat SET is_recovered = 1 WHERE ROWID IN"
              + " (SELECT chat_id FROM chat_recoverable_message_join WHERE message_id ="
              + " (SELECT ROWID FROM message WHERE guid = ?))",
          guid);
      sql.run("UPDATE message SET date_recovered = ? WHERE guid = ?", AppleTime.nanos(at), guid);
    }
    sql.run(
        "DELETE FROM chat_recoverable_message_join"
            + " WHERE message_id = (SELECT ROWID FROM message WHERE guid = ?)",
        guid);
  }

  /**
   * Removes messages from Recently Deleted for good: deleting the recoverable row makes a trigger
   * delete the message. With sync on, the removal waits in {@code
   * unsynced_removed_recoverable_messages}; that a whole message has no part index is assumed.
   */
  public void purge(List<String> guids, boolean outbound) {
    sql.atomically(
        () -> {
          for (String guid : guids) {
            if (outbound) {
              sql.run(
                  "INSERT INTO unsynced_removed_recoverable_messages"
                      + " (chat_guid, message_guid, part_index)"
                      + " SELECT c.guid, m.guid, NULL FROM chat_recoverable_message_join r"
                      + " JOIN chat c ON c.ROWID = r.chat_id"
                      + " JOIN message m ON m.ROWID = r.message_id WHERE m.guid = ?",
                  guid);
            }
            sql.run(
                "DELETE FROM chat_recoverable_message_join"
                    + " WHERE message_id = (SELECT ROWID FROM message WHERE guid = ?)",
                guid);
          }
        });
  }

  /** Deletes messages outright; triggers write the tombstones. */
  public void delete(List<String> guids) {
    sql.atomically(
        () -> guids.forEach(guid -> sql.run("DELETE FROM message WHERE guid = ?", guid)));
  }

  /** Deletes a chat row with all that hangs on it and queues the chat for deletion in iCloud. */
  public void deleteChat(long chat, Instant at) {
    sql.atomically(
        () -> {
          sql.run(
              "INSERT INTO sync_deleted_chats (guid, recordID, timestamp)"
                  + " SELECT guid, cloudkit_record_id, ? FROM chat WHERE ROWID = ?",
              AppleTime.nanos(at),
              chat);
          sql.run("DELETE FROM chat WHERE ROWID = ?", chat);
        });
  }

  /** Moves one part of a message to Recently Deleted; the part's text is kept there. */
  public void recentlyDeletePart(String guid, int part, AttributedText text, Instant at) {
    sql.run(
        "INSERT INTO recoverable_message_part"
            + " (chat_id, message_id, part_index, delete_date, part_text)"
            + " SELECT j.chat_id, j.message_id, ?, ?, ? FROM chat_message_join j"
            + " JOIN message m ON m.ROWID = j.message_id WHERE m.guid = ?",
        part,
        AppleTime.nanos(at),
        text.archived(),
        guid);
  }

  /** Deletes all messages sent before an instant and returns their guids. */
  public List<String> sweepBefore(Instant oldest) {
    List<String> guids =
        sql.strings("SELECT guid FROM message WHERE date < ?", AppleTime.nanos(oldest));
    delete(guids);
    return guids;
  }

  /**
   * What a finished upload leaves: rows with a record name are gone from the queues, rows without
   * one stay. {@code deleted_messages} is emptied as well (by what is not known; real stores have
   * been found with its counter high and no row).
   */
  public void drainQueues() {
    sql.run("DELETE FROM sync_deleted_messages WHERE length(recordID) > 0");
    sql.run("DELETE FROM sync_deleted_attachments WHERE length(recordID) > 0");
    sql.run("DELETE FROM sync_deleted_chats WHERE length(recordID) > 0");
    sql.run("DELETE FROM unsynced_removed_recoverable_messages");
    sql.run("DELETE FROM deleted_messages");
  }

  /**
   * Forgets the outbound tombstones of messages and attachments whose deletion came from another
   * device. That the daemon does so is assumed: their records are gone from iCloud already.
   */
  public void forgetTombstones(List<String> guids) {
    sql.atomically(
        () -> {
          for (String guid : guids) {
            sql.run("DELETE FROM sync_deleted_messages WHERE guid = ?", guid);
            sql.run("DELETE FROM sync_deleted_attachments WHERE guid = ?", guid);
          }
        });
  }
}
