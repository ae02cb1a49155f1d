package org.palimpsest.messages;

import java.util.Map;

/**
 * Columns that no record repeats: their bytes lie in the evidence, and this is why they are not
 * read out of it.
 */
public final class KeptRaw {

  private static final Map<String, String> COLUMNS =
      Map.of(
          "chat_message_join.message_date", "a copy of the message's own date that a trigger keeps",
          "chat_message_join.index_state", "progress of the search index",
          "chat_message_join.filter_action", "a copy of the message's own column",
          "chat_message_join.filter_sub_action", "a copy of the message's own column",
          "group_member.country", "the country of a handle that the thread names");

  private KeptRaw() {}

  /** Why a column is kept raw, by {@code table.column}. */
  public static Map<String, String> columns() {
    return COLUMNS;
  }
}
