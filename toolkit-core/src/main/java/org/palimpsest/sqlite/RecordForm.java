package org.palimpsest.sqlite;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/**
 * Where each column's value stands in the records of one b-tree.
 *
 * @param columns as they are asked for
 * @param places the place of each in a record; a place that no record has for a VIRTUAL column
 * @param alias the column whose value is the ROWID, or -1
 * @param reals which columns show whole numbers as floating-point numbers
 * @param endsInRowid whether the last value of a record is the ROWID of a row of the table
 * @param encoding of text
 */
record RecordForm(
    List<Column> columns,
    int[] places,
    int alias,
    boolean[] reals,
    boolean endsInRowid,
    Charset encoding) {

  private static final int NOWHERE = Integer.MAX_VALUE;

  /** The form of a table's rows. */
  static RecordForm ofTable(TableDefinition table, Charset encoding) {
    List<Column> columns = table.columns();
    int[] places = new int[columns.size()];
    Arrays.fill(places, NOWHERE);
    int place = 0;
    int alias = -1;
    for (int column : table.storedOrder()) {
      if (places[column] == NOWHERE) {
        places[column] = place;
      }
      place++;
    }
    boolean[] reals = new boolean[columns.size()];
    for (int i = 0; i < columns.size(); i++) {
      alias = columns.get(i).rowidAlias() ? i : alias;
      reals[i] = columns.get(i).isReal();
    }
    return new RecordForm(columns, places, alias, reals, false, encoding);
  }

  /** The form of an index's entries. */
  static RecordForm ofIndex(List<Column> columns, boolean endsInRowid, Charset encoding) {
    int[] places = new int[columns.size()];
    boolean[] reals = new boolean[columns.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
      reals[i] = columns.get(i).isReal();
    }
    return new RecordForm(columns, places, -1, reals, endsInRowid, encoding);
  }
}
