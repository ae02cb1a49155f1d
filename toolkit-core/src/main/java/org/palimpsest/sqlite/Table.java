package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A table with ROWIDs: a b-tree whose leaves hold its rows in ROWID order (file format §1.6).
 *
 * <p>Damage is met page by page: a page that contradicts the format is reported and skipped, and
 * the rows of all others are still seen.
 */
public final class Table {

  private static final int LEAF = 13;
  private static final int INTERIOR = 5;
  private static final int MAX_DEPTH = 40;

  /** More than any Messages row holds; a claim above it is damage, not data. */
  private static final int MAX_PAYLOAD = 128 << 20;

  private final Database database;
  private final SchemaEntry entry;
  private final List<Column> columns;
  private final Map<String, Integer> indexes = new HashMap<>();

  Table(Database database, SchemaEntry entry) throws MalformedDatabaseException {
    this.database = database;
    this.entry = entry;
    CreateTable definition = CreateTable.parse(entry.sql());
    if (definition.withoutRowid()) {
      throw MalformedDatabaseException.damaged(
          (int) entry.rootPage(), "a table without ROWIDs stands where one with ROWIDs should");
    }
    this.columns = definition.columns();
    for (int i = 0; i < columns.size(); i++) {
      indexes.putIfAbsent(columns.get(i).name().toLowerCase(Locale.ROOT), i);
    }
  }

  /** Its name as written in the schema. */
  public String name() {
    return entry.name();
  }

  /** Its columns in the order of the definition. */
  public List<Column> columns() {
    return columns;
  }

  /** The position of a column, case ignored, or -1 when this generation of the table lacks it. */
  public int column(String name) {
    return indexes.getOrDefault(name.toLowerCase(Locale.ROOT), -1);
  }

  /**
   * The leaf pages in ROWID order.
   *
   * @param damage receives what could not be read of the tree's inner pages
   */
  public int[] leaves(Consumer<Damage> damage) throws IOException {
    List<Integer> leaves = new ArrayList<>();
    collect(
        (int) Math.min(entry.rootPage(), Integer.MAX_VALUE), 0, new HashSet<>(), leaves, damage);
    return leaves.stream().mapToInt(Integer::intValue).toArray();
  }

  private void collect(
      int number, int depth, Set<Integer> seen, List<Integer> leaves, Consumer<Damage> damage)
      throws IOException {
    try {
      if (depth > MAX_DEPTH || !seen.add(number)) {
        throw MalformedDatabaseException.damaged(number, "the tree returns to the same page");
      }
      byte[] page = database.page(number);
      int base = number == 1 ? Header.LENGTH : 0;
      int type = page[base];
      if (type == LEAF) {
        leaves.add(number);
        return;
      }
      if (type != INTERIOR) {
        throw MalformedDatabaseException.damaged(number, "is no page of a table");
      }
      ByteBuffer fields = ByteBuffer.wrap(page);
      int cells = fields.getShort(base + 3) & 0xffff;
      if (base + 12 + 2 * cells > database.usable()) {
        throw MalformedDatabaseException.damaged(number, "counts more cells than fit");
      }
      // Children of an inner page are leaves alike or inner alike; one look decides for all.
      int last = fields.getInt(base + 8);
      boolean childrenAreLeaves = isLeaf(last);
      for (int i = 0; i < cells; i++) {
        int cell = fields.getShort(base + 12 + 2 * i) & 0xffff;
        if (cell < base + 12 || cell > database.usable() - 5) {
          damage.accept(new Damage(number, "a cell lies outside the page"));
          continue;
        }
        child(fields.getInt(cell), childrenAreLeaves, depth, seen, leaves, damage);
      }
      child(last, childrenAreLeaves, depth, seen, leaves, damage);
    } catch (MalformedDatabaseException e) {
      damage.accept(e.damage());
    }
  }

  private boolean isLeaf(int number) throws IOException {
    try {
      return number > 1 && database.page(number)[0] == LEAF;
    } catch (MalformedDatabaseException e) {
      return false;
    }
  }

  private void child(
      int number,
      boolean leaf,
      int depth,
      Set<Integer> seen,
      List<Integer> leaves,
      Consumer<Damage> damage)
      throws IOException {
    if (!leaf) {
      collect(number, depth + 1, seen, leaves, damage);
    } else if (seen.add(number)) {
      leaves.add(number);
    } else {
      damage.accept(new Damage(number, "the tree returns to the same page"));
    }
  }

  /**
   * Shows every row in ROWID order.
   *
   * @param damage receives each place that could not be read; rows elsewhere are still shown
   */
  public void scan(RowVisitor visitor, Consumer<Damage> damage) throws IOException {
    int[] leaves = leaves(damage);
    scan(leaves, 0, leaves.length, visitor, damage);
  }

  /** Shows the rows of {@code leaves[from … to)}; several threads may scan parts at once. */
  public void scan(int[] leaves, int from, int to, RowVisitor visitor, Consumer<Damage> damage)
      throws IOException {
    Row row = new Row(columns, database.encoding());
    for (int i = from; i < to; i++) {
      try {
        scanLeaf(leaves[i], row, visitor, damage);
      } catch (MalformedDatabaseException e) {
        damage.accept(e.damage());
      }
    }
  }

  private void scanLeaf(int number, Row row, RowVisitor visitor, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    byte[] page = database.page(number);
    int base = number == 1 ? Header.LENGTH : 0;
    if (page[base] != LEAF) {
      throw MalformedDatabaseException.damaged(number, "is no leaf of a table");
    }
    int cells = cellCount(page, base, number);
    for (int i = 0; i < cells; i++) {
      int cell = cellAt(page, base, i);
      try {
        point(row, page, number, cell);
      } catch (MalformedDatabaseException e) {
        damage.accept(e.damage());
        continue;
      }
      visitor.visit(row);
    }
  }

