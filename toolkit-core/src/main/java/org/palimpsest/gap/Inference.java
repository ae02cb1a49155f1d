package org.palimpsest.gap;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.sqlite.StoreHeader;
import org.palimpsest.sqlite.Varint;

/**
 * Finds rows of tables whose definition is gone: whole cells that lie one beside the other and have
 * the same number of columns, in a form that no known table has. Their values teach the rules by
 * which the rest of their table is then searched.
 */
final class Inference {

  /** So many cells in a row are no coincidence. */
  private static final int RUN = 3;

  private static final int MOST_COLUMNS = 64;
  private static final int MOST_SHAPES = 16;

  private final StoreHeader header;
  private final Shapes shapes;
  private final RecordView record = new RecordView();
  private final Map<Integer, Shape> byColumns = new HashMap<>();

  Inference(StoreHeader header, Shapes shapes) {
    this.header = header;
    this.shapes = shapes;
  }

  /** Looks at a space. */
  void see(byte[] page, int from, int to) {
    int at = from;
    while (at + 6 < to) {
      int end = cell(page, at, to);
      if (end < 0) {
        at++;
        continue;
      }
      List<Integer> starts = new ArrayList<>();
      int columns = record.count;
      int next = at;
      while (end > 0 && record.count == columns) {
        starts.add(next);
        next = end;
        end = cell(page, next, to);
      }
      if (starts.size() >= RUN) {
        take(page, starts, to, columns);
        at = next;
      } else {
        at++;
      }
    }
  }

  /** Where a whole cell of a table at {@code at} ends, or -1. */
  private int cell(byte[] page, int at, int to) {
    int width = Varint.bounded(page, at, to);
    if (width == 0 || width > 2) {
      return -1;
    }
    long payload = Varint.value(page, at);
    int rowid = Varint.bounded(page, at + width, to);
    if (payload < 4 || rowid == 0 || rowid > 8 || payload > header.usable() - 35) {
      return -1;
    }
    int start = at + width + rowid;
    int end = start + (int) payload;
    if (end > to
        || !record.parse(page, start, to, MOST_COLUMNS)
        || record.count < 2
        || record.bodyAt - start + record.bodySize != payload) {
      return -1;
    }
    Charset encoding = header.encoding();
    int values = 0;
    for (int i = 0; i < record.count; i++) {
      long serial = record.types[i];
      int place = record.at[i];
      values += Serial.size(serial) > 0 ? 1 : 0;
      boolean fits =
          Serial.isInteger(serial)
              ? Serial.smallest(Serial.integer(page, place, serial)) == serial
              : !Serial.isText(serial)
                  || Texts.isValid(page, place, (int) Serial.size(serial), encoding, true);
      if (!fits) {
        return -1;
      }
    }
    return values == 0 ? -1 : end;
  }

  private void take(byte[] page, List<Integer> starts, int to, int columns) {
    for (int start : starts) {
      cell(page, start, to);
      for (Shape shape : shapes.all()) {
        if (shape.form == Shape.Form.TABLE && isOf(shape) && !byColumns.containsValue(shape)) {
          return;
        }
      }
    }
    Shape shape = byColumns.get(columns);
    if (shape == null) {
      if (byColumns.size() == MOST_SHAPES) {
        return;
      }
      boolean alias = true;
      for (int start : starts) {
        cell(page, start, to);
        alias &= record.types[0] == 0;
      }
      shape = shapes.addUnknown(columns, alias, byColumns.size() + 1);
      byColumns.put(columns, shape);
    }
    for (int start : starts) {
      cell(page, start, to);
      for (int i = 0; i < columns; i++) {
        shape.rules[i].learn(page, record.at[i], record.types[i], true);
      }
    }
  }

  private boolean isOf(Shape shape) {
    if (record.count < shape.least || record.count > shape.columns()) {
      return false;
    }
    for (int i = 0; i < record.count; i++) {
      if (!shape.rules[i].allows(record.types[i])) {
        return false;
      }
    }
    return true;
  }
}
