package org.palimpsest.sqlite;

import java.io.IOException;

/**
 * Points rows at the records in the cells of a page (file format §1.6), overflow pages included.
 * The array may hold several pages; behind the last there must be {@link Database#PADDING} bytes.
 */
final class Cells {

  static final int TABLE_LEAF = 13;
  static final int TABLE_INNER = 5;
  static final int INDEX_LEAF = 10;
  static final int INDEX_INNER = 2;

  /** More than any Messages row holds; a claim above it is damage, not data. */
  private static final int MAX_PAYLOAD = 128 << 20;

  private final Database database;
  private final int usable;

  Cells(Database database) {
    this.database = database;
    this.usable = database.usable();
  }

  /** Where the header of a b-tree page begins. */
  static int base(int page) {
    return page == 1 ? Header.LENGTH : 0;
  }

  static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  static int u32(byte[] bytes, int at) {
    return u16(bytes, at) << 16 | u16(bytes, at + 2);
  }

  static boolean isInner(int type) {
    return type == TABLE_INNER || type == INDEX_INNER;
  }

  /** How many cells a page counts, when their pointers fit on it. */
  int count(byte[] bytes, int origin, int page) throws MalformedDatabaseException {
    int base = origin + base(page);
    int cells = u16(bytes, base + 3);
    int header = isInner(bytes[base]) ? 12 : 8;
    if (base - origin + header + 2 * cells > usable) {
      throw MalformedDatabaseException.damaged(page, "counts more cells than fit");
    }
    return cells;
  }

  /** Where a cell of a page begins, from the beginning of the page. */
  int cell(byte[] bytes, int origin, int page, int cells, int index)
      throws MalformedDatabaseException {
    int base = origin + base(page);
    int header = isInner(bytes[base]) ? 12 : 8;
    int cell = u16(bytes, base + header + 2 * index);
    if (cell < base - origin + header + 2 * cells || cell > usable - 4) {
      throw MalformedDatabaseException.damaged(page, "a cell lies outside the page");
    }
    return cell;
  }

  /** Points a row at a cell of a table's leaf. */
  void table(Row row, byte[] bytes, int origin, int page, int cell)
      throws MalformedDatabaseException, IOException {
    int at = origin + cell;
    long payload = Varint.value(bytes, at);
    at += Varint.length(bytes, at);
    long rowid = Varint.value(bytes, at);
    at += Varint.length(bytes, at);
    int start = at - origin;
    if (payload < 0 || payload > MAX_PAYLOAD || start > usable) {
      throw MalformedDatabaseException.damaged(page, "a row claims an impossible length");
    }
    if (payload <= usable - 35) {
      if (start + payload > usable) {
        throw MalformedDatabaseException.damaged(page, "a row runs over the end of its page");
      }
      row.point(bytes, at, at + (int) payload, rowid, page, cell);
      return;
    }
    long local = local(payload, usable - 35);
    byte[] whole = whole(bytes, origin, start, (int) payload, (int) local, page);
    row.point(whole, 0, whole.length, rowid, page, cell);
  }

  /**
   * Points a row at the record of a cell of an index; that of an inner page lies behind a child.
   */
  void index(Row row, byte[] bytes, int origin, int page, int cell)
      throws MalformedDatabaseException, IOException {
    int skipped = isInner(bytes[origin + base(page)]) ? 4 : 0;
    int at = origin + cell + skipped;
    long payload = Varint.value(bytes, at);
    at += Varint.length(bytes, at);
    int start = at - origin;
    if (payload < 0 || payload > MAX_PAYLOAD || start > usable) {
      throw MalformedDatabaseException.damaged(page, "an entry claims an impossible length");
    }
    int most = (usable - 12) * 64 / 255 - 23;
    if (payload <= most) {
      if (start + payload > usable) {
        throw MalformedDatabaseException.damaged(page, "an entry runs over the end of its page");
      }
      row.point(bytes, at, at + (int) payload, 0, page, cell);
      return;
    }
    byte[] whole = whole(bytes, origin, start, (int) payload, (int) local(payload, most), page);
    row.point(whole, 0, whole.length, 0, page, cell);
  }

  /** How many bytes of a payload lie in its cell where not all do. */
  long local(long payload, int most) {
    return local(payload, most, usable);
  }

  /** The same, for pages of which so many bytes are used. */
  static long local(long payload, int most, int usable) {
    int least = (usable - 12) * 32 / 255 - 23;
    long kept = least + (payload - least) % (usable - 4);
    return kept <= most ? kept : least;
  }

  private byte[] whole(byte[] bytes, int origin, int start, int payload, int local, int page)
      throws MalformedDatabaseException, IOException {
    if (start + local + 4 > usable) {
      throw MalformedDatabaseException.damaged(page, "a row runs over the end of its page");
    }
    if ((payload - local) / (usable - 4) > database.mostPages()) {
      throw MalformedDatabaseException.damaged(page, "a row is longer than the database");
    }
    byte[] whole = new byte[payload];
    System.arraycopy(bytes, origin + start, whole, 0, local);
    int number = u32(bytes, origin + start + local);
    int last = page;
    int at = local;
    byte[] next = new byte[database.pageSize()];
    while (at < payload) {
      if (number == 0) {
        throw MalformedDatabaseException.damaged(last, "a row's overflow chain ends too early");
      }
      database.read(number, next, 0);
      int count = Math.min(payload - at, usable - 4);
      System.arraycopy(next, 4, whole, at, count);
      at += count;
      last = number;
      number = u32(next, 0);
    }
    if (number != 0) {
      // SQLite ends every chain with a zero; another number there means another page's bytes.
      throw MalformedDatabaseException.damaged(last, "a row's overflow chain does not end");
    }
    return whole;
  }
}
