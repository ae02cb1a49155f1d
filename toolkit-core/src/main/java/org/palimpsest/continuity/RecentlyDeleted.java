package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.trace.Cells;

/** What lies in Recently Deleted is there in full, until it is emptied. */
final class RecentlyDeleted implements Signal {

  @Override
  public String kind() {
    return "recently-deleted";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.has("chat_recoverable_message_join");
  }

  @Override
  public List<Gap> find(StoreScan scan) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    look(
        scan,
        "chat_recoverable_message_join",
        "message lies in Recently Deleted",
        "messages lie in Recently Deleted",
        gaps);
    look(
        scan,
        "recoverable_message_part",
        "part of a message lies in Recently Deleted",
        "parts of messages lie in Recently Deleted",
        gaps);
    return gaps;
  }

  private void look(StoreScan scan, String name, String one, String several, List<Gap> gaps)
      throws IOException {
    List<Place> places = new ArrayList<>();
    long[] found = {0, Long.MAX_VALUE, Long.MIN_VALUE};
    scan.look()
        .scan(
            name,
            (table, row) -> {
              long at = Cells.number(row, table.column("delete_date"));
              found[0]++;
              found[1] = Math.min(found[1], at);
              found[2] = Math.max(found[2], at);
              if (places.size() < Gap.LISTED) {
                places.add(Place.row("message", Cells.number(row, table.column("message_id"))));
              }
            });
    if (found[0] > 0) {
      gaps.add(
          new Gap(
              kind(),
              Strength.STRONG,
              false,
              found[0],
              Say.count(found[0], one, several)
                  + ", by the stored dates since "
                  + Say.day(found[1])
                  + (found[1] == found[2] ? "" : " to " + Say.day(found[2]))
                  + "; the system empties it after about 30 days.",
              List.of(
                  "deleted on this device or on another of the account; the store does not say"),
              places));
    }
  }
}
