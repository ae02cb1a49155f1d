package org.palimpsest.testdata.book;

import java.util.List;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Sql;

/** Turns a store into one of an older generation by taking away what that generation lacks. */
final class OldSchemas {

  private OldSchemas() {}

  /** macOS 12: no Recently Deleted; the trigger of the join table lacks its clause about it. */
  static void withoutRecentlyDeleted(Device device) {
    Sql sql = device.store().sql();
    for (String statement :
        List.of(
            "DROP TRIGGER after_delete_on_chat_recoverable_message_join",
            "DROP TRIGGER after_delete_on_chat_message_join",
            "DROP TABLE chat_recoverable_message_join",
            "DROP TABLE recoverable_message_part",
            "DROP TABLE unsynced_removed_recoverable_messages",
            "CREATE TRIGGER after_delete_on_chat_message_join AFTER DELETE ON chat_message_join"
                + " BEGIN DELETE FROM message WHERE message.ROWID = OLD.message_id AND"
                + " OLD.message_id NOT IN (SELECT chat_message_join.message_id from"
                + " chat_message_join WHERE chat_message_join.message_id = OLD.message_id LIMIT 1);"
                + " END")) {
      sql.run(statement);
    }
  }

  /** iOS 9 or 10: no sync at all, and no Recently Deleted. */
  static void withoutSync(Device device) {
    withoutRecentlyDeleted(device);
    Sql sql = device.store().sql();
    for (String statement :
        List.of(
            "DROP TRIGGER add_to_sync_deleted_messages",
            "DROP TRIGGER add_to_sync_deleted_attachments",
            "DROP TABLE sync_deleted_messages",
            "DROP TABLE sync_deleted_chats",
            "DROP TABLE sync_deleted_attachments",
            "DROP INDEX IF EXISTS attachment_idx_purged_attachments_v2",
            "ALTER TABLE message DROP COLUMN ck_sync_state",
            "ALTER TABLE message DROP COLUMN ck_record_id",
            "ALTER TABLE message DROP COLUMN ck_record_change_tag",
            "ALTER TABLE chat DROP COLUMN ck_sync_state",
            "ALTER TABLE attachment DROP COLUMN ck_sync_state")) {
      sql.run(statement);
    }
  }
}
