package org.palimpsest.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads every message with sqlite-jdbc, in ROWID order. */
final class ReadByJdbc {

  private ReadByJdbc() {}

  /** Takes the database, and {@code 13} for thirteen columns instead of all. */
  public static void main(String[] arguments) throws SQLException {
    System.out.println(read(arguments[0], Thirteen.wanted(arguments)));
  }

  static Tally read(String file, boolean thirteen) throws SQLException {
    Tally tally = new Tally();
    String url = "jdbc:sqlite:file:" + file + "?mode=ro&immutable=1";
    String columns = thirteen ? String.join(", ", Thirteen.COLUMNS) : "*";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT " + columns + " FROM message ORDER BY ROWID")) {
      int count = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        tally.row();
        for (int i = 1; i <= count; i++) {
          value(rows.getObject(i), tally);
        }
      }
    }
    return tally;
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
