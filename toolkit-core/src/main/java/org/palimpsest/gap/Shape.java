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

  /** Whether the table is there, be it that the index is not. */
  final boolean tableLives;

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

  /** Whether the table's counter is known. */
  boolean numbered;

  /** Of an index whose freed pages were met, the places of its columns in the table's record. */
  int[] places = new int[0];

  /** Whether some of those columns could as well be others. */
  boolean ambiguous;

  Shape(
      int id,
      Form form,
      String table,
      String index,
      long root,
      boolean live,
      boolean tableLives,
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
    this.tableLives = tableLives;
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
    this.tableSeed = Hash64.text(lower + (tableLives ? "" : "#" + root));
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

  /** Whether the table never held a row, as far as the store's counters tell. */
  boolean neverGave() {
    return ceiling == 0;
  }

  /** The place of a column of the table in the record, or -1. */
  int placeOf(int column) {
    for (int i = 0; i < order.length; i++) {
      if (column >= 0 && order[i] == column) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether an entry of an index gives the same ROWID wherever it gives one: an index over an
   * INTEGER PRIMARY KEY names it twice.
   */
  boolean agreesWithItself(RecordView record, byte[] page, int localEnd) {
    int last = record.count - 1;
    if (!isIndex() || last < 1 || last != order.length - 1 || order[last] != -1) {
      return true;
    }
    for (int i = 0; i < last; i++) {
      if (rules[i].isOfAlias()
          && record.at[last] + Serial.size(record.types[last]) <= localEnd
          && Values.of(record, i, page, localEnd) != Values.of(record, last, page, localEnd)) {
        return false;
      }
    }
    return true;
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
