package org.palimpsest.testdata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a plain SQLite tool does: foreign keys are off by default there, triggers still fire. */
public final class Tampering {
  private final Sql sql;

  Tampering(MessagesStore store) {
    this.sql = store.sql();
  }

  /** Overwrites the text of a message and leaves no edit history. */
  public void rewrite(String guid, String text) {
    sql.run(
        "UPDATE message SET attributedBody = ?,"
            + " text = CASE WHEN text IS NULL THEN NULL ELSE ? END WHERE guid = ?",
        AttributedText.plain(text).archived(),
        text,
        guid);
  }

  /** Overwrites only the {@code text} column, so that it disagrees with the body. */
  public void rewriteTextColumn(String guid, String text) {
    sql.run("UPDATE message SET text = ? WHERE guid = ?", text, guid);
  }

  /** Deletes a message with foreign keys off: its join rows stay behind as orphans. */
  public void delete(String guid) {
    withoutForeignKeys("DELETE FROM message WHERE guid = ?", guid);
  }

  /** Deletes a message with foreign keys off and then its tombstones. */
  public void deleteWithoutTrace(String guid) {
    delete(guid);
    sql.run("DELETE FROM deleted_messages WHERE guid = ?", guid);
    sql.run("DELETE FROM sync_deleted_messages WHERE guid = ?", guid);
  }

  /** Replaces a row by INSERT OR REPLACE: it keeps its ROWID and no tombstone is written. */
  public void replaceRow(MessageSpec spec) {
    List<Long> rowids =
        sql.strings("SELECT ROWID FROM message WHERE guid = ?", spec.guid()).stream()
            .map(Long::valueOf)
            .toList();
    Map<String, @Nullable Object> row = new LinkedHashMap<>(spec.columns());
    rowids.forEach(rowid -> row.put("ROWID", rowid));
    String marks = String.join(", ", Collections.nCopies(row.size(), "?"));
    withoutForeignKeys(
        "INSERT OR REPLACE INTO message ("
            + String.join(", ", row.keySet())
            + ") VALUES ("
            + marks
            + ")",
        row.values().toArray());
  }

  /** Removes a trigger of the schema. */
  public void dropTrigger(String name) {
    sql.script("DROP TRIGGER " + name);
  }

  /** Runs one statement with foreign keys off and returns the number of rows changed. */
  public int withoutForeignKeys(String statement, @Nullable Object... arguments) {
    return unchecked(() -> sql.run(statement, arguments));
  }

  private <T> T unchecked(Supplier<T> work) {
    sql.script("PRAGMA foreign_keys=OFF");
    try {
      return work.get();
    } finally {
      sql.script("PRAGMA foreign_keys=ON");
    }
  }
}
