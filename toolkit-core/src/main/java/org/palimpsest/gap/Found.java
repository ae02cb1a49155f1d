package org.palimpsest.gap;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What was counted on the way: numbers from which the rungs are judged. */
final class Found {

  /** Tables in which Messages notes deletions (see the reference of its schema). */
  private static final Set<String> TOMBSTONES =
      Set.of(
          "deleted_messages",
          "sync_deleted_messages",
          "sync_deleted_chats",
          "sync_deleted_attachments",
          "chat_recoverable_message_join",
          "recoverable_message_part",
          "unsynced_removed_recoverable_messages");

  private final Map<String, Long> sequences = new HashMap<>();

  int logFrames;
  long logSize = -1;
  int journalPages;
  long journalSize = -1;
  boolean journalBlank;
  int unreadable;
  int unreferenced;
  int unreferencedFilled;
  int freePages;
  int freeFilled;
  long filledBytes;
  long zeroBlocks;
  long zeroBytes;
  long stalePointers;
  long missing;
  boolean numbered;
  boolean tombstoneTables;

  /** Those that are there. */
  long tombstones;

  /** Those that were noted once, as far as counters say. */
  long tombstonesEver;

  boolean indexes;

  /** Reads sqlite_sequence and sets what each table can have given at most. */
  void readSequences(Shapes shapes, CurrentState state, PageMap map, Map<Integer, int[]> pagesOf)
      throws IOException {
    Shape table = shapes.table("sqlite_sequence");
    if (table == null || !sequences.isEmpty()) {
      return;
    }
    Examiner examiner = new Examiner(state.header(), List.of(), new Collector(true));
    byte[] page = new byte[state.header().pageSize()];
    for (int number : pagesOf.getOrDefault(table.id, new int[0])) {
      if (!state.read(number, page)) {
        continue;
      }
      examiner.view().point(page, number);
      examiner.records(
          page,
          table,
          (record, rowid, end, overflow) -> {
            if (record.count == 2
                && Serial.isText(record.types[0])
                && Serial.isInteger(record.types[1])
                && record.at[1] + Serial.size(record.types[1]) <= end) {
              String name =
                  new String(
                      page,
                      record.at[0],
                      (int) Serial.size(record.types[0]),
                      state.header().encoding());
              sequences.put(
                  name.toLowerCase(Locale.ROOT),
                  Serial.integer(page, record.at[1], record.types[1]));
            }
          });
    }
    boolean counted = unreadable == 0 && isWhole(shapes);
    long most = 0;
    for (long each : sequences.values()) {
      most = Math.max(most, each);
    }
    for (Shape shape : shapes.all()) {
      if (most > 0 && shape.id != Shapes.SCHEMA) {
        shape.ceiling = 4 * Math.max(most, shape.rowids.highest()) + 1000;
      }
      Long last = sequences.get(shape.table.toLowerCase(Locale.ROOT));
      Shape rows = shapes.table(shape.table);
      if (last != null && rows != null && rows.autoincrement) {
        shape.ceiling = Math.max(last, shape.rowids.highest());
        shape.numbered = true;
      } else if (counted && rows != null && rows.autoincrement && shape.tableLives) {
        shape.ceiling = shape.rowids.count() == 0 ? 0 : shape.ceiling;
      }
    }
  }

  /** Whether every table that must have a counter has one, so that a lacking one tells. */
  private boolean isWhole(Shapes shapes) {
    for (Shape shape : shapes.all()) {
      if (shape.live
          && shape.autoincrement
          && shape.rowids.count() > 0
          && !sequences.containsKey(shape.table.toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }

  /** Takes a table's numbers into account. */
  void sequences(Shape shape) {
    indexes |= shape.isIndex() && shape.live;
    if (shape.form != Shape.Form.TABLE || !shape.live || shape.internal) {
      return;
    }
    String name = shape.table.toLowerCase(Locale.ROOT);
    Long last = sequences.get(name);
    long rows = shape.rowids.count();
    if (TOMBSTONES.contains(name)) {
      tombstoneTables = true;
      tombstones += rows;
      tombstonesEver += Math.max(rows, last == null || !shape.autoincrement ? 0 : last);
    }
    if (shape.rowids.lowest() < 0) {
      return;
    }
    long given = shape.autoincrement && last != null ? last : shape.rowids.highest();
    numbered |= given > 0;
    // Numbers that the program chose itself are no count of rows.
    if (given > rows && given - rows <= 1000 + 200 * rows || shape.autoincrement && given > rows) {
      missing += given - rows;
    }
  }

  /** Takes what the search met into account. */
  void take(Examiner examiner, PageMap map, CurrentState state) {
    filledBytes = examiner.filledBytes;
    zeroBlocks = examiner.zeroBlocks;
    zeroBytes = examiner.zeroBytes;
    stalePointers = examiner.stalePointers;
    unreadable += map.damaged();
    var wal = state.evidence().wal();
    var journal = state.evidence().journal();
    logSize = wal == null ? -1 : wal.size();
    journalSize = journal == null ? -1 : journal.size();
  }
}
