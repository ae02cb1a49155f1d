package org.palimpsest.messages;

import org.jspecify.annotations.Nullable;

/**
 * A row of one of the deletion tables. It says that something went, never why.
 *
 * @param table the table that holds it
 * @param rowid its number there
 * @param guid what went
 * @param recordId the CloudKit record that is to be deleted, null or empty when there is none
 * @param columns its remaining columns as canonical JSON
 */
public record Tombstone(
    String table, long rowid, String guid, @Nullable String recordId, byte[] columns) {

  /** Whether it waits to be sent to iCloud. */
  public boolean isOutbound() {
    return table.startsWith("sync_deleted_") && recordId != null && !recordId.isEmpty();
  }

  /** Its identity, without content. */
  @Override
  public String toString() {
    return "tombstone " + table + " " + rowid;
  }
}
