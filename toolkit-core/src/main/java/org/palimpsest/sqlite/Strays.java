package org.palimpsest.sqlite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leaves that no tree leads to any more because an inner page above them is damaged. They are
 * looked for only then: every tree of the schema and the freelist are walked, and of the pages that
 * none of them holds those are strays that look like leaves.
 *
 * <p>A stray counts as a part of a table only if all of its rows have the form of the table's and
 * their ROWIDs lie between those that the damaged page stood between. Of strays that claim the same
 * ROWIDs the second is left out and reported.
 */
final class Strays {

  private final Database database;
  private @Nullable List<Stray> found;

  /** A page that looks like a leaf, with its first and last ROWID if it is one of a table. */
  private record Stray(int page, boolean keyed, long first, long last) {}

  Strays(Database database) {
    this.database = database;
  }

  /** The strays with ROWIDs in {@code (after, last]}, in the order of their ROWIDs. */
  synchronized List<Integer> leaves(
      RecordForm form, long after, long last, PageSet taken, Consumer<Damage> damage)
      throws IOException {
    List<Integer> pages = new ArrayList<>();
    long before = after;
    for (Stray stray : found()) {
      boolean between =
          !stray.keyed
              && (stray.first > after || after == Long.MIN_VALUE)
              && stray.last <= last
              && !taken.contains(stray.page);
      if (!between || !fits(stray, form)) {
        continue;
      }
      if (stray.first <= before && !pages.isEmpty()) {
        damage.accept(new Damage(stray.page, "holds rows that another page holds too"));
        continue;
      }
      pages.add(stray.page);
      before = stray.last;
    }
    return pages;
  }

  /** The strays that can be leaves of a table WITHOUT ROWID. */
  synchronized List<Integer> keyedPages(RecordForm form, PageSet taken) throws IOException {
    List<Integer> pages = new ArrayList<>();
    for (Stray stray : found()) {
      if (stray.keyed && !taken.contains(stray.page) && fits(stray, form)) {
        pages.add(stray.page);
      }
    }
    return pages;
  }

  private List<Stray> found() throws IOException {
    List<Stray> known = found;
    if (known != null) {
      return known;
    }
    BitSet held = new BitSet();
    held.set(1);
    for (SchemaEntry entry : database.schema()) {
      if (entry.isTable() || entry.isIndex()) {
        hold(entry.root(), held);
      }
    }
    hold(1, held);
    List<Stray> strays = new ArrayList<>();
    try {
      StoreHeader header = StoreHeader.parse(database.page(1));
      holdFreelist(header, held);
      for (int page : database.pagesAtHand()) {
        if (!held.get(page) && !header.isPointerMap(page) && page != header.lockPage()) {
          look(page, strays);
        }
      }
    } catch (MalformedDatabaseException e) {
      // Without a header there is no telling which pages are free.
      strays.clear();
    }
    strays.sort(Comparator.comparingLong(Stray::first));
    found = strays;
    return strays;
  }

  /** Marks the pages of a tree. */
  private void hold(int root, BitSet held) throws IOException {
    List<Integer> open = new ArrayList<>(List.of(root));
    while (!open.isEmpty()) {
      int number = open.remove(open.size() - 1);
      if (number < 1 || number > database.pageCount() || number > 1 && held.get(number)) {
        continue;
      }
      held.set(number);
      try {
        byte[] page = database.page(number);
        int base = Cells.base(number);
        if (Cells.isInner(page[base])) {
          Cells cells = new Cells(database);
          int count = cells.count(page, 0, number);
          for (int i = 0; i < count; i++) {
            open.add(Cells.u32(page, cells.cell(page, 0, number, count, i)));
          }
          open.add(Cells.u32(page, base + 8));
        }
      } catch (MalformedDatabaseException e) {
        // Whoever reads this tree reports it; what it leads to is stray.
      }
    }
  }

  private void holdFreelist(StoreHeader header, BitSet held)
      throws MalformedDatabaseException, IOException {
    Set<Integer> trunks = new HashSet<>();
    int trunk = header.firstTrunk();
    while (trunk > 0 && trunk <= database.pageCount() && trunks.add(trunk)) {
      held.set(trunk);
      byte[] page = database.page(trunk);
      int count = Math.max(0, Math.min(Cells.u32(page, 4), header.usable() / 4 - 2));
      for (int i = 0; i < count; i++) {
        int leaf = Cells.u32(page, 8 + 4 * i);
        if (leaf > 0 && leaf <= database.pageCount()) {
          held.set(leaf);
        }
      }
      trunk = Cells.u32(page, 0);
    }
  }

  private void look(int number, List<Stray> strays) throws IOException {
    try {
      byte[] page = database.page(number);
      Cells cells = new Cells(database);
      // Inner pages of an index b-tree hold records too.
      boolean keyed = page[0] == Cells.INDEX_LEAF || page[0] == Cells.INDEX_INNER;
      int count = keyed || page[0] == Cells.TABLE_LEAF ? cells.count(page, 0, number) : 0;
      if (count == 0) {
        return;
      }
      long first = 0;
      long last = 0;
      for (int i = 0; i < count && !keyed; i++) {
        int cell = cells.cell(page, 0, number, count, i);
        long rowid = Varint.value(page, cell + Varint.length(page, cell));
        if (i > 0 && rowid <= last) {
          return;
        }
        first = i == 0 ? rowid : first;
        last = rowid;
      }
      strays.add(new Stray(number, keyed, first, last));
    } catch (MalformedDatabaseException e) {
      // Not a leaf.
    }
  }

  /** Whether every record of the page can be one of that form. */
  private boolean fits(Stray stray, RecordForm form) throws IOException {
    try {
      byte[] page = database.page(stray.page);
      Cells cells = new Cells(database);
      Row row = new Row(form, database);
      int count = cells.count(page, 0, stray.page);
      for (int i = 0; i < count; i++) {
        int cell = cells.cell(page, 0, stray.page, count, i);
        if (stray.keyed) {
          cells.index(row, page, 0, stray.page, cell);
        } else {
          cells.table(row, page, 0, stray.page, cell);
        }
        if (!row.fits()) {
          return false;
        }
      }
      return true;
    } catch (MalformedDatabaseException e) {
      return false;
    }
  }
}