  private int cellCount(byte[] page, int base, int number) throws MalformedDatabaseException {
    int cells = (page[base + 3] & 0xff) << 8 | (page[base + 4] & 0xff);
    if (base + 8 + 2 * cells > database.usable()) {
      throw MalformedDatabaseException.damaged(number, "counts more cells than fit");
    }
    return cells;
  }

  private static int cellAt(byte[] page, int base, int index) {
    int at = base + 8 + 2 * index;
    return (page[at] & 0xff) << 8 | (page[at + 1] & 0xff);
  }

  /** Finds the row of that ROWID. */
  public Optional<Row> find(long rowid) throws MalformedDatabaseException, IOException {
    int number = (int) Math.min(entry.rootPage(), Integer.MAX_VALUE);
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      byte[] page = database.page(number);
      int base = number == 1 ? Header.LENGTH : 0;
      if (page[base] == LEAF) {
        return findInLeaf(page, base, number, rowid);
      }
      if (page[base] != INTERIOR) {
        throw MalformedDatabaseException.damaged(number, "is no page of a table");
      }
      number = childFor(page, base, number, rowid);
    }
    throw MalformedDatabaseException.damaged(number, "the tree is deeper than can be");
  }

  private int childFor(byte[] page, int base, int number, long rowid)
      throws MalformedDatabaseException {
    ByteBuffer fields = ByteBuffer.wrap(page);
    int low = 0;
    int high = fields.getShort(base + 3) & 0xffff;
    if (base + 12 + 2 * high > database.usable()) {
      throw MalformedDatabaseException.damaged(number, "counts more cells than fit");
    }
    int cells = high;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int cell = fields.getShort(base + 12 + 2 * middle) & 0xffff;
      if (cell > database.usable() - 5) {
        throw MalformedDatabaseException.damaged(number, "a cell lies outside the page");
      }
      byte[] key = Arrays.copyOfRange(page, cell + 4, cell + 13);
      if (Varint.value(key, 0) >= rowid) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == cells
        ? fields.getInt(base + 8)
        : fields.getInt(Math.min(fields.getShort(base + 12 + 2 * low) & 0xffff, page.length - 4));
  }

  private Optional<Row> findInLeaf(byte[] page, int base, int number, long rowid)
      throws MalformedDatabaseException, IOException {
    int cells = cellCount(page, base, number);
    for (int i = 0; i < cells; i++) {
      int cell = cellAt(page, base, i);
      if (cell <= page.length - 18) {
        int at = cell + Varint.length(page, cell);
        if (Varint.value(page, at) != rowid) {
          continue;
        }
      }
      Row row = new Row(columns, database.encoding());
      point(row, page, number, cell);
      if (row.rowid() == rowid) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  private void point(Row row, byte[] page, int number, int cell)
      throws MalformedDatabaseException, IOException {
    int usable = database.usable();
    if (cell < 8 || cell > usable - 4) {
      throw MalformedDatabaseException.damaged(number, "a cell lies outside the page");
    }
    byte[] bytes = page;
    int at = cell;
    if (cell > page.length - 18) {
      // Two full varints may not fit before the page's end; read them from a padded copy.
      bytes = Arrays.copyOfRange(page, cell, cell + 18);
      at = 0;
    }
    long payload = Varint.value(bytes, at);
    int first = Varint.length(bytes, at);
    long rowid = Varint.value(bytes, at + first);
    int start = cell + first + Varint.length(bytes, at + first);
    if (payload < 0 || payload > MAX_PAYLOAD || start > usable) {
      throw MalformedDatabaseException.damaged(number, "a row claims an impossible length");
    }
    int local = usable - 35;
    if (payload <= local) {
      if (start + payload > usable) {
        throw MalformedDatabaseException.damaged(number, "a row runs over the end of its page");
      }
      row.point(page, start, start + (int) payload, rowid, number, cell);
      return;
    }
    int minimum = (usable - 12) * 32 / 255 - 23;
    int kept = minimum + (int) ((payload - minimum) % (usable - 4));
    kept = kept <= local ? kept : minimum;
    if (start + kept + 4 > usable) {
      throw MalformedDatabaseException.damaged(number, "a row runs over the end of its page");
    }
    if ((payload - kept) / (usable - 4) > database.pageCount()) {
      throw MalformedDatabaseException.damaged(number, "a row is longer than the database");
    }
    byte[] whole = new byte[(int) payload];
    System.arraycopy(page, start, whole, 0, kept);
    overflow(ByteBuffer.wrap(page).getInt(start + kept), whole, kept, number);
    row.point(whole, 0, whole.length, rowid, number, cell);
  }

  private void overflow(int firstPage, byte[] whole, int from, int owner)
      throws MalformedDatabaseException, IOException {
    int number = firstPage;
    int at = from;
    while (at < whole.length) {
      if (number == 0) {
        throw MalformedDatabaseException.damaged(owner, "a row's overflow chain ends too early");
      }
      byte[] page = database.page(number);
      int count = Math.min(whole.length - at, database.usable() - 4);
      System.arraycopy(page, 4, whole, at, count);
      at += count;
      number = ByteBuffer.wrap(page).getInt(0);
    }
  }

  @Override
  public String toString() {
    return "table " + entry.name();
  }
}
