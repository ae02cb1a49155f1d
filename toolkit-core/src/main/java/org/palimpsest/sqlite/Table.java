package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A table: a b-tree whose leaves hold its rows in ROWID order, or, WITHOUT ROWID, an index b-tree
 * that holds them in the order of the PRIMARY KEY (file format §1.6, §2.4).
 *
 * <p>Damage is met page by page: a page that contradicts the format is reported and skipped, and
 * the rows of all others are still seen.
 */
public final class Table {

  private final Database database;
  private final SchemaEntry entry;
  private final TableDefinition definition;
  private final RecordForm form;
  private final Cells cells;
  private final Map<String, Integer> indexes = new HashMap<>();

  Table(Database database, SchemaEntry entry) throws MalformedDatabaseException {
    this.database = database;
    this.entry = entry;
    this.definition = TableDefinition.parse(entry.sql());
    this.form = RecordForm.ofTable(definition, database.encoding());
    this.cells = new Cells(database);
    for (int i = 0; i < columns().size(); i++) {
      indexes.putIfAbsent(columns().get(i).name().toLowerCase(Locale.ROOT), i);
    }
  }

  /** Its name as written in the schema. */
  public String name() {
    return entry.name();
  }

  /** Its columns in the order of the definition. */
  public List<Column> columns() {
    return definition.columns();
  }

  /** Whether its rows have ROWIDs. */
  public boolean hasRowids() {
    return !definition.withoutRowid();
  }

  /** The first page of its b-tree. */
  public int root() {
    return entry.root();
  }

  /** The position of a column, case ignored, or -1 when this generation of the table lacks it. */
  public int column(String name) {
    return indexes.getOrDefault(name.toLowerCase(Locale.ROOT), -1);
  }

  /**
   * The leaf pages in ROWID order. Where an inner page cannot be read, the leaves that nothing else
   * refers to and whose ROWIDs fall into the hole are taken in.
   *
   * @param damage receives what could not be read of the tree's inner pages
   * @throws IllegalStateException if the table has no ROWIDs; its rows lie on inner pages too
   */
  public int[] leaves(Consumer<Damage> damage) throws IOException {
    if (!hasRowids()) {
      throw new IllegalStateException("the table has no ROWIDs");
    }
    return new TableTree(database, form).leaves(entry.root(), damage);
  }

  /**
   * Shows every row, in the order of ROWIDs or of the PRIMARY KEY.
   *
   * @param damage receives each place that could not be read; rows elsewhere are still shown
   */
  public void scan(RowVisitor visitor, Consumer<Damage> damage) throws IOException {
    if (hasRowids()) {
      int[] leaves = leaves(damage);
      scan(leaves, 0, leaves.length, visitor, damage);
    } else {
      new IndexTree(database, form, true).scan(entry.root(), visitor, damage);
    }
  }

  /** Shows the rows of {@code leaves[from … to)}; several threads may scan parts at once. */
  public void scan(int[] leaves, int from, int to, RowVisitor visitor, Consumer<Damage> damage)
      throws IOException {
    Row row = new Row(form, database);
    PageSpan span = new PageSpan(database);
    for (int i = from; i < to; ) {
      int run = span.ahead(leaves, i, to);
      for (int k = 0; k < Math.max(1, run); k++) {
        int leaf = leaves[i + k];
        try {
          if (run == 0) {
            span.alone(leaf);
          }
          scanLeaf(leaf, span.bytes(), span.at(leaf), row, visitor, damage);
        } catch (MalformedDatabaseException e) {
          damage.accept(e.damage());
        }
      }
      i += Math.max(1, run);
    }
  }

  private void scanLeaf(
      int number, byte[] bytes, int origin, Row row, RowVisitor visitor, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    if (bytes[origin + Cells.base(number)] != Cells.TABLE_LEAF) {
      throw MalformedDatabaseException.damaged(number, "is no leaf of a table");
    }
    int count = cells.count(bytes, origin, number);
    long before = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      try {
        cells.table(row, bytes, origin, number, cells.cell(bytes, origin, number, count, i));
        if (row.rowid() <= before && i > 0) {
          throw MalformedDatabaseException.damaged(number, "a row is out of order");
        }
      } catch (MalformedDatabaseException e) {
        damage.accept(e.damage());
        continue;
      }
      before = row.rowid();
      visitor.visit(row);
    }
  }

  /**
   * Finds the row of that ROWID.
   *
   * @throws IllegalStateException if the table has no ROWIDs
   */
  public Optional<Row> find(long rowid) throws MalformedDatabaseException, IOException {
    if (!hasRowids()) {
      throw new IllegalStateException("the table has no ROWIDs");
    }
    int number = new TableTree(database, form).leafFor(entry.root(), rowid);
    byte[] page = database.page(number);
    int count = cells.count(page, 0, number);
    for (int i = 0; i < count; i++) {
      int cell = cells.cell(page, 0, number, count, i);
      if (Varint.value(page, cell + Varint.length(page, cell)) == rowid) {
        Row row = new Row(form, database);
        cells.table(row, page, 0, number, cell);
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  RecordForm form() {
    return form;
  }

  SchemaEntry entry() {
    return entry;
  }

  @Override
  public String toString() {
    return "table " + entry.name();
  }
}
