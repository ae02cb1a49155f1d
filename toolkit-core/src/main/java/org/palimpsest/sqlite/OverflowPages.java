package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.BitSet;

/**
 * Finds what pages that belong to no tree are for: parts of long rows (file format §1.6), or free.
 */
final class OverflowPages {

  private final Database database;
  private final StoreHeader header;
  private final BtreePage view;

  OverflowPages(Database database, StoreHeader header) {
    this.database = database;
    this.header = header;
    this.view = new BtreePage(header);
  }

  /** Clears the pages of the freelist from {@code open} (file format §1.5). */
  void freelist(BitSet open) throws MalformedDatabaseException, IOException {
    int trunk = header.firstTrunk();
    for (int seen = 0; trunk != 0 && !open.isEmpty(); seen++) {
      if (seen > database.pageCount()) {
        throw MalformedDatabaseException.damaged(trunk, "the freelist returns to the same page");
      }
      byte[] page = database.page(trunk);
      open.clear(trunk);
      int leaves = Cells.u32(page, 4);
      if (leaves < 0 || leaves > header.usable() / 4 - 2) {
        throw MalformedDatabaseException.damaged(trunk, "counts more free pages than fit");
      }
      for (int i = 0; i < leaves; i++) {
        int free = Cells.u32(page, 8 + 4 * i);
        if (free > 0) {
          open.clear(free);
        }
      }
      trunk = Cells.u32(page, 0);
    }
  }

  /** Clears the overflow pages of the rows of a table's leaves from {@code open}. */
  void leaves(int[] leaves, BitSet open) throws MalformedDatabaseException, IOException {
    for (int i = 0; i < leaves.length && !open.isEmpty(); i++) {
      byte[] page = database.page(leaves[i]);
      if (view.point(page, leaves[i]) != BtreePage.Kind.TABLE_LEAF || !view.sound()) {
        throw MalformedDatabaseException.damaged(leaves[i], "is no leaf of a table");
      }
      for (int cell = 0; cell < view.cells(); cell++) {
        long payload = Varint.value(page, view.payloadAt(cell));
        int local = header.localInTable(payload);
        if (local < payload) {
          chain(page, view.payloadAt(cell), local, payload, open);
        }
      }
    }
  }

  private void chain(byte[] page, int at, int local, long payload, BitSet open)
      throws MalformedDatabaseException, IOException {
    int body = at + Varint.length(page, at);
    body += Varint.length(page, body);
    int number = Cells.u32(page, body + local);
    long left = payload - local;
    while (left > 0) {
      byte[] next = database.page(number);
      open.clear(number);
      left -= header.usable() - 4;
      number = Cells.u32(next, 0);
    }
  }
}
