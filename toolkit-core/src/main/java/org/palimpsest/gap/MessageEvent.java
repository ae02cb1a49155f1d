package org.palimpsest.gap;

import java.util.Locale;
import java.util.Optional;
import org.palimpsest.sqlite.Place;

/**
 * What one commit of a store's log did to one message.
 *
 * @param commit number of the commit in the log, the first is 1
 * @param kind what it did
 * @param guid the message
 * @param rowid its row, after the commit if it is still there
 * @param textBefore what it said before; empty when it was not there or said nothing
 * @param textAfter what it said after
 * @param before where its row lies as it was before, if it was there
 * @param after where its row lies as it was after, if it is there
 */
public record MessageEvent(
    int commit,
    Kind kind,
    String guid,
    long rowid,
    Optional<String> textBefore,
    Optional<String> textAfter,
    Optional<Place> before,
    Optional<Place> after) {

  /** What a commit does to a message. */
  public enum Kind {
    /** The message was not there before. */
    WRITTEN,
    /** It says something else than before: edited, unsent or altered. */
    CHANGED,
    /** It is not there any more. */
    DELETED;

    /** The form in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Commit and kind, without content. */
  @Override
  public String toString() {
    return "message " + kind.word() + " by commit " + commit;
  }
}
