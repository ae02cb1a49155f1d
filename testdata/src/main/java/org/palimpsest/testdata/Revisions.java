package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes rows as the daemon does. */
public final class Revisions {
  /** A record above this size is never uploaded; the body stands for the record here. */
  private static final int UPLOAD_LIMIT = 40_960;

  private final MessagesStore store;
  private final Sql sql;

  Revisions(MessagesStore store) {
    this.store = store;
    this.sql = store.sql();
  }

  /** Replaces the body and keeps the versions, the original first and the present text last. */
  public void edit(String guid, List<SummaryInfo.Version> history) {
    SummaryInfo.Version last = history.get(history.size() - 1);
    sql.run(
        "UPDATE message SET attributedBody = ?, text = CASE WHEN text IS NULL THEN NULL ELSE ? END,"
            + " message_summary_info = ?, date_edited = ? WHERE guid = ?",
        last.text().archived(),
        last.text().string(),
        SummaryInfo.edited(history),
        AppleTime.nanos(last.at()),
        guid);
  }

  /**
   * Takes the body away and leaves the retracted part. Up to macOS 14 {@code date_retracted} is
   * set; from macOS 15 on {@code date_edited} and {@code is_empty} are, and it stays 0.
   */
  public void unsend(String guid, int originalLength, Instant at) {
    String columns =
        store.generation().unsendsAsEmptyEdit()
            ? "date_edited = ?, is_empty = 1"
            : "date_retracted = ?";
    sql.run(
        "UPDATE message SET text = NULL, attributedBody = NULL, message_summary_info = ?, "
            + columns
            + " WHERE guid = ?",
        SummaryInfo.retracted(originalLength),
        AppleTime.nanos(at),
        guid);
  }

  /** Marks a message as read. */
  public void read(String guid, Instant at) {
    sql.run(
        "UPDATE message SET is_read = 1, date_read = ? WHERE guid = ?", AppleTime.nanos(at), guid);
  }

  /** Moves the reading position of a chat to a message. */
  public void readUpTo(long chat, String guid, Instant at) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("lastSeenMessageGuid", guid);
    properties.put("LSMD", at);
    sql.run(
        "UPDATE chat SET last_read_message_timestamp = ?, properties = ? WHERE ROWID = ?",
        AppleTime.nanos(at),
        BinaryPlist.write(properties),
        chat);
  }

  /** Marks a message as delivered. */
  public void delivered(String guid, Instant at) {
    sql.run(
        "UPDATE message SET is_delivered = 1, date_delivered = ? WHERE guid = ?",
        AppleTime.nanos(at),
        guid);
  }

  /** Marks a message as uploaded, unless its body is above the size that is ever uploaded. */
  public void uploaded(String guid, String recordId, String changeTag) {
    sql.run(
        "UPDATE message SET ck_sync_state = 1, ck_record_id = ?, ck_record_change_tag = ?"
            + " WHERE guid = ? AND coalesce(length(attributedBody), 0) <= ?",
        recordId,
        changeTag,
        guid,
        UPLOAD_LIMIT);
  }

  /** Marks an attachment as uploaded. */
  public void attachmentUploaded(String guid, String recordId) {
    sql.run(
        "UPDATE attachment SET ck_sync_state = 1, ck_record_id = ? WHERE guid = ?", recordId, guid);
  }

  /** What switching Messages in iCloud off and on does: every row needs to be synced again. */
  public void resetSync() {
    sql.run("UPDATE message SET ck_sync_state = 0, ck_record_id = '', ck_record_change_tag = NULL");
    sql.run("UPDATE attachment SET ck_sync_state = 0, ck_server_change_token_blob = NULL");
    sql.run("UPDATE recoverable_message_part SET ck_sync_state = 0");
    sql.run("UPDATE chat SET ck_sync_state = 0");
  }

  /** Removes the file from this device; the row and the copy in iCloud remain. */
  public void offload(String attachmentGuid) {
    removeFile(attachmentGuid);
    sql.run(
        "UPDATE attachment SET transfer_state = 0, ck_sync_state = 1 WHERE guid = ?",
        attachmentGuid);
  }

  /** Removes the file and leaves the row as it is, as a cleaning tool would. */
  public void loseFile(String attachmentGuid) {
    removeFile(attachmentGuid);
  }

  private void removeFile(String guid) {
    List<String> stored = sql.strings("SELECT filename FROM attachment WHERE guid = ?", guid);
    Path path = stored.isEmpty() ? null : AppleFunctions.resolve(store.library(), stored.get(0));
    if (path != null) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Gives a chat row another guid. */
  public void renameChat(long chat, String guid) {
    sql.run("UPDATE chat SET guid = ? WHERE ROWID = ?", guid, chat);
  }
}
