package org.palimpsest.diff;

import java.util.Locale;

/**
 * An attachment that is not the same in both snapshots.
 *
 * @param guid its identity
 * @param message the message that carries it, empty when none
 * @param kind what happened
 */
public record AttachmentChange(String guid, String message, Kind kind) {

  /** What happened to an attachment. */
  public enum Kind {
    /** Its row is gone. */
    REMOVED,
    /** Row and iCloud copy remain, the file left the device. */
    OFFLOADED,
    /** The file should be here and is not. */
    MISSING,
    /** Its row is new. */
    ADDED,
    /** The same row with other bytes. */
    ALTERED,
    /** Another message carries it than before, or none. */
    MOVED,
    /** It was there, and where it would lie was not looked at the second time. */
    NOT_COLLECTED;

    /** The word in JSON and reports. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Kind and guid, without content. */
  @Override
  public String toString() {
    return kind.word() + " attachment " + guid;
  }
}
