package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.testdata.DeletionScenario.Width;

/**
 * The tables of a deletion scenario. The wide {@code message} is the one of macOS 13, of which the
 * last columns are added later, as Apple's upgrades do.
 *
 * @param message all columns, those added later at the end
 * @param early how many columns the table is made with
 */
record MatrixSchema(List<Column> message, int early) {
  private static final int EARLY = 71;
  private static final List<String> SIMPLE =
      List.of(
          "ROWID INTEGER PRIMARY KEY AUTOINCREMENT",
          "guid TEXT UNIQUE NOT NULL",
          "text TEXT",
          "handle_id INTEGER DEFAULT 0",
          "service TEXT",
          "date INTEGER",
          "is_from_me INTEGER DEFAULT 0",
          "attributedBody BLOB");
  private static final List<String> OTHERS =
      List.of(
          "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE, id TEXT NOT NULL,"
              + " country TEXT, service TEXT NOT NULL, uncanonicalized_id TEXT,"
              + " UNIQUE (id, service))",
          "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL,"
              + " style INTEGER, state INTEGER, chat_identifier TEXT, service_name TEXT,"
              + " display_name TEXT)",
          "CREATE TABLE chat_message_join (chat_id INTEGER REFERENCES chat (ROWID),"
              + " message_id INTEGER REFERENCES message (ROWID), message_date INTEGER DEFAULT 0,"
              + " PRIMARY KEY (chat_id, message_id))",
          "CREATE INDEX message_idx_date ON message(date)",
          "CREATE INDEX chat_message_join_idx_message_date_id_chat_id"
              + " ON chat_message_join(chat_id, message_date, message_id)");

  /** A column by its declaration. */
  record Column(String declaration) {
    String name() {
      return declaration.substring(0, declaration.indexOf(' '));
    }

    /** What a row has when nothing is said: 0 or NULL. */
    @Nullable Object standard() {
      return declaration.endsWith(" DEFAULT 0") ? Long.valueOf(0) : null;
    }
  }

  static MatrixSchema of(Width width) {
    if (width != Width.WIDE) {
      return new MatrixSchema(SIMPLE.stream().map(Column::new).toList(), SIMPLE.size());
    }
    String table =
        Schema.of(Generation.MACOS_13).tables().stream()
            .filter(each -> each.startsWith("CREATE TABLE message ("))
            .findFirst()
            .orElseThrow();
    String columns = table.substring(table.indexOf('(') + 1, table.lastIndexOf(')')).strip();
    return new MatrixSchema(Arrays.stream(columns.split(", ")).map(Column::new).toList(), EARLY);
  }

  List<String> create() {
    List<String> out = new ArrayList<>();
    List<String> first = message.subList(0, early).stream().map(Column::declaration).toList();
    out.add("CREATE TABLE message (" + String.join(", ", first) + ")");
    out.addAll(OTHERS);
    return out;
  }

  /** What is added when half of the rows are written. */
  List<String> alter() {
    return message.subList(early, message.size()).stream()
        .map(column -> "ALTER TABLE message ADD COLUMN " + column.declaration())
        .toList();
  }

  List<String> names() {
    return message.stream().map(Column::name).toList();
  }
}
