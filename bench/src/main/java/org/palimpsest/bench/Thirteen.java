package org.palimpsest.bench;

import java.util.List;

/** The thirteen columns of the reading that peers are compared on. */
final class Thirteen {

  static final List<String> COLUMNS =
      List.of(
          "guid",
          "text",
          "attributedBody",
          "date",
          "handle_id",
          "is_from_me",
          "date_edited",
          "date_retracted",
          "ck_sync_state",
          "service",
          "associated_message_guid",
          "thread_originator_guid",
          "cache_roomnames");

  private Thirteen() {}

  /** Whether a command line asks for these columns instead of all. */
  static boolean wanted(String[] arguments) {
    return arguments.length > 1 && arguments[1].equals("13");
  }
}
