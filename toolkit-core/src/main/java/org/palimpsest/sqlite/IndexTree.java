package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * An index b-tree: the entries of an index, or the rows of a table WITHOUT ROWID. Inner pages hold
 * records too, each between those of two children.
 */
final class IndexTree {

  private final Database database;
  private final RecordForm form;
  private final boolean isTable;
  private final Cells cells;
  private final Row row;
  private final PageSet seen;
  private boolean holed;

  IndexTree(Database database, RecordForm form, boolean isTable) {
    this.database = database;
    this.form = form;
    this.isTable = isTable;
    this.cells = new Cells(database);
    this.row = new Row(form, database);
    this.seen = new PageSet(database.lastInFile());
  }

  /**
   * Shows every record in the order of the tree. The rows of a table on leaves that a damaged inner
   * page led to come last.
   */
  void scan(int root, RowVisitor visitor, Consumer<Damage> damage) throws IOException {
    page(root, 0, visitor, damage);
    if (holed && isTable) {
      List<Integer> strays = database.strays().keyedPages(form, seen);
      for (int number : strays) {
        seen.add(number);
      }
      for (int number : strays) {
        page(number, visitor, damage);
      }
    }
  }

  private void page(int number, int depth, RowVisitor visitor, Consumer<Damage> damage)
      throws IOException {
    try {
      if (depth > TableTree.MAX_DEPTH || !seen.add(number)) {
        throw MalformedDatabaseException.damaged(number, "the tree returns to the same page");
      }
      byte[] page = database.page(number);
      int base = Cells.base(number);
      boolean inner = page[base] == Cells.INDEX_INNER;
      if (!inner && page[base] != Cells.INDEX_LEAF) {
        throw MalformedDatabaseException.damaged(number, "is no page of an index");
      }
      int count = cells.count(page, 0, number);
      for (int i = 0; i < count; i++) {
        if (inner) {
          child(page, number, count, i, depth, visitor, damage);
        }
        record(page, number, count, i, visitor, damage);
      }
      if (inner) {
        page(Cells.u32(page, base + 8), depth + 1, visitor, damage);
      }
    } catch (MalformedDatabaseException e) {
      damage.accept(e.damage());
      holed = true;
    }
  }

  private void child(
      byte[] page,
      int number,
      int count,
      int index,
      int depth,
      RowVisitor visitor,
      Consumer<Damage> damage)
      throws IOException {
    try {
      int cell = cells.cell(page, 0, number, count, index);
      page(Cells.u32(page, cell), depth + 1, visitor, damage);
    } catch (MalformedDatabaseException e) {
      // The record of the same cell says the same.
      holed = true;
    }
  }

  private void record(
      byte[] page, int number, int count, int index, RowVisitor visitor, Consumer<Damage> damage)
      throws IOException {
    try {
      cells.index(row, page, 0, number, cells.cell(page, 0, number, count, index));
    } catch (MalformedDatabaseException e) {
      damage.accept(e.damage());
      return;
    }
    visitor.visit(row);
  }

  /** The records of one page and of no other. */
  private void page(int number, RowVisitor visitor, Consumer<Damage> damage) throws IOException {
    try {
      byte[] page = database.page(number);
      int count = cells.count(page, 0, number);
      for (int i = 0; i < count; i++) {
        record(page, number, count, i, visitor, damage);
      }
    } catch (MalformedDatabaseException e) {
      damage.accept(e.damage());
    }
  }
}
