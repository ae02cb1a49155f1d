package org.palimpsest.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the entries of an index must be, computed by SQLite from the rows of its table. */
final class IndexOracle {

  private IndexOracle() {}

  static List<String> entries(Connection connection, Index index) throws SQLException {
    String sql = statement(connection, index.name());
    List<String> terms = new ArrayList<>();
    List<String> order = new ArrayList<>();
    List<String> written = sql.isEmpty() ? List.of() : brackets(sql);
    int loose = 0;
    try (Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery("PRAGMA index_xinfo(" + Oracle.quoted(index.name()) + ")")) {
      while (columns.next()) {
        int at = terms.size();
        String name = columns.getString("name");
        boolean expression = columns.getInt("cid") == -2;
        String term =
            expression
                ? bare(written.get(at))
                : columns.getInt("cid") == -1 ? "_rowid_" : Oracle.quoted(name);
        loose = expression ? at + 1 : loose;
        terms.add(term);
        order.add(
            term
                + " COLLATE "
                + columns.getString("coll")
                + (columns.getInt("desc") == 1 ? " DESC" : ""));
      }
    }
    int where = sql.toUpperCase(Locale.ROOT).indexOf(" WHERE ");
    String rest =
        " FROM "
            + Oracle.quoted(index.table())
            + " NOT INDEXED"
            + (where < 0 ? "" : sql.substring(where))
            + " ORDER BY "
            + String.join(", ", order);
    return Oracle.rows(connection, terms, rest, loose);
  }

  private static String statement(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT sql FROM sqlite_schema WHERE type='index' AND name='"
                    + name.replace("'", "''")
                    + "'")) {
      String sql = result.next() ? result.getString(1) : null;
      return sql == null ? "" : sql;
    }
  }

  private static String bare(String term) {
    return term.replaceAll("(?i)\\s+(asc|desc)\\s*$", "")
        .replaceAll("(?i)\\s+collate\\s+\\w+\\s*$", "");
  }

  /** The terms between the first brackets behind ON; generated names hold no brackets. */
  private static List<String> brackets(String sql) {
    List<String> terms = new ArrayList<>();
    int at = sql.indexOf('(');
    int depth = 1;
    int start = at + 1;
    for (int i = start; i < sql.length() && depth > 0; i++) {
      char c = sql.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0 || depth == 1 && c == ',') {
        terms.add(sql.substring(start, i).trim());
        start = i + 1;
      }
    }
    return terms;
  }
}
