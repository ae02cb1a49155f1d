package org.palimpsest.testdata;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store of any generation, row by row: its tables without triggers, so that every row stands as
 * it was written. Columns that the generation lacks are left out of a row.
 */
public final class SchemaStore implements AutoCloseable {

  private final SchemaFile schema;
  private final Map<String, List<String>> columns;
  private final Sql sql;

  private SchemaStore(SchemaFile schema, Sql sql) {
    this.schema = schema;
    this.columns = schema.columns();
    this.sql = sql;
  }

  /** Makes a store in a new file. */
  public static SchemaStore create(Path file, SchemaFile schema) {
    try {
      Sql sql = new Sql(DriverManager.getConnection("jdbc:sqlite:" + file));
      SchemaStore store = new SchemaStore(schema, sql);
      sql.atomically(() -> schema.tableStatements().forEach(sql::script));
      return store;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its generation. */
  public SchemaFile schema() {
    return schema;
  }

  /** Plain SQL. */
  public Sql sql() {
    return sql;
  }

  /** Whether this generation has a table with all these columns. */
  public boolean has(String table, List<String> wanted) {
    return columns.getOrDefault(table, List.of()).containsAll(wanted);
  }

  /** A time as the generation's {@code message.date} counts it. */
  public long date(Instant at) {
    if (schema == SchemaFile.IOS_5) {
      return at.getEpochSecond();
    }
    return schema.nanoseconds() ? AppleTime.nanos(at) : AppleTime.seconds(at);
  }

  /** Inserts a row; what the table has no column for is left out. Returns its row number. */
  public long insert(String table, Map<String, ? extends @Nullable Object> row) {
    Map<String, @Nullable Object> fitting = new LinkedHashMap<>();
    row.forEach(
        (name, value) -> {
          if (name.equals("ROWID") || has(table, List.of(name))) {
            fitting.put(name, value);
          }
        });
    return sql.insert(table, fitting);
  }

  /** Closes the file. */
  @Override
  public void close() {
    try {
      sql.connection().close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
