package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Compares this reader with SQLite itself, table by table and value by value. */
public final class Oracle {

  private Oracle() {}

  /** Opens a copy of {@code database} and its log with both and compares all that is in it. */
  public static int assertSame(Path database, Path scratch) throws Exception {
    Path copy = scratch.resolve("oracle-" + database.getFileName());
    Files.copy(database, copy);
    Path wal = Path.of(database + "-wal");
    if (Files.exists(wal)) {
      Files.copy(wal, Path.of(copy + "-wal"));
    }
    int rows = 0;
    try (FileBytes main = FileBytes.open(database);
        FileBytes log = Files.exists(wal) ? FileBytes.open(wal) : null;
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
      Database ours = Database.open(main, log);
      for (String name : tables(connection)) {
        Table table = ours.table(name).orElseThrow();
        List<String> expected = expected(connection, table);
        List<String> actual = actual(table);
        assertThat(actual).as("table %s of %s", name, database.getFileName()).isEqualTo(expected);
        rows += actual.size();
      }
    }
    return rows;
  }

  private static List<String> tables(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0"
                    + " AND sql NOT LIKE '%WITHOUT ROWID%'")) {
      while (result.next()) {
        names.add(result.getString(1));
      }
    }
    return names;
  }

  private static List<String> expected(Connection connection, Table table) throws SQLException {
    List<String> rows = new ArrayList<>();
    StringBuilder sql = new StringBuilder("SELECT _rowid_");
    for (Column column : table.columns()) {
      String quoted = "\"" + column.name().replace("\"", "\"\"") + "\"";
      sql.append(", typeof(").append(quoted).append("), hex(CAST(").append(quoted);
      sql.append(" AS BLOB)), ").append(quoted);
    }
    sql.append(" FROM \"").append(table.name()).append("\" ORDER BY _rowid_");
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.toString())) {
      while (result.next()) {
        StringBuilder row = new StringBuilder().append(result.getLong(1));
        for (int i = 0; i < table.columns().size(); i++) {
          String type = result.getString(2 + 3 * i);
          row.append('|').append(type).append(':');
          switch (type) {
            case "integer" -> row.append(result.getLong(4 + 3 * i));
            case "real" -> row.append(result.getDouble(4 + 3 * i));
            case "null" -> row.append("-");
            case "text" -> row.append(hex(result.getString(4 + 3 * i)));
            default -> row.append(result.getString(3 + 3 * i));
          }
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private static List<String> actual(Table table) throws IOException {
    List<String> rows = new ArrayList<>();
    table.scan(
        row -> {
          StringBuilder text = new StringBuilder().append(row.rowid());
          for (int i = 0; i < table.columns().size(); i++) {
            Storage storage = row.storage(i);
            text.append('|').append(storage.name().toLowerCase(java.util.Locale.ROOT)).append(':');
            switch (storage) {
              case INTEGER -> text.append(row.integer(i));
              case REAL -> text.append(row.real(i));
              case NULL -> text.append("-");
              case TEXT -> text.append(hex(row.text(i)));
              case BLOB -> text.append(hex(row.bytes(i)));
            }
          }
          rows.add(text.toString());
        },
        damage -> {
          throw new AssertionError(damage.toString());
        });
    return rows;
  }

  private static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  static List<Long> rowids(Table table) throws IOException {
    List<Long> rowids = new ArrayList<>();
    table.scan(row -> rowids.add(row.rowid()), damage -> {});
    return rowids;
  }
}
