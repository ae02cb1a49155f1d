package org.palimpsest.diff;

/** What happened to a message between two snapshots of one device. */
public enum ChangeKind {
  /** It was there and is in no form now. */
  REMOVED("removed"),
  /** It lies in Recently Deleted now and did not before. */
  RECENTLY_DELETED("recently-deleted"),
  /** It lay in Recently Deleted, or was gone from an earlier snapshot, and is back. */
  RESTORED("restored"),
  /** It is there now and was not. */
  ADDED("added"),
  /** Its text differs and its edit history accounts for the former text. */
  EDITED("edited"),
  /** Its sender took it back, whole or in part. */
  UNSENT("unsent"),
  /** Its content differs and nothing accounts for it. */
  ALTERED("altered"),
  /**
   * It says what it said: its state moved (read, synchronised, renumbered), or what is around it.
   */
  DRIFTED("drifted"),
  /** It is on one device and not on the other; never called removed. */
  NOT_ON_DEVICE("not-on-device");

  private final String word;

  ChangeKind(String word) {
    this.word = word;
  }

  /** The word in JSON and reports. */
  public String word() {
    return word;
  }
}
