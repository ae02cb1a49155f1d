package org.palimpsest.sqlite;

/**
 * One row of the schema table.
 *
 * @param type {@code table}, {@code index}, {@code view} or {@code trigger}
 * @param name its name
 * @param table the table that it belongs to
 * @param rootPage first page of its b-tree; 0 for views and triggers
 * @param sql the statement that made it, empty for automatic indexes
 */
public record SchemaEntry(String type, String name, String table, long rootPage, String sql) {

  static final SchemaEntry SCHEMA_TABLE =
      new SchemaEntry(
          "table",
          "sqlite_schema",
          "sqlite_schema",
          1,
          "CREATE TABLE sqlite_schema(type TEXT, name TEXT, tbl_name TEXT, rootpage INT, sql TEXT)");

  /** Whether it is a table with pages of its own. */
  public boolean isTable() {
    return type.equals("table") && rootPage > 0;
  }

  /** Whether it is an index with pages of its own. */
  public boolean isIndex() {
    return type.equals("index") && rootPage > 0;
  }

  /** The first page of its b-tree. */
  int root() {
    return (int) Math.min(rootPage, Integer.MAX_VALUE);
  }
}
