package org.palimpsest.snapshot;

import java.util.Locale;

/** The kinds of records, in the order in which their keys sort. */
public enum RecordKind {
  /** An attachment. */
  ATTACHMENT(0),
  /** A message. */
  MESSAGE(1),
  /** A row of a table of the system's own, or of one that no known generation has. */
  ROW(2),
  /** A conversation as a person sees it. */
  THREAD(3),
  /** A row of a deletion table. */
  TOMBSTONE(4);

  private final int place;

  RecordKind(int place) {
    this.place = place;
  }

  /** Its place in that order, from 0. */
  int place() {
    return place;
  }

  /** The first part of a key. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind that a key names. */
  public static RecordKind ofKey(String key) {
    return switch (key.charAt(0)) {
      case 'a' -> ATTACHMENT;
      case 'm' -> MESSAGE;
      case 'r' -> ROW;
      case 't' -> key.startsWith("th") ? THREAD : TOMBSTONE;
      default -> throw new IllegalArgumentException("not a record key");
    };
  }
}
