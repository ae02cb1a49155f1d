package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.trace.Cells;

/** Small tables that remember more rows than there are. */
final class Leftovers implements Signal {

  @Override
  public String kind() {
    return "leftovers";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.has("message_processing_task") || scan.has("kvtable") || scan.has("sqlite_stat1");
  }

  @Override
  public List<Gap> find(StoreScan scan) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    tasks(scan, gaps);
    failed(scan, gaps);
    statistics(scan, gaps);
    return gaps;
  }

  private static void tasks(StoreScan scan, List<Gap> gaps) throws IOException {
    List<Place> places = new ArrayList<>();
    long[] count = new long[1];
    scan.look()
        .scan(
            "message_processing_task",
            (table, row) -> {
              String guid = Cells.word(row, table.column("guid"));
              if (guid != null && !scan.holds(guid)) {
                count[0]++;
                if (places.size() < Gap.LISTED) {
                  places.add(Place.naming("message_processing_task", row.rowid(), guid));
                }
              }
            });
    if (count[0] > 0) {
      gaps.add(
          new Gap(
              "tasks-without-message",
              Strength.MEDIUM,
              false,
              count[0],
              Say.count(count[0], "entry", "entries")
                  + " of the system's work queue "
                  + Say.verb(count[0], "names a message", "name messages")
                  + " that "
                  + Say.verb(count[0], "is", "are")
                  + " not in this store.",
              List.of("the work was not done before the message was tidied by the system"),
              places));
    }
  }

  private static void failed(StoreScan scan, List<Gap> gaps) throws IOException {
    List<Long> rows = new ArrayList<>();
    scan.look()
        .scan(
            "kvtable",
            (table, row) -> {
              String key = Cells.wordOrEmpty(row, table.column("key"));
              long value = value(row, table.column("value"));
              if (key.equals("lastFailedMessageRowID") && value > 0 && scan.find(value) < 0) {
                rows.add(row.rowid());
              }
            });
    if (!rows.isEmpty()) {
      gaps.add(
          new Gap(
              "failed-message-gone",
              Strength.WEAK,
              false,
              1,
              "The message that the store remembers as the last that failed to be sent is not there.",
              List.of("a message that fails is often deleted by its sender"),
              List.of(Place.row("kvtable", rows.get(0)))));
    }
  }

  private static long value(Row row, int column) {
    if (column < 0) {
      return 0;
    }
    if (row.storage(column) == Storage.INTEGER) {
      return row.integer(column);
    }
    String text = Cells.wordOrEmpty(row, column);
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }

  private static void statistics(StoreScan scan, List<Gap> gaps) throws IOException {
    long[] most = new long[1];
    scan.look()
        .scan(
            "sqlite_stat1",
            (table, row) -> {
              String words = Cells.wordOrEmpty(row, table.column("stat"));
              String first = words.split(" ", 2)[0];
              if (Cells.wordOrEmpty(row, table.column("tbl")).equals("message")
                  && first.matches("[0-9]{1,15}")) {
                most[0] = Math.max(most[0], Long.parseLong(first));
              }
            });
    if (most[0] > scan.messages()) {
      gaps.add(
          new Gap(
              "fewer-than-analysed",
              Strength.MEDIUM,
              false,
              most[0] - scan.messages(),
              "When the database was last analysed it held about "
                  + Say.count(most[0], "message", "messages")
                  + "; now it holds "
                  + scan.messages()
                  + ".",
              List.of(
                  "retention or any other deletion since then", "the figure may be an estimate"),
              List.of(Place.table("sqlite_stat1"))));
    }
  }
}
