package org.palimpsest.testdata;

/** Why a message row went, as the world knows it. */
public enum Cause {
  /** Deleted on another device; this one followed. */
  SYNC_PROPAGATED("sync-propagated"),
  /** Deleted here by the user. */
  DELETED_HERE("deleted-on-this-device"),
  /** It lay in Recently Deleted until its time was up. */
  RECENTLY_DELETED("recently-deleted"),
  /** The retention setting. */
  EXPIRED("expired"),
  /** It is in iCloud and was not fetched into the new store. */
  NOT_DOWNLOADED("not-downloaded"),
  /** It was only in the store that was replaced. */
  STORE_REPLACED("store-replaced"),
  /** The system tidied up: a tapback was replaced. */
  SYSTEM_CLEANUP("system-cleanup"),
  /** A plain SQLite tool, which is none of the causes that data can show. */
  TAMPERED("undetermined");

  private final String label;

  Cause(String label) {
    this.label = label;
  }

  /** The word that findings use. */
  public String label() {
    return label;
  }
}
