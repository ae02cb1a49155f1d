package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.trace.Cells;
import org.palimpsest.trace.ChatFacts;

/** Join rows without their message, messages without their join, and chats without either. */
final class Joins implements Signal {

  @Override
  public String kind() {
    return "joins";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.has("chat_message_join");
  }

  @Override
  public List<Gap> find(StoreScan scan) throws IOException {
    List<Gap> gaps = new ArrayList<>();
    BitSet joined = new BitSet(scan.messages());
    Set<Long> usedChats = new HashSet<>();
    for (String name : List.of("chat_message_join", "chat_recoverable_message_join")) {
      orphans(scan, name, joined, usedChats, gaps);
    }
    attachmentOrphans(scan, gaps);
    loose(scan, joined, gaps);
    emptyChats(scan, usedChats, gaps);
    return gaps;
  }

  private static void orphans(
      StoreScan scan, String name, BitSet joined, Set<Long> usedChats, List<Gap> gaps)
      throws IOException {
    List<Place> places = new ArrayList<>();
    long[] count = new long[1];
    scan.look()
        .scan(
            name,
            (table, row) -> {
              long message = Cells.number(row, table.column("message_id"));
              usedChats.add(Cells.number(row, table.column("chat_id")));
              int at = scan.find(message);
              if (at >= 0) {
                joined.set(at);
              } else {
                count[0]++;
                if (places.size() < Gap.LISTED) {
                  places.add(Place.row(name, row.rowid()));
                }
              }
            });
    if (count[0] > 0) {
      gaps.add(orphan(name, count[0], "message", places));
    }
  }

  private static Gap orphan(String name, long count, String what, List<Place> places) {
    return new Gap(
        "orphan-join-rows",
        Strength.STRONG,
        true,
        count,
        Say.count(count, "row", "rows")
            + " of "
            + name
            + Say.verb(count, " names a " + what, " name " + what + "s")
            + " that "
            + Say.verb(count, "is", "are")
            + " not in this store: a row was deleted by a writer that did not enforce foreign keys,"
            + " as a plain SQLite tool does by default.",
        List.of(
            "a repair of a damaged database lost the parent row",
            "that Messages itself enforces foreign keys is inferred from stores without such rows"),
        places);
  }

  private static void attachmentOrphans(StoreScan scan, List<Gap> gaps) throws IOException {
    List<Place> places = new ArrayList<>();
    long[] count = new long[1];
    scan.look()
        .scan(
            "message_attachment_join",
            (table, row) -> {
              if (scan.find(Cells.number(row, table.column("message_id"))) < 0) {
                count[0]++;
                if (places.size() < Gap.LISTED) {
                  places.add(Place.row("message_attachment_join", row.rowid()));
                }
              }
            });
    if (count[0] > 0) {
      gaps.add(orphan("message_attachment_join", count[0], "message", places));
    }
  }

  private static void loose(StoreScan scan, BitSet joined, List<Gap> gaps) {
    int loose = scan.messages() - joined.cardinality();
    if (loose == 0) {
      return;
    }
    List<Place> places = new ArrayList<>();
    for (int at = joined.nextClearBit(0);
        at < scan.messages() && places.size() < Gap.LISTED;
        at = joined.nextClearBit(at + 1)) {
      places.add(Place.row("message", scan.rowid(at)));
    }
    gaps.add(
        new Gap(
            "messages-without-chat",
            Strength.WEAK,
            false,
            loose,
            Say.count(loose, "message belongs", "messages belong")
                + " to no chat and "
                + Say.verb(loose, "does", "do")
                + " not lie in Recently Deleted.",
            List.of("healthy stores hold hundreds to thousands of such rows"),
            places));
  }

  private static void emptyChats(StoreScan scan, Set<Long> used, List<Gap> gaps)
      throws IOException {
    List<Place> places = new ArrayList<>();
    long count = 0;
    long read = 0;
    for (ChatFacts chat : scan.look().chats()) {
      if (!used.contains(chat.rowid())) {
        count++;
        read += chat.lastRead() != 0 || !chat.lastSeen().isEmpty() ? 1 : 0;
        if (places.size() < Gap.LISTED) {
          places.add(Place.row("chat", chat.rowid()));
        }
      }
    }
    if (count > 0) {
      gaps.add(
          new Gap(
              "chats-without-messages",
              read > 0 ? Strength.MEDIUM : Strength.WEAK,
              false,
              count,
              Say.count(count, "chat row holds", "chat rows hold")
                  + " no message"
                  + (read > 0
                      ? "; " + read + " of them once did, by a date or message last read"
                      : "")
                  + ".",
              List.of(
                  "a conversation was begun and nothing sent",
                  "a restore leaves such rows by the hundred"),
              places));
    }
  }
}
