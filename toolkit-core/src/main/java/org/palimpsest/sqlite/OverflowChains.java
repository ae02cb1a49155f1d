package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.BitSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows the overflow chains of rows (file format §1.6) as long as their pages did not change.
 * Pages whose links were noted need not be read, unless the log holds another state of them.
 */
final class OverflowChains {

  private final Database database;
  private final IntPredicate changed;
  private final Cells cells;
  private final int usable;
  private final @Nullable PageLinks links;

  OverflowChains(Database database, IntPredicate changed, @Nullable PageLinks links) {
    this.links = links;
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
    int[] pages =
        links == null ? leaves.stream().toArray() : clearBroken(leaves, links).stream().toArray();
    PageSpan span = new PageSpan(database);
    for (int i = 0; i < pages.length; ) {
      int run = span.ahead(pages, i, pages.length);
      if (run == 0) {
        span.alone(pages[i]);
      }
      for (int k = i; k < i + Math.max(1, run); k++) {
        if (!isWhole(span.bytes(), span.at(pages[k]), pages[k])) {
          leaves.clear(pages[k]);
        }
      }
      i += Math.max(1, run);
    }
  }

  /** Does so by the links, and returns the leaves that must be read. */
  private BitSet clearBroken(BitSet leaves, PageLinks noted)
      throws MalformedDatabaseException, IOException {
    BitSet unknown = new BitSet();
    for (int leaf = leaves.nextSetBit(0); leaf >= 0; leaf = leaves.nextSetBit(leaf + 1)) {
      if (!noted.has(leaf) || database.isInLog(leaf)) {
        unknown.set(leaf);
        continue;
      }
      boolean whole = true;
      int chain = noted.firstOf(leaf);
      for (; whole && chain < noted.chains() && noted.leaf(chain) == leaf; chain++) {
        requirePossible(leaf, noted.length(chain));
        whole = isWhole(noted.head(chain), noted.length(chain));
      }
      leaves.set(leaf, whole);
    }
    return unknown;
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
    if (body - origin + local + 4 > usable) {
      throw MalformedDatabaseException.damaged(page, "a row runs over the end of its page");
    }
    requirePossible(page, payload - local);
    return isWhole(Cells.u32(bytes, body + local), payload - local);
  }

  /** As for whoever reads the row: a length that no database can hold is damage. */
  private void requirePossible(int page, long length) throws MalformedDatabaseException {
    if (length / (usable - 4) > database.mostPages()) {
      throw MalformedDatabaseException.damaged(page, "a row is longer than the database");
    }
  }

  /** Whether no page of a chain has changed. */
  private boolean isWhole(int first, long length) throws MalformedDatabaseException, IOException {
    byte[] page = new byte[0];
    int number = first;
    for (long left = length; left > 0; left -= usable - 4) {
      if (changed.test(number)) {
        return false;
      }
      if (links != null && links.has(number) && !database.isInLog(number)) {
        number = links.next(number);
      } else {
        page = page.length == 0 ? new byte[database.pageSize()] : page;
        database.read(number, page, 0);
        number = Cells.u32(page, 0);
      }
    }
    return true;
  }
}
