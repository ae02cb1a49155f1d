package org.palimpsest.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.FileBytes;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Table;

/**
 * Reads every column of every row of {@code message}, once with the page reader and once through
 * JDBC, and prints rows and a sum over all values, which must be the same.
 */
public final class ReadAll {

  private long rows;
  private long sum;

  private ReadAll() {}

  /** {@code pages FILE} or {@code jdbc FILE}. */
  public static void main(String[] args) throws Exception {
    ReadAll reading = new ReadAll();
    if (args.length == 2 && args[0].equals("pages")) {
      reading.pages(Path.of(args[1]));
    } else if (args.length == 2 && args[0].equals("jdbc")) {
      reading.jdbc(Path.of(args[1]));
    } else {
      throw new IllegalArgumentException("pages FILE, or jdbc FILE");
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(reading.rows + " rows, sum " + reading.sum);
  }

  private void pages(Path file) throws IOException, MalformedDatabaseException {
    try (FileBytes bytes = FileBytes.open(file)) {
      Table table = Database.open(bytes, null).table("message").orElseThrow();
      int columns = table.columns().size();
      table.scan(row -> add(row, columns), damage -> {});
    }
  }

  private void add(Row row, int columns) {
    rows++;
    for (int i = 0; i < columns; i++) {
      switch (row.storage(i)) {
        case INTEGER -> sum += row.integer(i);
        case REAL -> sum += (long) row.real(i);
        case TEXT -> sum += row.text(i).hashCode();
        case BLOB -> sum += row.bytes(i).length;
        case NULL -> sum++;
      }
    }
  }

  private void jdbc(Path file) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro&immutable=1");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT * FROM message")) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        rows++;
        for (int i = 1; i <= columns; i++) {
          Object value = result.getObject(i);
          if (value instanceof Number number) {
            sum += number.longValue();
          } else if (value instanceof String text) {
            sum += text.hashCode();
          } else if (value instanceof byte[] bytes) {
            sum += bytes.length;
          } else {
            sum++;
          }
        }
      }
    }
  }
}
