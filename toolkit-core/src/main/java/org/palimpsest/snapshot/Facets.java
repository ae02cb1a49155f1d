package org.palimpsest.snapshot;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a diff asks about a record without opening it; one row of the record index.
 *
 * @param rowid the record's number in its store
 * @param number messages: stored date; attachments: declared bytes
 * @param text fingerprint of a message's text, of an attachment's file
 * @param core fingerprint of what edits and moves leave alone
 * @param thread position of a message's thread among the index's threads, -1 for none
 * @param flags see the constants
 * @param detail attachments: code of the presence; messages: number of attachments; threads:
 *     position
 * @param extra variable part: a message's {@link MessageParts}, an attachment's message
 */
public record Facets(
    long rowid,
    long number,
    long text,
    long core,
    int thread,
    int flags,
    int detail,
    byte[] extra) {

  /** Sent by the owner. */
  public static final int FROM_ME = 1;

  /** Lies in Recently Deleted. */
  public static final int RECENTLY_DELETED = 1 << 1;

  /** Unsent, whole or in part. */
  public static final int RETRACTED = 1 << 2;

  /** Has an edit history. */
  public static final int EDITED = 1 << 3;

  /** A tapback. */
  public static final int TAPBACK = 1 << 4;

  /** An audio message. */
  public static final int AUDIO = 1 << 5;

  /** Expires by itself. */
  public static final int EXPIRABLE = 1 << 6;

  /** A change of the group itself. */
  public static final int EVENT = 1 << 7;

  /** Marked as uploaded to iCloud. */
  public static final int UPLOADED = 1 << 8;

  /** Has a CloudKit record id. */
  public static final int CLOUD_RECORD = 1 << 9;

  /** Marked as spam. */
  public static final int SPAM = 1 << 10;

  /** Its body could not be decoded. */
  public static final int UNREADABLE = 1 << 11;

  /** Has a text. */
  public static final int HAS_TEXT = 1 << 12;

  /** A tombstone that waits to be sent to iCloud. */
  public static final int OUTBOUND = 1 << 13;

  /** Waits to be sent at a set time. */
  public static final int WAITING = 1 << 14;

  /**
   * Comes from an index that has a message's parts in their order alone; stands in no index and is
   * set by whoever reads one of that kind.
   */
  public static final int BY_ORDER = 1 << 30;

  /** Reads them as they stand in the index. */
  static Facets read(byte[] row, int at, byte[] extra) {
    ByteBuffer fields = ByteBuffer.wrap(row);
    return new Facets(
        fields.getLong(at),
        fields.getLong(at + 8),
        fields.getLong(at + 16),
        fields.getLong(at + 24),
        fields.getInt(at + 32),
        fields.getInt(at + 36) & ~BY_ORDER,
        fields.getInt(at + 40),
        extra);
  }

  /** The same from an index that has parts in their order alone. */
  Facets byOrder() {
    return new Facets(rowid, number, text, core, thread, flags | BY_ORDER, detail, extra);
  }

  /** Whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Facets that
        && rowid == that.rowid
        && number == that.number
        && text == that.text
        && core == that.core
        && thread == that.thread
        && flags == that.flags
        && detail == that.detail
        && Arrays.equals(extra, that.extra);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(rowid * 31 + text);
  }

  /** Its number, without content. */
  @Override
  public String toString() {
    return "facets of row " + rowid;
  }
}
