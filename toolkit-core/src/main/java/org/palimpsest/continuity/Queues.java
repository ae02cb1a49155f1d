package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.trace.Cells;

/** Rows of the deletion tables: they name what went, and not why. */
final class Queues implements Signal {

  private record Queue(String table, String column, String what) {}

  private static final List<Queue> ALL =
      List.of(
          new Queue("deleted_messages", "guid", "message"),
          new Queue("sync_deleted_messages", "guid", "message"),
          new Queue("sync_deleted_attachments", "guid", "attachment"),
          new Queue("sync_deleted_chats", "guid", "chat row"),
          new Queue("unsynced_removed_recoverable_messages", "message_guid", "message"));

  @Override
  public String kind() {
    return "deletion-records";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return ALL.stream().anyMatch(queue -> scan.has(queue.table()));
  }

  @Override
  public List<Gap> find(StoreScan scan) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    for (Queue queue : ALL) {
      List<Place> places = new ArrayList<>();
      long[] counts = new long[2];
      scan.look()
          .scan(
              queue.table(),
              (table, row) -> {
                String guid = Cells.wordOrEmpty(row, table.column(queue.column()));
                counts[0]++;
                counts[1] += Cells.word(row, table.column("recordID")) == null ? 0 : 1;
                if (places.size() < Gap.LISTED) {
                  places.add(Place.naming(queue.table(), row.rowid(), guid));
                }
              });
      if (counts[0] > 0) {
        gaps.add(gap(queue, counts[0], counts[1], places));
      }
    }
    return gaps;
  }

  private static Gap gap(Queue queue, long count, long waiting, List<Place> places) {
    return new Gap(
        "deletion-records",
        Strength.STRONG,
        false,
        count,
        "Table "
            + queue.table()
            + " names "
            + Say.count(count, queue.what() + " that was", queue.what() + "s that were")
            + " deleted here"
            + (waiting > 0 ? "; " + waiting + " of them wait to be deleted from iCloud" : "")
            + ".",
        List.of(
            "a trigger writes such a row on every delete, whatever caused it: the user, retention, a"
                + " replaced tapback, sync",
            "an empty table shows nothing: rows leave it after they were sent"),
        places);
  }
}
