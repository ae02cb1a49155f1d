package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What each commit of a write-ahead log did to the rows of one table.
 *
 * <p>A commit is compared with the one before it by the leaves that differ, not by all of the
 * table: those that it wrote, and those that came to the tree or left it. Both sides are read in
 * the order of ROWIDs and merged, so memory does not grow with the commit, and a row that only
 * moved to another page is not a change.
 *
 * <p>One change cannot be seen this way: a commit that wrote nothing of a row but its overflow
 * pages. Apple's own edits change a date in the row too.
 */
public final class TableHistory {

  /** Sees changes in the order of commits, and within a commit in the order of ROWIDs. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Sees one change; rows are reused and must not be kept.
     *
     * @param commit the commit that made it, the first of the log is 1
     * @param before the row before, null when the commit wrote it
     * @param after the row after, null when the commit deleted it
     */
    void visit(int commit, @Nullable Row before, @Nullable Row after) throws IOException;
  }

  private final Database newest;
  private final String name;
  private final Consumer<Damage> damage;

  private TableHistory(Database newest, String name, Consumer<Damage> damage) {
    this.newest = newest;
    this.name = name;
    this.damage = damage;
  }

  /**
   * Shows every change that the commits of a database's log made to a table with ROWIDs.
   *
   * @param damage receives what could not be read
   */
  public static void walk(Database newest, String table, Visitor visitor, Consumer<Damage> damage)
      throws IOException {
    new TableHistory(newest, table, damage).walk(visitor);
  }

  private void walk(Visitor visitor) throws IOException {
    Optional<Wal> wal = newest.wal();
    if (wal.isEmpty()) {
      return;
    }
    State before = state(null, 0, new int[0]);
    for (int commit = 1; commit <= newest.commit(); commit++) {
      int[] written = wal.get().pagesOf(commit);
      State after = state(before, commit, written);
      BitSet pages = new BitSet();
      for (int page : written) {
        pages.set(page);
      }
      merge(
          commit,
          cursor(before, differing(before, after, pages)),
          cursor(after, differing(after, before, pages)),
          visitor);
      before = after;
    }
  }

  /** A table as one commit left it; without one when there was none. */
  private static final class State {
    private @Nullable Database database;
    private @Nullable Table table;
    private final BitSet leaves = new BitSet();
    private final Map<Integer, Inner> inners = new HashMap<>();
  }

  /** An inner page of the table's tree. */
  private record Inner(int[] children, boolean leavesBelow) {}

  private State state(@Nullable State earlier, int commit, int[] written) throws IOException {
    State state = new State();
    try {
      Database database = newest.asOf(commit, earlier == null ? null : earlier.database);
      Table table = database.table(name).filter(Table::hasRowids).orElse(null);
      if (table == null) {
        return state;
      }
      state.database = database;
      state.table = table;
      if (earlier != null && earlier.table != null && earlier.table.root() == table.root()) {
        state.inners.putAll(earlier.inners);
        for (int page : written) {
          state.inners.remove(page);
        }
        boolean same = state.inners.size() == earlier.inners.size();
        boolean leafRoot = earlier.leaves.get(table.root());
        if (same && !leafRoot) {
          state.leaves.or(earlier.leaves);
          return state;
        }
      }
      collect(state, database, table.root(), 0, new BitSet());
    } catch (MalformedDatabaseException e) {
      if (e.reason() != MalformedDatabaseException.Reason.EMPTY) {
        damage.accept(e.damage());
      }
    }
    return state;
  }

  private void collect(State state, Database database, int number, int depth, BitSet seen)
      throws IOException {
    try {
      if (depth > TableTree.MAX_DEPTH || number < 1 || seen.get(number)) {
        throw MalformedDatabaseException.damaged(number, "the tree returns to the same page");
      }
      seen.set(number);
      Inner inner = state.inners.get(number);
      if (inner == null) {
        byte[] page = database.page(number);
        if (page[Cells.base(number)] == Cells.TABLE_LEAF) {
          state.leaves.set(number);
          return;
        }
        inner = inner(database, page, number);
        state.inners.put(number, inner);
      }
      for (int child : inner.children) {
        if (!inner.leavesBelow) {
          collect(state, database, child, depth + 1, seen);
        } else if (child > 0 && child <= database.pageCount()) {
          state.leaves.set(child);
        }
      }
    } catch (MalformedDatabaseException e) {
      damage.accept(e.damage());
    }
  }

  private static Inner inner(Database database, byte[] page, int number)
      throws MalformedDatabaseException, IOException {
    int base = Cells.base(number);
    if (page[base] != Cells.TABLE_INNER) {
      throw MalformedDatabaseException.damaged(number, "is no page of a table");
    }
    Cells cells = new Cells(database);
    int count = cells.count(page, 0, number);
    int[] children = new int[count + 1];
    for (int i = 0; i < count; i++) {
      children[i] = Cells.u32(page, cells.cell(page, 0, number, count, i));
    }
    children[count] = Cells.u32(page, base + 8);
    byte type = database.page(children[0])[Cells.base(children[0])];
    return new Inner(children, type == Cells.TABLE_LEAF);
  }

  /** The leaves of one state that a commit wrote or that the other state does not have. */
  private static int[] differing(State of, State other, BitSet written) {
    BitSet pages = (BitSet) of.leaves.clone();
    BitSet same = (BitSet) other.leaves.clone();
    same.andNot(written);
    pages.andNot(same);
    return pages.stream().toArray();
  }

  private @Nullable Cursor cursor(State state, int[] leaves) throws IOException {
    Table table = state.table;
    Database database = state.database;
    return table == null || database == null
        ? null
        : new Cursor(database, table.form(), leaves, damage);
  }

  private static void merge(
      int commit, @Nullable Cursor before, @Nullable Cursor after, Visitor visitor)
      throws IOException {
    boolean old = before != null && before.next();
    boolean now = after != null && after.next();
    while (old || now) {
      Row a = old && before != null ? before.row() : null;
      Row b = now && after != null ? after.row() : null;
      int order = a == null ? 1 : b == null ? -1 : Long.compare(a.rowid(), b.rowid());
      if (order < 0) {
        visitor.visit(commit, a, null);
      } else if (order > 0) {
        visitor.visit(commit, null, b);
      } else if (a != null && b != null && !a.isSameRecord(b)) {
        visitor.visit(commit, a, b);
      }
      old = order > 0 ? old : before != null && before.next();
      now = order < 0 ? now : after != null && after.next();
    }
  }

  /** Rows of some leaves in the order of their ROWIDs. */
  private static final class Cursor {
    private final Database database;
    private final Cells cells;
    private final Consumer<Damage> damage;
    private final Row row;
    private final int[] leaves;
    private byte[] page = new byte[0];
    private int leaf = -1;
    private int cell;
    private int count;

    Cursor(Database database, RecordForm form, int[] pages, Consumer<Damage> damage)
        throws IOException {
      this.database = database;
      this.cells = new Cells(database);
      this.damage = damage;
      this.row = new Row(form, database);
      List<long[]> order = new ArrayList<>();
      for (int number : pages) {
        try {
          byte[] bytes = database.page(number);
          int base = Cells.base(number);
          int found = bytes[base] == Cells.TABLE_LEAF ? cells.count(bytes, 0, number) : 0;
          if (found > 0) {
            int at = cells.cell(bytes, 0, number, found, 0);
            order.add(new long[] {Varint.value(bytes, at + Varint.length(bytes, at)), number});
          }
        } catch (MalformedDatabaseException e) {
          damage.accept(e.damage());
        }
      }
      order.sort((a, b) -> Long.compare(a[0], b[0]));
      this.leaves = order.stream().mapToInt(each -> (int) each[1]).toArray();
    }

    Row row() {
      return row;
    }

    boolean next() throws IOException {
      while (true) {
        try {
          while (cell >= count) {
            if (++leaf >= leaves.length) {
              return false;
            }
            page = database.page(leaves[leaf]);
            count = cells.count(page, 0, leaves[leaf]);
            cell = 0;
          }
          int number = leaves[leaf];
          cells.table(row, page, 0, number, cells.cell(page, 0, number, count, cell++));
          return true;
        } catch (MalformedDatabaseException e) {
          damage.accept(e.damage());
        }
      }
    }
  }
}
