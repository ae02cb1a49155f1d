package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The b-tree of a table with ROWIDs: its inner pages, and which leaves they lead to. */
final class TableTree {

  static final int MAX_DEPTH = 40;

  private final Database database;
  private final RecordForm form;
  private final Cells cells;
  private final List<Hole> holes = new ArrayList<>();
  private final PageSet seen;
  private int[] leaves = new int[64];

  /** The greatest ROWID that can stand on each leaf. */
  private long[] lasts = new long[64];

  private int found;

  /**
   * A part of the tree that could not be read.
   *
   * @param after ROWIDs in it are greater
   * @param last ROWIDs in it are at most this
   * @param at how many leaves come before it
   */
  private record Hole(long after, long last, int at) {}

  TableTree(Database database, RecordForm form) {
    this.database = database;
    this.form = form;
    this.cells = new Cells(database);
    this.seen = new PageSet(database.lastInFile());
  }

  /** The leaves in ROWID order. */
  int[] leaves(int root, Consumer<Damage> damage) throws IOException {
    collect(root, 0, Long.MIN_VALUE, Long.MAX_VALUE, damage);
    for (int i = holes.size() - 1; i >= 0; i--) {
      Hole hole = holes.get(i);
      List<Integer> strays = database.strays().leaves(form, hole.after, hole.last, seen, damage);
      strays.forEach(seen::add);
      makeRoom(hole.at, strays.size());
      for (int j = 0; j < strays.size(); j++) {
        leaves[hole.at + j] = strays.get(j);
        lasts[hole.at + j] = hole.last;
      }
    }
    return Arrays.copyOf(leaves, found);
  }

  /** Makes room for leaves before the one at {@code at}. */
  private void makeRoom(int at, int more) {
    if (more > leaves.length - found) {
      int length = Math.max(2 * found, found + more);
      leaves = Arrays.copyOf(leaves, length);
      lasts = Arrays.copyOf(lasts, length);
    }
    System.arraycopy(leaves, at, leaves, at + more, found - at);
    System.arraycopy(lasts, at, lasts, at + more, found - at);
    found += more;
  }

  private void append(int leaf, long last) {
    makeRoom(found, 1);
    leaves[found - 1] = leaf;
    lasts[found - 1] = last;
  }

  /** The greatest ROWID that can stand on each of the leaves, once these were asked for. */
  long[] lasts() {
    return Arrays.copyOf(lasts, found);
  }

  private void collect(int number, int depth, long after, long last, Consumer<Damage> damage)
      throws IOException {
    try {
      if (depth > MAX_DEPTH || !seen.add(number)) {
        throw MalformedDatabaseException.damaged(number, "the tree returns to the same page");
      }
      byte[] page = database.page(number);
      int base = Cells.base(number);
      if (page[base] == Cells.TABLE_LEAF) {
        append(number, last);
        if (depth > 0 && !isSound(page, number)) {
          // It stands among inner pages and may be what is left of one.
          holes.add(new Hole(after, last, found));
        }
        return;
      }
      if (page[base] != Cells.TABLE_INNER) {
        throw MalformedDatabaseException.damaged(number, "is no page of a table");
      }
      inner(page, number, depth, after, last, damage);
    } catch (MalformedDatabaseException e) {
      damage.accept(e.damage());
      holes.add(new Hole(after, last, found));
    }
  }

  private void inner(
      byte[] page, int number, int depth, long after, long last, Consumer<Damage> damage)
      throws MalformedDatabaseException, IOException {
    int base = Cells.base(number);
    int count = cells.count(page, 0, number);
    int lastChild = Cells.u32(page, base + 8);
    // Children of an inner page are leaves alike or inner alike; two of them decide for all.
    boolean leavesBelow = isLeaf(lastChild) && (count == 0 || isLeaf(firstChild(page, number)));
    long before = after;
    for (int i = 0; i < count; i++) {
      try {
        int cell = cells.cell(page, 0, number, count, i);
        long key = Varint.value(page, cell + 4);
        if (cell > database.usable() - 5 || key <= before && i > 0 || key > last) {
          throw MalformedDatabaseException.damaged(number, "a key is out of order");
        }
        child(Cells.u32(page, cell), leavesBelow, depth, before, key, damage);
        before = key;
      } catch (MalformedDatabaseException e) {
        damage.accept(e.damage());
        holes.add(new Hole(before, last, found));
      }
    }
    child(lastChild, leavesBelow, depth, before, last, damage);
  }

  private boolean isSound(byte[] leaf, int number) {
    try {
      cells.count(leaf, 0, number);
      return true;
    } catch (MalformedDatabaseException e) {
      // Whoever reads its rows reports it.
      return false;
    }
  }

  private int firstChild(byte[] page, int number) {
    int cell = Cells.u16(page, Cells.base(number) + 12);
    return cell > database.usable() - 5 ? 0 : Cells.u32(page, cell);
  }

  private boolean isLeaf(int number) throws IOException {
    try {
      return number > 1 && database.page(number)[0] == Cells.TABLE_LEAF;
    } catch (MalformedDatabaseException e) {
      return false;
    }
  }

  private void child(
      int number, boolean leaf, int depth, long after, long last, Consumer<Damage> damage)
      throws IOException {
    if (!leaf) {
      collect(number, depth + 1, after, last, damage);
    } else if (number < 1 || number > database.pageCount()) {
      damage.accept(new Damage(number, "no such page"));
      holes.add(new Hole(after, last, found));
    } else if (seen.add(number)) {
      append(number, last);
    } else {
      damage.accept(new Damage(number, "the tree returns to the same page"));
      holes.add(new Hole(after, last, found));
    }
  }

  /** The leaf on which a row of that ROWID stands if there is one. */
  int leafFor(int root, long rowid) throws MalformedDatabaseException, IOException {
    int number = root;
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      byte[] page = database.page(number);
      int base = Cells.base(number);
      if (page[base] == Cells.TABLE_LEAF) {
        return number;
      }
      if (page[base] != Cells.TABLE_INNER) {
        throw MalformedDatabaseException.damaged(number, "is no page of a table");
      }
      int count = cells.count(page, 0, number);
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = (low + high) >>> 1;
        int cell = cells.cell(page, 0, number, count, middle);
        if (Varint.value(page, cell + 4) >= rowid) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      number =
          low == count
              ? Cells.u32(page, base + 8)
              : Cells.u32(page, cells.cell(page, 0, number, count, low));
    }
    throw MalformedDatabaseException.damaged(number, "the tree is deeper than can be");
  }
}
