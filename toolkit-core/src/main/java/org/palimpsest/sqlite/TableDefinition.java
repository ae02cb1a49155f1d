package org.palimpsest.sqlite;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a CREATE TABLE statement says of the shape of a table's records.
 *
 * @param columns in the order of the statement
 * @param notNull positions of the columns that are declared NOT NULL
 * @param keys column names of each PRIMARY KEY and UNIQUE constraint, each once
 * @param primaryKey columns of the PRIMARY KEY
 * @param automaticIndexes column names of each index that SQLite makes by itself, in the order of
 *     their numbers; that of a table WITHOUT ROWID for its PRIMARY KEY is the table itself
 * @param storedOrder the column at each place of a record
 * @param withoutRowid whether the rows lie in an index b-tree
 * @param autoincrement whether ROWIDs are never used again
 * @param collations by which columns are compared, where not byte by byte; by name in lower case
 */
public record TableDefinition(
    List<Column> columns,
    BitSet notNull,
    List<List<String>> keys,
    List<String> primaryKey,
    List<List<String>> automaticIndexes,
    List<Integer> storedOrder,
    boolean withoutRowid,
    boolean autoincrement,
    Map<String, String> collations) {

  /**
   * Reads a statement.
   *
   * @throws MalformedDatabaseException if it has no column list
   */
  public static TableDefinition parse(String sql) throws MalformedDatabaseException {
    CreateTable table = CreateTable.parse(sql);
    List<CreateTable.Key> constraints = table.constraints();
    List<List<String>> keys = new ArrayList<>();
    List<IndexTerm> primary = List.of();
    for (CreateTable.Key key : constraints) {
      if (!keys.contains(key.names())) {
        keys.add(key.names());
      }
      primary = key.primary() ? key.terms() : primary;
    }
    Map<String, String> collations = new HashMap<>();
    for (Column column : table.columns()) {
      String collation = table.collation(column.name());
      if (!collation.isEmpty()) {
        collations.putIfAbsent(column.name().toLowerCase(Locale.ROOT), collation);
      }
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      boolean alias = column.rowidAlias() && !table.withoutRowid();
      columns.add(
          new Column(column.name(), column.type(), alias, column.defaultValue(), column.stored()));
    }
    TableDefinition draft =
        new TableDefinition(
            List.copyOf(columns),
            table.notNull(),
            keys,
            primary.stream().map(IndexTerm::name).toList(),
            List.of(),
            List.of(),
            table.withoutRowid(),
            table.autoincrement(),
            collations);
    return new TableDefinition(
        draft.columns,
        draft.notNull,
        keys,
        draft.primaryKey,
        names(IndexDefinition.automatic(table)),
        draft.order(primary),
        draft.withoutRowid,
        draft.autoincrement,
        collations);
  }

  private static List<List<String>> names(List<List<IndexTerm>> keys) {
    List<List<String>> names = new ArrayList<>();
    for (List<IndexTerm> key : keys) {
      names.add(key.stream().map(IndexTerm::name).toList());
    }
    return names;
  }

  /** The collation that a term is compared by: its own, else its column's. */
  String collation(IndexTerm term) {
    return term.collation().isEmpty()
        ? collations.getOrDefault(term.name().toLowerCase(Locale.ROOT), "")
        : term.collation();
  }

  private List<Integer> order(List<IndexTerm> primary) {
    List<Integer> order = new ArrayList<>();
    if (withoutRowid) {
      order.addAll(placesOfKey(primary));
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).stored() && !order.contains(i)) {
        order.add(i);
      }
    }
    return order;
  }

  /** A column counts once in a key for each collation that it has there. */
  private List<Integer> placesOfKey(List<IndexTerm> primary) {
    List<Integer> places = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (IndexTerm term : primary) {
      int column = column(term.name());
      String identity = column + collation(term);
      if (column >= 0 && !known.contains(identity)) {
        known.add(identity);
        places.add(column);
      }
    }
    return places;
  }

  /** The column names of a CREATE INDEX statement; an expression gives an empty name. */
  public static List<String> indexColumns(String sql) {
    return IndexDefinition.terms(sql).stream().map(IndexTerm::name).toList();
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
