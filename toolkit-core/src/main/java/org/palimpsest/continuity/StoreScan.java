package org.palimpsest.continuity;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
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
  private final StoreLook look;
  private final GuidSet guids = new GuidSet();
  private long[] rowids = new long[1024];
  private long[] dates = new long[1024];
  private int size;

  private StoreScan(SnapshotView view, StoreLook look) {
    this.view = view;
    this.look = look;
  }

  static StoreScan of(SnapshotView view, StoreLook look) throws VaultException, IOException {
    StoreScan scan = new StoreScan(view, look);
    look.scan(
        "message",
        (table, row) -> {
          String guid = Cells.word(row, table.column("guid"));
          if (guid != null) {
            scan.guids.add(guid);
          }
          scan.add(row.rowid(), Cells.number(row, table.column("date")));
        });
    return scan;
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

  /** Rows ever inserted into a table, -1 when not known. */
  long counter(String table) {
    return facts().path("counters").path(table).asLong(-1);
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
