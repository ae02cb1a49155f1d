package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.sqlite.BtreePage.Kind;

/**
 * Asks an index whether it has an entry for a whole number in its first column, page by page from
 * the root: a few pages for one question, where a scan of the table would read all of it. For use
 * by one thread.
 */
public final class IndexSeek {

  private static final int MAX_DEPTH = 40;

  private final Database database;
  private final StoreHeader header;
  private final int root;
  private final String name;
  private final List<Step> way = new ArrayList<>();

  private IndexSeek(Database database, SchemaEntry entry)
      throws MalformedDatabaseException, IOException {
    this.database = database;
    this.header = StoreHeader.parse(database.page(1));
    this.root = (int) Math.min(entry.rootPage(), Integer.MAX_VALUE);
    this.name = entry.name();
  }

  /** An index of {@code table} that covers every row and whose first column is {@code column}. */
  public static Optional<IndexSeek> on(Database database, String table, String column)
      throws MalformedDatabaseException, IOException {
    for (SchemaEntry entry : database.schema()) {
      String sql = entry.sql().toLowerCase(Locale.ROOT);
      int open = sql.indexOf('(');
      if (!entry.type().equals("index")
          || !entry.table().equalsIgnoreCase(table)
          || open < 0
          || sql.contains(" where ")) {
        continue;
      }
      String first = sql.substring(open + 1).split("[,)]", 2)[0].trim();
      if (first.replace("\"", "").equals(column.toLowerCase(Locale.ROOT))) {
        return Optional.of(new IndexSeek(database, entry));
      }
    }
    return Optional.empty();
  }

  /** The name of the index. */
  public String name() {
    return name;
  }

  /**
   * Whether some row has {@code key} in that column.
   *
   * @throws MalformedDatabaseException if a page on the way is no page of an index
   */
  public boolean holds(long key) throws MalformedDatabaseException, IOException {
    int number = root;
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      Step step = step(depth, number);
      BtreePage page = step.page;
      byte[] bytes = step.bytes;
      boolean inner = page.kind() == Kind.INDEX_INNER;
      int low = 0;
      int high = page.cells();
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (firstColumn(bytes, page, middle) < key) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      if (low < page.cells() && firstColumn(bytes, page, low) == key) {
        return true;
      }
      if (!inner) {
        return false;
      }
      number = low < page.cells() ? page.child(low) : page.lastChild();
    }
    throw MalformedDatabaseException.damaged(root, "the tree is deeper than can be");
  }

  /** A page on the way to a leaf, as it was read for the question before. */
  private record Step(int number, byte[] bytes, BtreePage page) {}

  /** Questions that come in order go nearly the same way, so the way is kept. */
  private Step step(int depth, int number) throws MalformedDatabaseException, IOException {
    if (depth < way.size() && way.get(depth).number == number) {
      return way.get(depth);
    }
    way.subList(Math.min(depth, way.size()), way.size()).clear();
    BtreePage page = new BtreePage(header);
    byte[] bytes = database.page(number);
    Kind kind = page.point(bytes, number);
    if (!page.sound() || (kind != Kind.INDEX_INNER && kind != Kind.INDEX_LEAF)) {
      throw MalformedDatabaseException.damaged(number, "is no page of an index");
    }
    Step step = new Step(number, bytes, page);
    way.add(step);
    return step;
  }

  /**
   * Row numbers of the rows that have {@code low} to {@code high}, both included, in that column.
   *
   * @param most stop after so many
   * @throws MalformedDatabaseException if a page on the way is no page of an index
   */
  public List<Long> between(long low, long high, int most)
      throws MalformedDatabaseException, IOException {
    List<Long> found = new ArrayList<>();
    collect(root, 0, low, high, most, found);
    return found;
  }

  private void collect(int number, int depth, long low, long high, int most, List<Long> found)
      throws MalformedDatabaseException, IOException {
    BtreePage page = new BtreePage(header);
    byte[] bytes = database.page(number);
    boolean inner = page.point(bytes, number) == BtreePage.Kind.INDEX_INNER;
    if (!page.sound() || depth > MAX_DEPTH || (!inner && page.kind() != Kind.INDEX_LEAF)) {
      throw MalformedDatabaseException.damaged(number, "is no page of an index");
    }
    for (int i = 0; i < page.cells() && found.size() < most; i++) {
      long value = firstColumn(bytes, page, i);
      if (value < low) {
        continue;
      }
      if (inner) {
        collect(page.child(i), depth + 1, low, high, most, found);
      }
      if (value > high) {
        return;
      }
      found.add(rowid(bytes, page, i));
    }
    if (inner && found.size() < most) {
      collect(page.lastChild(), depth + 1, low, high, most, found);
    }
  }

  /** The row number, which is the last value of an entry. */
  private static long rowid(byte[] bytes, BtreePage page, int cell)
      throws MalformedDatabaseException {
    int end = page.end(cell);
    int at = page.payloadAt(cell);
    at += Varint.length(bytes, at);
    long headerLength = Varint.value(bytes, at);
    long body = at + headerLength;
    int type = at + Varint.length(bytes, at);
    long last = 0;
    long lastAt = body;
    while (type < at + headerLength) {
      int length = Varint.bounded(bytes, type, end);
      if (length == 0) {
        throw MalformedDatabaseException.damaged(page.number(), "an index entry is cut short");
      }
      last = Varint.value(bytes, type);
      lastAt = body;
      body += last >= 12 ? (last - 12) / 2 : last == 7 ? 8 : Math.max(0, size(last));
      type += length;
    }
    if (size(last) < 0 || body > end || lastAt < 0) {
      throw MalformedDatabaseException.damaged(page.number(), "an index entry names no row");
    }
    return number(bytes, (int) lastAt, last);
  }

  /** The first value of an entry; what is no whole number sorts before or behind all of them. */
  private static long firstColumn(byte[] bytes, BtreePage page, int cell)
      throws MalformedDatabaseException {
    int end = page.end(cell);
    int at = page.payloadAt(cell);
    at += Varint.length(bytes, at);
    int lengths = Varint.bounded(bytes, at, end);
    int typed = lengths == 0 ? 0 : Varint.bounded(bytes, at + lengths, end);
    if (typed == 0) {
      throw MalformedDatabaseException.damaged(page.number(), "an index entry is cut short");
    }
    long headerLength = Varint.value(bytes, at);
    long type = Varint.value(bytes, at + lengths);
    if (headerLength < 1 || headerLength > end - at) {
      throw MalformedDatabaseException.damaged(page.number(), "an index entry is cut short");
    }
    int size = size(type);
    if (size < 0) {
      return type == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    int body = at + (int) headerLength;
    if (body + size > end) {
      throw MalformedDatabaseException.damaged(page.number(), "an index entry is cut short");
    }
    return number(bytes, body, type);
  }

  private static long number(byte[] bytes, int at, long type) {
    int size = size(type);
    if (size == 0) {
      return type - 8;
    }
    long value = bytes[at];
    for (int i = 1; i < size; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    return value;
  }

  /** Bytes of a whole number of that serial type, -1 for any other type. */
  private static int size(long type) {
    if (type == 8 || type == 9) {
      return 0;
    }
    return type >= 1 && type <= 4 ? (int) type : type == 5 ? 6 : type == 6 ? 8 : -1;
  }
}
