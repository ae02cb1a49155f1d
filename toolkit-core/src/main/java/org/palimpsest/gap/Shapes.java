package org.palimpsest.gap;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.gap.Shape.Form;
import org.palimpsest.sqlite.Column;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.TableDefinition;

/** The shapes of all b-trees that the schema names, and of those that it once named. */
final class Shapes {

  /** The shape of the schema table itself. */
  static final int SCHEMA = 0;

  private static final int MOST = 30_000;
  private static final Column.Default NOTHING = new Column.Default.Null();

  /**
   * A row of the schema table.
   *
   * @param root first page of its b-tree
   */
  record Entry(String type, String name, String table, long root, String sql) {}

  private record Table(
      String name, TableDefinition definition, List<List<String>> keys, boolean live, long root) {}

  private final Charset encoding;
  private final List<Shape> all = new ArrayList<>();
  private final Map<String, Table> tables = new HashMap<>();
  private final Map<String, TableDefinition> definitions = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  Shapes(Charset encoding) {
    this.encoding = encoding;
    add(
        List.of(
            new Entry(
                "table",
                "sqlite_schema",
                "sqlite_schema",
                1,
                "CREATE TABLE sqlite_schema(type TEXT NOT NULL, name TEXT NOT NULL, "
                    + "tbl_name TEXT NOT NULL, rootpage INT NOT NULL, sql TEXT)")),
        true);
  }

  List<Shape> all() {
    return all;
  }

  Shape get(int id) {
    return all.get(id);
  }

  /** The indexes whose entries of rows that are there can be made from those rows. */
  List<Shape> comparable() {
    return all.stream().filter(shape -> shape.isIndex() && shape.places.length > 0).toList();
  }

  /** The shape of a table, if the schema names it. */
  @Nullable Shape table(String name) {
    for (Shape shape : all) {
      if (shape.live && !shape.isIndex() && shape.table.equalsIgnoreCase(name)) {
        return shape;
      }
    }
    return null;
  }

  /** The columns of a shape's table. */
  List<Column> columns(Shape shape) {
    TableDefinition definition = definitions.get(name(shape.table, shape.tableLives));
    return definition == null ? List.of() : definition.columns();
  }

  private static String name(String table, boolean live) {
    return table.toLowerCase(Locale.ROOT) + (live ? "" : "#");
  }

