package org.palimpsest.testdata;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A macOS 13 store becomes a macOS 26 store: missing columns are added at the end (the published
 * macOS 26 column order is just that), new tables are made, the task table is rebuilt, and chat
 * guids are rewritten to {@code any;}. That rows of one person on several services are merged is
 * assumed; their guids would collide otherwise.
 */
final class Upgrade {
  private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+) ?\\((.*)\\);");

  private Upgrade() {}

  static void run(Sql sql) {
    Set<String> present = new TreeSet<>(sql.strings("SELECT name FROM sqlite_schema"));
    for (String statement : Schema.of(Generation.MACOS_26).tables()) {
      Matcher table = TABLE.matcher(statement);
      if (!table.matches()) {
        throw new IllegalStateException("not a table: " + statement);
      }
      String name = table.group(1);
      if (!present.contains(name)) {
        sql.script(statement);
      } else if (name.equals("message_processing_task")) {
        rebuildTasks(sql, statement);
      } else {
        addColumns(sql, name, table.group(2));
      }
    }
    mergeChats(sql);
    sql.run(
        "UPDATE chat SET guid = 'any' || substr(guid, instr(guid, ';')) WHERE instr(guid, ';') >"
            + " 0");
    sql.run(
        "INSERT OR IGNORE INTO chat_service (service, chat) SELECT service_name, ROWID FROM chat");
    sql.run(
        "INSERT OR IGNORE INTO chat_service (service, chat)"
            + " SELECT DISTINCT m.service, j.chat_id FROM chat_message_join j"
            + " JOIN message m ON m.ROWID = j.message_id WHERE m.service IS NOT NULL");
    sql.run("UPDATE _SqliteDatabaseProperties SET value = '26000' WHERE key = '_ClientVersion'");
  }

  private static void rebuildTasks(Sql sql, String statement) {
    sql.script("ALTER TABLE message_processing_task RENAME TO old_task");
    sql.script(statement);
    sql.script(
        "INSERT OR IGNORE INTO message_processing_task (guid, task_flags, reasons)"
            + " SELECT guid, task_flags, 0 FROM old_task");
    sql.script("DROP TABLE old_task");
    for (String index : Schema.of(Generation.MACOS_26).indexes()) {
      if (index.contains("message_processing_task")) {
        sql.script(index);
      }
    }
  }

  private static void addColumns(Sql sql, String table, String body) {
    Set<String> present =
        new TreeSet<>(sql.strings("SELECT name FROM pragma_table_info(?)", table));
    for (String definition : definitions(body)) {
      String column = definition.split(" ", 2)[0];
      boolean constraint =
          Set.of("PRIMARY", "UNIQUE", "CHECK").contains(column) || column.startsWith("UNIQUE(");
      if (!constraint && !present.contains(column)) {
        sql.script("ALTER TABLE " + table + " ADD COLUMN " + definition);
      }
    }
  }

  /** Splits at commas outside parentheses. */
  static List<String> definitions(String body) {
    List<String> out = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= body.length(); i++) {
      char c = i == body.length() ? ',' : body.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        out.add(body.substring(start, i).strip());
        start = i + 1;
      }
    }
    return out;
  }

  private static void mergeChats(Sql sql) {
    List<String> shared =
        sql.strings(
            "SELECT substr(guid, instr(guid, ';')) AS tail FROM chat"
                + " GROUP BY tail HAVING count(*) > 1");
    for (String tail : shared) {
      List<String> rows =
          sql.strings(
              "SELECT ROWID FROM chat WHERE substr(guid, instr(guid, ';')) = ?"
                  + " ORDER BY service_name = 'iMessage' DESC, ROWID",
              tail);
      long kept = Long.parseLong(rows.get(0));
      for (String row : rows.subList(1, rows.size())) {
        long gone = Long.parseLong(row);
        for (String join :
            List.of(
                "chat_message_join",
                "chat_recoverable_message_join",
                "recoverable_message_part",
                "chat_handle_join")) {
          sql.run("UPDATE OR IGNORE " + join + " SET chat_id = ? WHERE chat_id = ?", kept, gone);
        }
        sql.run("DELETE FROM chat WHERE ROWID = ?", gone);
      }
    }
  }
}
