package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.MalformedDatabaseException.Reason;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;
import org.sqlite.SQLiteConnection;

/**
 * What SQLite itself reads of a database that passes its own integrity check. The page reader must
 * read the same. Left out are tables without ROWIDs, virtual ones and generated columns, which the
 * reader does not claim to read, and defaults that are not whole numbers.
 */
final class SqliteOracle {

  private SqliteOracle() {}

  static void compare(byte[] bytes) throws IOException {
    List<Expected> tables;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      connection.unwrap(SQLiteConnection.class).deserialize("main", bytes);
      tables = read(connection);
    } catch (SQLException e) {
      // Not sound to SQLite; the reader may see more of it, and that is its purpose.
      return;
    }
    if (!tables.isEmpty()) {
      compare(bytes, tables);
    }
  }

  private record Expected(String table, List<String> columns, List<String> rows) {}

  private static List<Expected> read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA trusted_schema = OFF");
      statement.execute("PRAGMA cell_size_check = ON");
      List<String> verdict = strings(statement, "PRAGMA integrity_check(1)");
      if (!verdict.equals(List.of("ok"))) {
        return List.of();
      }
      List<Expected> tables = new ArrayList<>();
      for (String name :
          strings(
              statement,
              "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                  + " AND NOT wr AND name <> 'sqlite_schema'")) {
        table(connection, name, tables);
      }
      return tables;
    }
  }

  private static List<String> strings(Statement statement, String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(Objects.requireNonNullElse(rows.getString(1), ""));
      }
    }
    return values;
  }

  private static void table(Connection connection, String name, List<Expected> tables)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    try (var info = connection.prepareStatement("SELECT * FROM pragma_table_xinfo(?)")) {
      info.setString(1, name);
      try (ResultSet rows = info.executeQuery()) {
        while (rows.next()) {
          String column = Objects.requireNonNullElse(rows.getString("name"), "");
          String value = rows.getString("dflt_value");
          if (rows.getInt("hidden") != 0 || column.equalsIgnoreCase("rowid")) {
            return;
          }
          columns.add(value == null || value.matches("[0-9]{1,18}") ? column : "");
        }
      }
    }
    StringBuilder sql = new StringBuilder("SELECT rowid");
    for (String column : columns) {
      String quoted = column.isEmpty() ? "NULL" : '"' + column.replace("\"", "\"\"") + '"';
      sql.append(", typeof(").append(quoted).append("), CASE typeof(").append(quoted);
      sql.append(") WHEN 'text' THEN CAST(").append(quoted).append(" AS BLOB) ELSE ");
      sql.append(quoted).append(" END");
    }
    sql.append(" FROM main.\"").append(name.replace("\"", "\"\"")).append("\" ORDER BY rowid");
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.toString())) {
      while (rows.next()) {
        StringBuilder row = new StringBuilder().append(rows.getLong(1));
        for (int i = 0; i < columns.size(); i++) {
          row.append(' ').append(columns.get(i).isEmpty() ? "-" : value(rows, 2 * i + 2));
        }
        found.add(row.toString());
      }
    }
    tables.add(new Expected(name, columns, found));
  }

  private static String value(ResultSet rows, int at) throws SQLException {
    String type = rows.getString(at);
    return switch (type) {
      case "integer" -> "i" + rows.getLong(at + 1);
      case "real" -> "r" + rows.getDouble(at + 1);
      case "null" -> "n";
      default -> type.charAt(0) + hex(rows.getBytes(at + 1));
    };
  }

  /** The driver gives null for an empty blob. */
  private static String hex(byte[] bytes) {
    return bytes == null ? "" : HexFormat.of().formatHex(bytes);
  }

  private static void compare(byte[] bytes, List<Expected> tables) throws IOException {
    try {
      Database database = Database.open(org.palimpsest.sqlite.ByteSource.of(bytes), null);
      for (Expected expected : tables) {
        Table table = database.table(expected.table()).orElseThrow();
        assertThat(table.columns()).hasSameSizeAs(expected.columns());
        List<String> rows = new ArrayList<>();
        table.scan(
            row -> rows.add(row(row, expected.columns())),
            damage -> {
              throw new AssertionError("SQLite finds no damage, the reader does: " + damage);
            });
        assertThat(rows).isEqualTo(expected.rows());
      }
    } catch (MalformedDatabaseException e) {
      if (e.reason() == Reason.TRUNCATED) {
        // SQLite pads a cut-off last page; to the reader a cut-off file is evidence of damage.
        return;
      }
      throw new AssertionError("SQLite accepts what the reader refuses", e);
    }
  }

  private static String row(Row row, List<String> columns) {
    StringBuilder text = new StringBuilder().append(row.rowid());
    for (int i = 0; i < columns.size(); i++) {
      text.append(' ').append(columns.get(i).isEmpty() ? "-" : value(row, i));
    }
    return text.toString();
  }

  private static String value(Row row, int column) {
    return switch (row.storage(column)) {
      case INTEGER -> "i" + row.integer(column);
      case REAL -> "r" + row.real(column);
      case TEXT -> "t" + hex(row.bytes(column));
      case BLOB -> "b" + hex(row.bytes(column));
      case NULL -> "n";
    };
  }
}
