package org.palimpsest.gap;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.Column;

/** The form of the records of one b-tree: which values can stand where. */
final class Shape {

  /** What kind of b-tree it is. */
  enum Form {
    /** A table with ROWIDs. */
    TABLE,
    /** An index. */
    INDEX,
    /** A table WITHOUT ROWID. */
    KEYED
  }

  final int id;
  final Form form;
  final String table;
  final String index;
  final long root;
  final boolean live;
  final boolean autoincrement;

  /** What may stand at each place of the record. */
  final ColumnRule[] rules;

  /** The column of the table that stands at each place of the record, -1 for the ROWID. */
  final int[] order;

  /** How many columns the table has. */
  final int tableColumns;

  /** The table's keys as places of the record; null where the record lacks a part. */
  final int[] @Nullable [] keys;

  /** What a row shows in columns that are younger than it, by place. */
  final Column.Default[] defaults;

  final int alias;
  final long tableSeed;
  final long seed;
  final boolean link;
  final boolean internal;

  /** Fewest columns that a record of it has. */
  int least;

  /** Whether rows that are there have taught the rules. */
  boolean settled;

  /** The rows that the table has; those of an index are its table's. */
  Rowids rowids = new Rowids();

  /** The highest ROWID that the table can ever have given, as far as known. */
  long ceiling = Long.MAX_VALUE;

  Shape(
      int id,
      Form form,
      String table,
      String index,
      long root,
      boolean live,
      boolean autoincrement,
      ColumnRule[] rules,
      int[] order,
      int tableColumns,
      int[] @Nullable [] keys,
      Column.Default[] defaults) {
    this.id = id;
    this.form = form;
    this.table = table;
    this.index = index;
    this.root = root;
    this.live = live;
    this.autoincrement = autoincrement;
    this.rules = rules;
    this.order = order;
    this.tableColumns = tableColumns;
    this.keys = keys;
    this.defaults = defaults;
    this.least = rules.length;
    int found = -1;
    for (int i = 0; i < rules.length; i++) {
      found = rules[i].isAlias() ? i : found;
    }
    this.alias = found;
    String lower = table.toLowerCase(Locale.ROOT);
    this.tableSeed = Hash64.text(lower + (live ? "" : "#" + root));
    this.seed = Hash64.mix(tableSeed, Hash64.text(form + index));
    boolean whole = form != Form.INDEX;
    for (int[] key : keys) {
      whole |= key != null;
    }
    this.link = lower.equals("chat_message_join") && whole;
    this.internal = lower.startsWith("sqlite_");
  }

  /** Whether the table can have given that ROWID. */
  boolean canGive(long rowid) {
    return rowid <= ceiling && (rowid > 0 || rowids.count() > 0 && rowid >= rowids.lowest());
  }

  /** How many of the table's columns a record of it holds. */
  int columnsOfTable() {
    int count = 0;
    for (int column : order) {
      count += column >= 0 ? 1 : 0;
    }
    return count;
  }

  int columns() {
    return rules.length;
  }

  boolean isIndex() {
    return form == Form.INDEX;
  }

  /** The lowest number of columns that a record may have. */
  void atLeast(int columns) {
    least = Math.max(1, Math.min(least, columns));
  }
}
