package org.palimpsest.snapshot;

import org.palimpsest.messages.StoreFacts;
import org.palimpsest.source.Capture;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Why no snapshot can be taken of a source. */
final class Refusals {

  private Refusals() {}

  /** Refuses a store that is about to be filled. */
  static void refuseEmpty(StoreFacts facts) throws UnreadableSourceException {
    boolean neverHeldAny =
        facts.messages() == 0 && facts.counters().getOrDefault("message", 0L) == 0;
    if (neverHeldAny && facts.damage().isEmpty()) {
      throw new UnreadableSourceException(
          "the store has never held a message, as after a restore that has not finished",
          "let the device finish restoring or downloading, or name another source");
    }
  }

  /** A database that cannot be read, in words. */
  static UnreadableSourceException unreadable(MalformedDatabaseException e, Capture capture) {
    if (!capture.consistent()) {
      return new UnreadableSourceException(
          "the database kept changing while it was copied, " + capture.tries() + " times over",
          "try again when the device is less busy, or quit Messages first");
    }
    return switch (e.reason()) {
      case EMPTY ->
          new UnreadableSourceException(
              "the database file is empty",
              "let the device finish restoring, or name another copy");
      case NOT_A_DATABASE ->
          new UnreadableSourceException(
              "the file is not a SQLite database: it is another kind of file, damaged at its start,"
                  + " or encrypted",
              "name an unencrypted chat.db or sms.db");
      case TRUNCATED ->
          new UnreadableSourceException(
              "the database is cut off: " + e.getMessage(),
              "copy it again from the device, together with its -wal file");
      case DAMAGED ->
          new UnreadableSourceException(
              "the database is damaged: " + e.getMessage(),
              "copy it again from the device; keep this copy, since other tools may recover parts");
    };
  }
}
