package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An index: a b-tree of the indexed values of each row, with the row's ROWID or PRIMARY KEY at the
 * end. Its entries say what the table should hold, independently of the table.
 */
public final class Index {

  private static final Column.Default NOTHING = new Column.Default.Null();
  private static final Column EXPRESSION = new Column("", "", false, NOTHING, true);

  private final Database database;
  private final SchemaEntry entry;
  private final IndexDefinition definition;
  private final RecordForm form;

  Index(Database database, SchemaEntry entry, SchemaEntry table) throws MalformedDatabaseException {
    this.database = database;
    this.entry = entry;
    TableDefinition rows = TableDefinition.parse(table.sql());
    this.definition =
        IndexDefinition.of(entry.sql(), entry.name(), rows, CreateTable.parse(table.sql()));
    List<Column> columns = new ArrayList<>();
    for (int column : definition.columns()) {
      if (column >= 0) {
        Column of = rows.columns().get(column);
        columns.add(new Column(of.name(), of.type(), false, NOTHING, true));
      } else {
        columns.add(
            column == IndexDefinition.ROWID
                ? new Column("rowid", "INTEGER", false, NOTHING, true)
                : EXPRESSION);
      }
    }
    this.form = RecordForm.ofIndex(columns, !rows.withoutRowid(), database.encoding());
  }

  /** Its name. */
  public String name() {
    return entry.name();
  }

  /** The table that it is of. */
  public String table() {
    return entry.table();
  }

  /**
   * What each entry holds: the indexed columns, then what leads to the row, its {@code rowid} or
   * the columns of its PRIMARY KEY that are not yet there. An expression has an empty name.
   */
  public List<Column> columns() {
    return form.columns();
  }

  /** Whether it covers only the rows that meet a condition. */
  public boolean isPartial() {
    return definition.partial();
  }

  /**
   * Shows every entry in the order of the index; {@link Row#rowid} is that of the row it stands
   * for.
   *
   * @param damage receives each place that could not be read; entries elsewhere are still shown
   */
  public void scan(RowVisitor visitor, Consumer<Damage> damage) throws IOException {
    new IndexTree(database, form, false).scan(entry.root(), visitor, damage);
  }

  @Override
  public String toString() {
    return "index " + entry.name();
  }
}