  /** Adds tables, then their indexes; what cannot be understood is left out. */
  void add(List<Entry> entries, boolean live) {
    List<Entry> indexes = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.type().equals("index")) {
        indexes.add(entry);
      } else if (entry.type().equals("table") && entry.root() > 0 && all.size() < MOST) {
        addTable(entry, indexNames(entries, entry.name()), live);
      }
    }
    for (Entry entry : indexes) {
      if (entry.root() > 0 && all.size() < MOST) {
        addIndex(entry, live);
      }
    }
  }

  private static List<List<String>> indexNames(List<Entry> entries, String table) {
    List<List<String>> unique = new ArrayList<>();
    for (Entry entry : entries) {
      String sql = entry.sql().toUpperCase(Locale.ROOT);
      if (entry.type().equals("index")
          && entry.table().equalsIgnoreCase(table)
          && sql.startsWith("CREATE UNIQUE")
          && !sql.contains(" WHERE ")) {
        unique.add(TableDefinition.indexColumns(entry.sql()));
      }
    }
    return unique;
  }

  private void addTable(Entry entry, List<List<String>> uniqueIndexes, boolean live) {
    TableDefinition definition;
    try {
      definition = TableDefinition.parse(entry.sql());
    } catch (MalformedDatabaseException e) {
      return;
    }
    if (definition.columns().isEmpty() || !known.add(entry.name() + entry.root() + entry.sql())) {
      return;
    }
    List<List<String>> keys = new ArrayList<>();
    for (List<String> key : definition.keys()) {
      if (!isAlias(definition, key)) {
        keys.add(key);
      }
    }
    keys.addAll(uniqueIndexes);
    if (entry.name().equalsIgnoreCase("sqlite_sequence")) {
      keys.add(List.of("name"));
    }
    Table table = new Table(entry.name(), definition, keys, live, entry.root());
    tables.putIfAbsent(name(entry.name(), live), table);
    definitions.putIfAbsent(name(entry.name(), live), definition);
    int[] order = definition.storedOrder().stream().mapToInt(Integer::intValue).toArray();
    int columns = order.length;
    ColumnRule[] rules = new ColumnRule[columns];
    Column.Default[] defaults = new Column.Default[columns];
    for (int i = 0; i < columns; i++) {
      Column column = definition.columns().get(order[i]);
      boolean notNull = definition.notNull().get(order[i]) || isKey(definition, column);
      ColumnRule rule = ColumnRule.of(column, notNull, encoding);
      if (Checks.refuseZero(entry.sql(), column.name())) {
        rule.refuseZero();
      }
      rules[i] = definition.withoutRowid() ? rule.inIndex() : rule;
      defaults[i] = definition.withoutRowid() ? NOTHING : column.defaultValue();
    }
    all.add(
        new Shape(
            all.size(),
            definition.withoutRowid() ? Form.KEYED : Form.TABLE,
            entry.name(),
            "",
            entry.root(),
            live,
            live,
            definition.autoincrement(),
            rules,
            order,
            definition.columns().size(),
            places(table, order),
            defaults));
  }

  /** A part of a PRIMARY KEY may be NULL by an old mistake of SQLite's, and hardly ever is. */
  private static boolean isKey(TableDefinition definition, Column column) {
    return definition.primaryKey().stream().anyMatch(column.name()::equalsIgnoreCase);
  }

  /**
   * Adds a table of which nothing is known but how many columns its rows have.
   *
   * @param alias whether the first of them is always NULL, as an INTEGER PRIMARY KEY is stored
   */
  Shape addUnknown(int columns, boolean alias, int number) {
    int[] order = new int[columns];
    Arrays.setAll(order, i -> i);
    ColumnRule[] rules = new ColumnRule[columns];
    Arrays.setAll(rules, i -> ColumnRule.unknown(alias && i == 0, encoding));
    Column.Default[] defaults = new Column.Default[columns];
    Arrays.fill(defaults, NOTHING);
    Shape shape =
        new Shape(
            all.size(),
            Form.TABLE,
            "unknown-" + number,
            "",
            number,
            false,
            false,
            false,
            rules,
            order,
            columns,
            new int[0][],
            defaults);
    all.add(shape);
    return shape;
  }

  private static boolean isAlias(TableDefinition definition, List<String> key) {
    if (key.size() != 1 || definition.withoutRowid()) {
      return false;
    }
    int column = definition.column(key.get(0));
    return column >= 0 && definition.columns().get(column).rowidAlias();
  }

  private void addIndex(Entry entry, boolean live) {
    Table table = tables.get(name(entry.table(), live));
    if (!live && isOf(tables.get(name(entry.table(), true)), entry)) {
      table = tables.get(name(entry.table(), true));
    }
    if (table == null || !known.add(entry.name() + entry.root() + entry.sql())) {
      return;
    }
    List<String> names =
        entry.sql().isEmpty()
            ? automatic(table, entry.name())
            : TableDefinition.indexColumns(entry.sql());
    if (names.isEmpty()) {
      return;
    }
    TableDefinition definition = table.definition();
    Shape rows = table(entry.table());
    List<Integer> order = new ArrayList<>();
    List<ColumnRule> rules = new ArrayList<>();
    for (String name : names) {
      add(order, rules, definition, definition.column(name), rows);
    }
    if (definition.withoutRowid()) {
      for (String name : definition.primaryKey()) {
        int column = definition.column(name);
        if (!order.contains(column)) {
          add(order, rules, definition, column, rows);
        }
      }
    } else {
      order.add(-1);
      rules.add(ColumnRule.rowid(encoding));
    }
    int[] columns = order.stream().mapToInt(Integer::intValue).toArray();
    Column.Default[] defaults = new Column.Default[columns.length];
    Arrays.fill(defaults, new Column.Default.Words(""));
    Shape shape =
        new Shape(
            all.size(),
            Form.INDEX,
            entry.table(),
            entry.name(),
            entry.root(),
            live,
            table.live(),
            false,
            rules.toArray(ColumnRule[]::new),
            columns,
            definition.columns().size(),
            places(table, columns),
            defaults);
    if (rows != null && table.live()) {
      shape.rowids = rows.rowids;
      if (!live) {
        placesInRow(shape, rows);
      }
    }
    all.add(shape);
  }

  private void add(
      List<Integer> order,
      List<ColumnRule> rules,
      TableDefinition definition,
      int column,
      @Nullable Shape rows) {
    order.add(column < 0 ? -2 : column);
    rules.add(
        column < 0
            ? new ColumnRule("", false, false, encoding)
            : ofTable(definition, column, rows).inIndex());
  }

  private static void placesInRow(Shape index, Shape rows) {
    int[] places = new int[index.columns() - 1];
    boolean whole = index.order[places.length] == -1;
    for (int i = 0; i < places.length; i++) {
      places[i] = rows.placeOf(index.order[i]);
      whole &= places[i] >= 0;
    }
    if (whole) {
      index.places = places;
    } else {
      index.ambiguous = true;
    }
  }

  /** Whether a table that is there has the columns of an index that is no more. */
  private static boolean isOf(@Nullable Table table, Entry index) {
    if (table == null) {
      return false;
    }
    List<String> names =
        index.sql().isEmpty()
            ? automatic(table, index.name())
            : TableDefinition.indexColumns(index.sql());
    return names.stream().allMatch(name -> name.isEmpty() || table.definition().column(name) >= 0);
  }

  /**
   * Adds an index that the schema no longer names, once.
   *
   * @param rows the table
   * @param places of the index's columns in a record of the table
   * @param ambiguous which of them could as well be others
   */
  Shape addDropped(Shape rows, int[] places, boolean[] ambiguous) {
    int[] order = new int[places.length + 1];
    ColumnRule[] rules = new ColumnRule[order.length];
    boolean any = false;
    for (int i = 0; i < places.length; i++) {
      any |= ambiguous[i];
      order[i] = ambiguous[i] ? -2 : rows.order[places[i]];
      rules[i] =
          ambiguous[i]
              ? new ColumnRule("", false, false, encoding)
              : rows.rules[places[i]].inIndex();
    }
    order[places.length] = -1;
    rules[places.length] = ColumnRule.rowid(encoding);
    String name = "dropped " + Arrays.toString(places) + Arrays.toString(ambiguous);
    for (Shape shape : all) {
      if (shape.isIndex() && shape.table.equals(rows.table) && shape.index.equals(name)) {
        return shape;
      }
    }
    Column.Default[] defaults = new Column.Default[order.length];
    Arrays.fill(defaults, new Column.Default.Words(""));
    Table table = Objects.requireNonNull(tables.get(name(rows.table, true)));
    Shape shape =
        new Shape(
            all.size(),
            Form.INDEX,
            rows.table,
            name,
            0,
            false,
            true,
            false,
            rules,
            order,
            rows.tableColumns,
            places(table, order),
            defaults);
    shape.rowids = rows.rowids;
    shape.ceiling = rows.ceiling;
    shape.numbered = rows.numbered;
    shape.places = places;
    shape.ambiguous = any;
    all.add(shape);
    return shape;
  }

  /** The rule of the table's column, which has learned from the table's rows. */
  private ColumnRule ofTable(TableDefinition definition, int column, @Nullable Shape rows) {
    if (rows != null && !definition.withoutRowid() && column < rows.columns()) {
      return rows.rules[column];
    }
    boolean notNull =
        definition.notNull().get(column) || isKey(definition, definition.columns().get(column));
    return ColumnRule.of(definition.columns().get(column), notNull, encoding);
  }

  /** The columns of an automatic index, whose name ends in the number of its constraint. */
  private static List<String> automatic(Table table, String name) {
    int line = name.lastIndexOf('_');
    try {
      int number = Integer.parseInt(name.substring(line + 1));
      List<List<String>> constraints = table.definition().automaticIndexes();
      return number >= 1 && number <= constraints.size() ? constraints.get(number - 1) : List.of();
    } catch (NumberFormatException e) {
      return List.of();
    }
  }

  /** The table's keys as places of a record that holds these columns. */
  private static int[] @Nullable [] places(Table table, int[] order) {
    int[] @Nullable [] keys = new int[table.keys().size()][];
    for (int k = 0; k < keys.length; k++) {
      List<String> names = table.keys().get(k);
      int[] places = new int[names.size()];
      boolean whole = !names.isEmpty();
      for (int i = 0; i < places.length; i++) {
        int column = table.definition().column(names.get(i));
        places[i] = -1;
        for (int j = 0; j < order.length; j++) {
          if (column >= 0 && order[j] == column) {
            places[i] = j;
          }
        }
        whole &= places[i] >= 0;
      }
      keys[k] = whole ? places : null;
    }
    return keys;
  }
}
