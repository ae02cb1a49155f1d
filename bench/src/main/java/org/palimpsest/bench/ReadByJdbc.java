package org.palimpsest.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads every column of every message with sqlite-jdbc, in ROWID order. */
final class ReadByJdbc {

  private ReadByJdbc() {}

  /** Takes the database as the only argument. */
  public static void main(String[] arguments) throws SQLException {
    Tally tally = new Tally();
    String url = "jdbc:sqlite:file:" + arguments[0] + "?mode=ro&immutable=1";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM message ORDER BY ROWID")) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        tally.row();
        for (int i = 1; i <= columns; i++) {
          value(rows.getObject(i), tally);
        }
      }
    }
    System.out.println(tally);
  }

  private static void value(Object value, Tally tally) {
    if (value == null) {
      tally.nothing();
    } else if (value instanceof Integer || value instanceof Long) {
      tally.integer(((Number) value).longValue());
    } else if (value instanceof Double real) {
      tally.real(real);
    } else if (value instanceof String text) {
      tally.text(text);
    } else {
      tally.blob((byte[]) value);
    }
  }
}
