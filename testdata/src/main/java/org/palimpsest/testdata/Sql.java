package org.palimpsest.testdata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plain SQL over one connection, with unchecked failures. */
public final class Sql {
  private final Connection connection;

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** A connection that closes with its block. */
  record Opened(Sql get) implements AutoCloseable {
    static Opened of(Connection connection) {
      return new Opened(new Sql(connection));
    }

    @Override
    public void close() throws SQLException {
      get.connection().close();
    }
  }

  Connection connection() {
    return connection;
  }

  /** Runs one statement and returns the number of rows changed. */
  public int run(String sql, @Nullable Object... arguments) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      statement.execute();
      return Math.max(0, statement.getUpdateCount());
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Inserts a row by column names and returns its ROWID. */
  public long insert(String table, Map<String, ?> row) {
    String names = String.join(", ", row.keySet());
    String marks = row.keySet().stream().map(name -> "?").collect(Collectors.joining(", "));
    run("INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")", row.values().toArray());
    return number("SELECT last_insert_rowid()");
  }

  /** The first column of the first row as a number; 0 if there is no row or it is NULL. */
  public long number(String sql, @Nullable Object... arguments) {
    List<List<@Nullable Object>> rows = rows(sql, arguments);
    return !rows.isEmpty() && rows.get(0).get(0) instanceof Number value ? value.longValue() : 0;
  }

  /** The first column of all rows as text, without NULLs. */
  public List<String> strings(String sql, @Nullable Object... arguments) {
    List<String> out = new ArrayList<>();
    for (List<@Nullable Object> row : rows(sql, arguments)) {
      Object value = row.get(0);
      if (value != null) {
        out.add(value.toString());
      }
    }
    return out;
  }

  /** All rows. Values are as JDBC gives them. */
  public List<List<@Nullable Object>> rows(String sql, @Nullable Object... arguments) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, arguments);
      List<List<@Nullable Object>> out = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        int width = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<@Nullable Object> row = new ArrayList<>(width);
          for (int i = 1; i <= width; i++) {
            row.add(result.getObject(i));
          }
          out.add(row);
        }
      }
      return out;
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Runs a text that holds one statement, without preparing it for arguments. */
  void script(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + ": " + e.getMessage(), e);
    }
  }

  /** Runs work in one transaction, or in the one that is open. */
  void atomically(Runnable work) {
    try {
      if (!connection.getAutoCommit()) {
        work.run();
        return;
      }
      connection.setAutoCommit(false);
      try {
        work.run();
        connection.commit();
      } catch (RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... arguments)
      throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
  }
}
