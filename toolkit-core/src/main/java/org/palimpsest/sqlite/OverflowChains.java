package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** Follows the overflow chains of rows (file format §1.6) as long as their pages did not change. */
final class OverflowChains {

  /** Bytes read at once where leaves lie close together. */
  private static final int READ_AHEAD = 1 << 16;

  private final Database database;
  private final IntPredicate changed;
  private final Cells cells;
  private final int usable;

  OverflowChains(Database database, IntPredicate changed) {
    this.database = database;
    this.changed = changed;
    this.cells = new Cells(database);
    this.usable = database.usable();
  }

  /**
   * Clears the leaves of which a row has an overflow page that changed.
   *
   * @param leaves pages that are leaves of a table in both states, and the same
   * @throws MalformedDatabaseException if one of them, or a chain, is damaged
   */
  void clearBroken(BitSet leaves) throws MalformedDatabaseException, IOException {
    int[] pages = leaves.stream().toArray();
    int size = database.pageSize();
    int most = Math.max(1, READ_AHEAD / size);
    byte[] bytes = new byte[most * size + Database.PADDING];
    for (int i = 0; i < pages.length; ) {
      int run = database.readSpan(pages, i, pages.length, most, bytes);
      if (run == 0) {
        database.read(pages[i], bytes, 0);
      }
      for (int k = i; k < i + Math.max(1, run); k++) {
        if (!isWhole(bytes, (pages[k] - pages[i]) * size, pages[k])) {
          leaves.clear(pages[k]);
        }
      }
      i += Math.max(1, run);
    }
  }

  private boolean isWhole(byte[] bytes, int origin, int page)
      throws MalformedDatabaseException, IOException {
    int count = cells.count(bytes, origin, page);
    for (int i = 0; i < count; i++) {
      int at = origin + cells.cell(bytes, origin, page, count, i);
      long payload = Varint.value(bytes, at);
      if (payload > usable - 35 && !isWhole(bytes, origin, page, at, payload)) {
        return false;
      }
    }
    return true;
  }

  private boolean isWhole(byte[] bytes, int origin, int page, int cell, long payload)
      throws MalformedDatabaseException, IOException {
    int body = cell + Varint.length(bytes, cell);
    body += Varint.length(bytes, body);
    int local = (int) cells.local(payload, usable - 35);
    // As for whoever reads the row: a length that no database can hold is damage.
    if (body - origin + local + 4 > usable
        || (payload - local) / (usable - 4) > database.mostPages()) {
      throw MalformedDatabaseException.damaged(page, "a row runs over the end of its page");
    }
    int number = Cells.u32(bytes, body + local);
    byte[] next = new byte[database.pageSize()];
    for (long left = payload - local; left > 0; left -= usable - 4) {
      if (changed.test(number)) {
        return false;
      }
      database.read(number, next, 0);
      number = Cells.u32(next, 0);
    }
    return true;
  }
}
