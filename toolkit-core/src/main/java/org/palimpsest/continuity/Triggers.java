package org.palimpsest.continuity;

import java.util.ArrayList;
import java.util.List;

/** The triggers that keep the records: whether they are there. */
final class Triggers implements Signal {

  private static final String RECORDS = "add_to_deleted_messages";
  private static final List<String> QUEUES =
      List.of("add_to_sync_deleted_messages", "add_to_sync_deleted_attachments");

  @Override
  public String kind() {
    return "triggers";
  }

  @Override
  public boolean applies(StoreScan scan) {
    return scan.has("deleted_messages");
  }

  @Override
  public List<Gap> find(StoreScan scan) {
    List<String> there = new ArrayList<>();
    scan.facts().path("triggers").forEach(name -> there.add(name.asText()));
    List<Gap> gaps = new ArrayList<>();
    if (!there.contains(RECORDS)) {
      gaps.add(
          new Gap(
              "record-trigger-missing",
              Strength.MEDIUM,
              true,
              1,
              "The trigger "
                  + RECORDS
                  + ", which writes a record of every deleted message, is not in this store.",
              List.of(
                  "no innocent cause is known from iOS 9 on, though the system makes its triggers"
                      + " anew when it starts",
                  "a repair or export of the database dropped it"),
              List.of(Place.table("sqlite_schema"))));
    }
    for (String queue : QUEUES) {
      if (scan.has(queue.substring("add_to_".length())) && !there.contains(queue)) {
        gaps.add(
            new Gap(
                "queue-trigger-missing",
                Strength.WEAK,
                false,
                1,
                "The trigger "
                    + queue
                    + ", which queues deletions for iCloud, is not in this store.",
                List.of("the system leaves it out where Messages in iCloud is not allowed"),
                List.of(Place.table("sqlite_schema"))));
      }
    }
    return gaps;
  }
}
