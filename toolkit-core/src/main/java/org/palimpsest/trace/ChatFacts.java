package org.palimpsest.trace;

/**
 * What rules ask about one row of {@code chat}.
 *
 * @param rowid its number in this store
 * @param guid as stored
 * @param identifier the handle or group identifier, in the one spelling by which a person is known
 * @param account the own address it is used with, without its prefix; empty when not stored
 * @param filtered the stored {@code is_filtered}
 * @param blocked whether it is marked as blocked or as deleting what comes in
 * @param reportedAsJunk whether its properties say that it was reported or detected as junk
 * @param lastSeen the guid that its properties name as last seen, empty when none
 * @param lastRead the stored {@code last_read_message_timestamp}
 */
public record ChatFacts(
    long rowid,
    String guid,
    String identifier,
    String account,
    long filtered,
    boolean blocked,
    boolean reportedAsJunk,
    String lastSeen,
    long lastRead) {

  /** Whether the system treats it as junk. */
  public boolean isJunk() {
    return blocked || reportedAsJunk;
  }

  /** Its number, without names. */
  @Override
  public String toString() {
    return "chat row " + rowid;
  }
}
