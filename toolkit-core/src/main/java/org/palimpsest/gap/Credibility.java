package org.palimpsest.gap;

import org.palimpsest.gap.Cell.Proof;
import org.palimpsest.gap.Shape.Form;

/** Whether values that a record would have, if it began where it seems to, can be such values. */
final class Credibility {

  private Credibility() {}

  /**
   * Looks at the values of a record that was laid out.
   *
   * @return what speaks for the reading, or -1 when it cannot be
   */
  static int score(Space space, RecordView record, Cell cell, boolean strict) {
    Shape shape = cell.shape;
    int usual = 0;
    int values = 0;
    int weighty = 0;
    for (int i = 0; i < record.count; i++) {
      long serial = record.types[i];
      usual += shape.rules[i].isUsual(serial) ? 1 : 0;
      usual += strict && shape.rules[i].isNatural(serial) ? 1 : 0;
      usual += strict ? shape.rules[i].usualness(serial) : 0;
      if (serial == 0) {
        continue;
      }
      values++;
      long size = Serial.size(serial);
      weighty += size >= 2 ? 1 : 0;
      int at = record.at[i];
      if (at + size > cell.localEnd) {
        continue;
      }
      if (!shape.rules[i].fits(space.page(), at, serial, strict)) {
        return -1;
      }
      if (strict && Serial.isInteger(serial)) {
        long value = Serial.integer(space.page(), at, serial);
        usual += shape.rules[i].isNear(value) ? 1 : -2;
        usual += value > 0 ? 1 : 0;
      }
    }
    if (values == 0) {
      return -1;
    }
    if (cell.proof == Proof.HEADER && (weighty < 3 || 10 * usual < 9 * record.count)) {
      return -1;
    }
    if (shape.neverGave() || cell.rowidKnown && !shape.canGive(cell.rowid)) {
      return -1;
    }
    boolean agrees = shape.agreesWithItself(record, space.page(), cell.localEnd);
    if (shape.isIndex()
        && !cell.truncated
        && !(rowidCanBe(space, record, shape) && isBelievable(space, record, shape) && agrees)) {
      if (cell.proof != Proof.WHOLE) {
        return -1;
      }
      // Unless another cell was written over its end, where the ROWID was.
      cell.impossible = true;
    }
    return 10 * record.count
        + 4 * usual
        + (shape == space.owner() ? 60 : 0)
        + (shape.live ? 2 : 0)
        - (shape.form == Form.TABLE ? 0 : 1);
  }

  static boolean hasWholeValue(RecordView record, Cell cell) {
    for (int i = 0; i < record.count; i++) {
      if (Serial.size(record.types[i]) >= 3
          && record.at[i] + Serial.size(record.types[i]) <= cell.localEnd) {
        return true;
      }
    }
    return false;
  }

  private static long rowidOfEntry(Space space, RecordView record) {
    int last = record.count - 1;
    return Serial.isInteger(record.types[last])
        ? Serial.integer(space.page(), record.at[last], record.types[last])
        : Long.MIN_VALUE;
  }

  private static boolean rowidCanBe(Space space, RecordView record, Shape shape) {
    return shape.order[shape.columns() - 1] != -1
        || record.count == shape.columns() && shape.canGive(rowidOfEntry(space, record));
  }

  /** Whether the values of a solved entry of an index are like those that entries hold. */
  private static boolean isBelievable(Space space, RecordView record, Shape shape) {
    if (record.bodySize < 2) {
      return false;
    }
    for (int i = 0; i < record.count; i++) {
      if (Serial.isInteger(record.types[i])) {
        long value = Serial.integer(space.page(), record.at[i], record.types[i]);
        boolean like = shape.rules[i].knows() ? shape.rules[i].isNear(value) : value >= 0;
        if (!like) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether the index lacks an entry of that row. */
  static boolean isMissing(Space space, RecordView record, Shape shape) {
    return !shape.rowids.contains(rowidOfEntry(space, record));
  }
}
