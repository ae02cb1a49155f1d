package org.palimpsest.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.sqlite.Table;
import org.palimpsest.trace.Cells;
import org.palimpsest.trace.StoreLook;
import org.palimpsest.vault.VaultException;

/**
 * Numbers, dates and guids of all messages of a store, read in one pass, and what lies beside them.
 */
final class StoreScan {

  private final SnapshotView view;
  private static final long MOST_ROWS = 1L << 40;

  private final StoreLook look;
  private final GuidSet guids = new GuidSet();
  private final List<Reference> ahead = new ArrayList<>();
  private long[] rowids = new long[1024];
  private long[] dates = new long[1024];
  private int size;

  private StoreScan(SnapshotView view, StoreLook look) {
    this.view = view;
    this.look = look;
  }

  /**
   * A column of a message that names another message.
   *
   * @param column its name
   * @param row number of the message's row
   * @param target the guid that it names
   */
  record Reference(String column, long row, String target) {}

  static StoreScan of(SnapshotView view, StoreLook look) throws VaultException, IOException {
    StoreScan scan = new StoreScan(view, look);
    Optional<Table> table = look.table("message");
    if (table.isPresent()) {
      scan.read(table.get());
    }
    return scan;
  }

  private void read(Table table) throws IOException {
    int guid = table.column("guid");
    int date = table.column("date");
    String[] names = References.COLUMNS.keySet().toArray(new String[0]);
    int[] columns = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = table.column(names[i]);
    }
    look.scan(
        "message",
        (same, row) -> {
          String own = Cells.word(row, guid);
          if (own != null) {
            guids.add(own);
          }
          add(row.rowid(), Cells.number(row, date));
          for (int i = 0; i < columns.length; i++) {
            if (columns[i] >= 0 && !row.isUnset(columns[i])) {
              refer(names[i], row.rowid(), Cells.target(Cells.word(row, columns[i])));
            }
          }
        });
  }

  /** Nearly all references lead back, to a message that was seen already. */
  private void refer(String column, long row, @Nullable String target) {
    if (target != null && !guids.contains(target)) {
      ahead.add(new Reference(column, row, target));
    }
  }

  /** The references to messages that are not in the store, in the order of their rows. */
  List<Reference> dangling() {
    return ahead.stream().filter(each -> !holds(each.target())).toList();
  }

  private void add(long rowid, long date) {
    if (size == rowids.length) {
      rowids = Arrays.copyOf(rowids, 2 * size);
      dates = Arrays.copyOf(dates, 2 * size);
    }
    rowids[size] = rowid;
    dates[size++] = date;
  }

  SnapshotView view() {
    return view;
  }

  StoreLook look() {
    return look;
  }

  /** How many messages there are; they come in the order of their numbers. */
  int messages() {
    return size;
  }

  long rowid(int at) {
    return rowids[at];
  }

  long date(int at) {
    return dates[at];
  }

  /** The position of a row number, below zero when no message has it. */
  int find(long rowid) {
    return Arrays.binarySearch(rowids, 0, size, rowid);
  }

  boolean holds(String guid) {
    return guids.contains(guid);
  }

  JsonNode facts() {
    return view.manifest().json().path("facts");
  }

  /** Rows ever inserted into a table, -1 when not known or no number that a store could reach. */
  long counter(String table) {
    long said = facts().path("counters").path(table).asLong(-1);
    return said > MOST_ROWS ? -1 : said;
  }

  /** Whether SQLite keeps a counter for a table. */
  boolean counts(String table) {
    return look.database().schema().stream()
        .anyMatch(
            entry ->
                entry.isTable()
                    && entry.name().equalsIgnoreCase(table)
                    && entry.sql().toUpperCase(Locale.ROOT).contains("AUTOINCREMENT"));
  }

  boolean has(String table) {
    return look.table(table).isPresent();
  }

  boolean has(String table, String column) {
    Optional<Table> found = look.table(table);
    return found.isPresent() && found.get().column(column) >= 0;
  }

  /** Whether a preference file or upload marks say that Messages in iCloud was on. */
  boolean syncOn() {
    return facts().path("messagesInICloud").asText().equals("on");
  }
}
