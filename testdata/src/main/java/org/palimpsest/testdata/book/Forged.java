package org.palimpsest.testdata.book;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.palimpsest.testdata.Device;
import org.palimpsest.testdata.Sql;

/** What befalls a whole store, and names for rows that no world knows of. */
final class Forged {

  private Forged() {}

  /** A guid in the usual shape that follows from some words. */
  static String guid(String seed) {
    return UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8))
        .toString()
        .toUpperCase(Locale.ROOT);
  }

  /** A backup of a device's store, byte for byte. */
  static Path backup(Device device) {
    try {
      Path file = Files.createTempFile(device.library(), "backup", ".db");
      Files.delete(file);
      device.store().backupTo(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Brings a backup back. */
  static void restore(Device device, Path backup) {
    device.store().restoreFrom(backup);
  }

  /**
   * Deletes every message and puts the newest uploaded ones back under new numbers, as a download
   * into the same database does. Returns the guids that are back.
   */
  static List<String> refill(Device device, double share) {
    Sql sql = device.store().sql();
    long uploaded = sql.number("SELECT count(*) FROM message WHERE ck_sync_state = 1");
    String columns =
        String.join(
            ", ",
            sql.strings("SELECT name FROM pragma_table_info('message') WHERE name != 'ROWID'"));
    sql.run(
        "CREATE TEMP TABLE kept AS SELECT * FROM message WHERE ck_sync_state = 1"
            + " ORDER BY date DESC LIMIT ?",
        Math.round(uploaded * share));
    sql.run(
        "CREATE TEMP TABLE joins AS SELECT j.chat_id, m.guid, j.message_date FROM"
            + " chat_message_join j JOIN message m ON m.ROWID = j.message_id");
    sql.run("DELETE FROM message");
    sql.run("INSERT INTO message (" + columns + ") SELECT " + columns + " FROM kept");
    sql.run(
        "INSERT INTO chat_message_join (chat_id, message_id, message_date) SELECT j.chat_id,"
            + " m.ROWID, j.message_date FROM joins j JOIN message m ON m.guid = j.guid");
    return sql.strings("SELECT guid FROM message");
  }
}
