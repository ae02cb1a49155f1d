package org.palimpsest.continuity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.trace.ChatFacts;

/** A reference to a message that is not there names it, and its neighbour. */
final class References implements Signal {

  static final Map<String, String> COLUMNS =
      Map.of(
          "associated_message_guid", "a tapback or sticker belongs to",
          "thread_originator_guid", "an inline reply answers",
          "reply_to_guid", "a message names as the one before it");

  @Override
  public String kind() {
    return "dangling-references";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return COLUMNS.keySet().stream().anyMatch(column -> scan.has("message", column));
  }

  /** References that lead nowhere: how many, what they name, and where they stand. */
  private static final class Found {
    private final TreeSet<String> named = new TreeSet<>();
    private final List<Place> places = new ArrayList<>();
    private long count;

    void add(String table, long row, String target) {
      count++;
      named.add(target);
      if (places.size() < Gap.LISTED) {
        places.add(Place.naming(table, row, target));
      }
    }
  }

  @Override
  public List<Gap> find(StoreScan scan) throws IOException {
    Map<String, Found> found = new TreeMap<>();
    for (StoreScan.Reference each : scan.dangling()) {
      found
          .computeIfAbsent(each.column(), key -> new Found())
          .add("message", each.row(), each.target());
    }
    for (ChatFacts chat : scan.look().chats()) {
      if (!chat.lastSeen().isEmpty() && !scan.holds(chat.lastSeen())) {
        found
            .computeIfAbsent("lastSeenMessageGuid", key -> new Found())
            .add("chat", chat.rowid(), chat.lastSeen());
      }
    }
    List<Gap> gaps = new ArrayList<>();
    found.forEach((column, each) -> gaps.add(gap(column, each)));
    return gaps;
  }

  private Gap gap(String column, Found found) {
    long named = found.named.size();
    boolean chain = column.equals("reply_to_guid");
    return new Gap(
        kind(),
        Strength.STRONG,
        false,
        named,
        Say.count(named, "message that ", "messages that ")
            + COLUMNS.getOrDefault(column, "a thread's properties name as last seen")
            + Say.verb(named, " is", " are")
            + " not in this store; column "
            + column
            + " names "
            + Say.verb(named, "it", "them")
            + " in "
            + Say.count(found.count, "place", "places")
            + ".",
        chain
            ? List.of(
                "retention took the earlier one",
                "history that was never synchronised to this device",
                "the earlier one was a tapback or an event that was tidied")
            : List.of("retention took it", "history that was never synchronised to this device"),
        found.places);
  }
}
