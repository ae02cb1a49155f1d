package org.palimpsest.cause;

/** What can make a message go. */
public enum Cause {
  /** A deletion on another device that reached this one through sync. */
  SYNC_PROPAGATED("sync-propagated", "a deletion that reached this device through sync"),
  /** A deletion on this device. */
  DELETED_ON_THIS_DEVICE("deleted-on-this-device", "a deletion on this device itself"),
  /** A move to Recently Deleted, or a removal from there. */
  RECENTLY_DELETED("recently-deleted", "a move to Recently Deleted, or a removal from there"),
  /** The retention setting. */
  EXPIRED("expired", "the setting that keeps messages for a limited time"),
  /** Its sender took it back. */
  UNSENT("unsent", "its sender took it back"),
  /** It has not been downloaded yet. */
  NOT_DOWNLOADED("not-downloaded", "a download from iCloud that has not finished"),
  /** A restore, a new device or a fresh download took the store's place. */
  STORE_REPLACED("store-replaced", "a restore, a new device or a fresh download"),
  /** The file was moved to iCloud to free space. */
  OFFLOADED("offloaded", "the system moved the file to iCloud to free space"),
  /** The system's own tidying. */
  SYSTEM_CLEANUP(
      "system-cleanup", "the system's own tidying, such as of a replaced tapback or expired audio"),
  /** Nothing can be said. */
  UNDETERMINED("undetermined", "a cause that the data does not show");

  private final String word;
  private final String phrase;

  Cause(String word, String phrase) {
    this.word = word;
    this.phrase = phrase;
  }

  /** The word in JSON. */
  public String word() {
    return word;
  }

  /** What it is, to be put into a sentence. */
  public String phrase() {
    return phrase;
  }
}
