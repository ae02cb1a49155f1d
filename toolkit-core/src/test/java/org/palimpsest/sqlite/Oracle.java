package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Compares this reader with SQLite itself: every row of every table and every entry of every index,
 * value for value, type and bytes.
 */
public final class Oracle {

  private Oracle() {}

  /** Opens a copy of {@code database}, its log and journal with both and compares all there is. */
  public static int assertSame(Path database, Path scratch) throws Exception {
    Path copy = scratch.resolve("oracle-" + database.getFileName());
    for (String suffix : List.of("", "-wal", "-journal")) {
      Path file = Path.of(database + suffix);
      Files.deleteIfExists(Path.of(copy + suffix));
      Files.deleteIfExists(Path.of(copy + "-shm"));
      if (Files.exists(file)) {
        Files.copy(file, Path.of(copy + suffix));
      }
    }
    Path wal = Path.of(database + "-wal");
    Path journal = Path.of(database + "-journal");
    int rows = 0;
    try (FileBytes main = FileBytes.open(database);
        FileBytes log = Files.exists(wal) ? FileBytes.open(wal) : null;
        FileBytes hot = Files.exists(journal) ? FileBytes.open(journal) : null;
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy)) {
      List<String> tables = names(connection, "table");
      Database ours = Database.open(main, log, hot);
      assertThat(ours.damage()).isEmpty();
      for (String name : tables) {
        Table table = ours.table(name).orElseThrow();
        List<String> expected = table(connection, table);
        assertThat(actual(table, ours.encoding()))
            .as("table %s of %s", name, database.getFileName())
            .isEqualTo(expected);
        rows += expected.size();
      }
      for (String name : names(connection, "index")) {
        Index index = ours.index(name).orElseThrow();
        List<String> expected = IndexOracle.entries(connection, index);
        assertThat(actual(index, ours.encoding()))
            .as("index %s of %s", name, database.getFileName())
            .isEqualTo(expected);
        rows += expected.size();
      }
    }
    return rows;
  }

  private static List<String> names(Connection connection, String type) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT name FROM sqlite_schema WHERE type = '" + type + "' AND rootpage > 0")) {
      while (result.next()) {
        names.add(result.getString(1));
      }
    }
    return names;
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  private static List<String> table(Connection connection, Table table) throws SQLException {
    List<String> terms = new ArrayList<>();
    if (table.hasRowids()) {
      terms.add("_rowid_");
    }
    for (Column column : table.columns()) {
      terms.add(column.stored() ? quoted(column.name()) : "NULL");
    }
    String order = " ORDER BY " + (table.hasRowids() ? "_rowid_" : key(connection, table));
    return rows(connection, terms, " FROM " + quoted(table.name()) + " NOT INDEXED" + order, -1);
  }

  /** The order of the rows of a table WITHOUT ROWID. */
  private static String key(Connection connection, Table table) throws SQLException {
    List<String> terms = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "SELECT x.name, x.coll, x.desc FROM pragma_index_list('"
                    + table.name().replace("'", "''")
                    + "') AS l, pragma_index_xinfo(l.name) AS x"
                    + " WHERE l.origin = 'pk' AND x.key = 1")) {
      while (columns.next()) {
        terms.add(
            quoted(columns.getString(1))
                + " COLLATE "
                + columns.getString(2)
                + (columns.getInt(3) == 1 ? " DESC" : ""));
      }
    }
    return String.join(", ", terms);
  }

  /** The values of a query, each with its type. */
  static List<String> rows(Connection connection, List<String> terms, String rest, int loose)
      throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT ");
    for (String term : terms) {
      sql.append(sql.length() == 7 ? "" : ", ").append("typeof(").append(term).append(')');
      sql.append(", hex(CAST(").append(term).append(" AS BLOB)), ").append(term);
    }
    sql.append(rest);
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.toString())) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < terms.size(); i++) {
          String type = result.getString(1 + 3 * i);
          row.append('|');
          switch (type) {
            case "integer" -> row.append("integer:").append(result.getLong(3 + 3 * i));
            case "real" -> real(row, result.getDouble(3 + 3 * i), i < loose);
            case "null" -> row.append("null");
            default -> row.append(type).append(':').append(result.getString(2 + 3 * i));
          }
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  /** An expression's whole number may be kept as an integer in an index. */
  static void real(StringBuilder row, double value, boolean loose) {
    if (loose && value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      row.append("integer:").append((long) value);
    } else {
      row.append("real:").append(value);
    }
  }

  private static List<String> actual(Table table, Charset encoding) throws IOException {
    List<String> rows = new ArrayList<>();
    table.scan(
        row -> {
          StringBuilder text = new StringBuilder();
          if (table.hasRowids()) {
            text.append("|integer:").append(row.rowid());
          }
          values(row, table.columns().size(), encoding, text, 0);
          rows.add(text.toString());
        },
        Oracle::fail);
    return rows;
  }

  private static List<String> actual(Index index, Charset encoding) throws IOException {
    List<String> rows = new ArrayList<>();
    int loose = 0;
    for (int i = 0; i < index.columns().size(); i++) {
      loose = index.columns().get(i).name().isEmpty() ? i + 1 : loose;
    }
    int last = loose;
    index.scan(
        row -> {
          StringBuilder text = new StringBuilder();
          values(row, index.columns().size(), encoding, text, last);
          rows.add(text.toString());
        },
        Oracle::fail);
    return rows;
  }

  private static void fail(Damage damage) {
    throw new AssertionError(damage.toString());
  }

  private static void values(
      Row row, int columns, Charset encoding, StringBuilder text, int loose) {
    for (int i = 0; i < columns; i++) {
      Storage storage = row.storage(i);
      text.append('|');
      switch (storage) {
        case INTEGER -> text.append("integer:").append(row.integer(i));
        case REAL -> real(text, row.real(i), i < loose);
        case NULL -> text.append("null");
        case TEXT ->
            text.append("text:")
                .append(hex(row.start(i) >= 0 ? row.bytes(i) : row.text(i).getBytes(encoding)));
        case BLOB -> text.append("blob:").append(hex(row.bytes(i)));
      }
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  static List<Long> rowids(Table table) throws IOException {
    List<Long> rowids = new ArrayList<>();
    table.scan(row -> rowids.add(row.rowid()), damage -> {});
    return Collections.unmodifiableList(rowids);
  }
}
