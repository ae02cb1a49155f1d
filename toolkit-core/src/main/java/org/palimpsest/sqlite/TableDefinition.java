package org.palimpsest.sqlite;

import java.util.BitSet;
import java.util.List;

/**
 * What a CREATE TABLE statement says of the shape of a table's records.
 *
 * @param columns in the order of the statement
 * @param notNull positions of the columns that are declared NOT NULL
 * @param keys column names of each PRIMARY KEY and UNIQUE constraint, in the order of their indexes
 * @param primaryKey columns of the PRIMARY KEY
 * @param withoutRowid whether the rows lie in an index b-tree
 * @param autoincrement whether ROWIDs are never used again
 */
public record TableDefinition(
    List<Column> columns,
    BitSet notNull,
    List<List<String>> keys,
    List<String> primaryKey,
    boolean withoutRowid,
    boolean autoincrement) {

  /**
   * Reads a statement.
   *
   * @throws MalformedDatabaseException if it has no column list
   */
  public static TableDefinition parse(String sql) throws MalformedDatabaseException {
    CreateTable table = CreateTable.parse(sql);
    return new TableDefinition(
        table.columns(),
        table.notNull(),
        table.keys(),
        table.primaryKey(),
        table.withoutRowid(),
        table.autoincrement());
  }

  /** The column names of a CREATE INDEX statement; an expression gives an empty name. */
  public static List<String> indexColumns(String sql) {
    return CreateTable.indexColumns(sql);
  }

  /** The position of a column, case ignored, or -1. */
  public int column(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }
}
