package org.palimpsest.messages;

import java.util.List;
import org.palimpsest.sqlite.Table;

/** Names the generation of a schema by the newest column that it has. */
final class Generation {

  private record Mark(String column, String name) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark("filter_action", "macOS 27"),
          new Mark("index_state", "iOS 26 or macOS 26"),
          new Mark("schedule_type", "iOS 18 or macOS 15"),
          new Mark("bia_reference_id", "iOS 17 or macOS 14"),
          new Mark("date_edited", "iOS 16 or macOS 13"),
          new Mark("thread_originator_guid", "iOS 14 to 15 or macOS 11 to 12"),
          new Mark("is_corrupt", "iOS 12 to 13 or macOS 10.14 to 10.15"),
          new Mark("ck_sync_state", "iOS 11 or macOS 10.13"),
          new Mark("associated_message_guid", "iOS 10 or macOS 10.12"),
          new Mark("item_type", "iOS 8 to 9"),
          new Mark("attributedBody", "iOS 6 to 7 or macOS 10.8 to 10.10"),
          new Mark("madrid_guid", "iOS 5"));

  private Generation() {}

  static String of(Table messages) {
    for (Mark mark : MARKS) {
      if (messages.column(mark.column) >= 0) {
        return mark.name;
      }
    }
    return "unknown";
  }
}
