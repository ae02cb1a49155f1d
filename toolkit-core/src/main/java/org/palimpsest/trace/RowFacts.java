package org.palimpsest.trace;

import org.jspecify.annotations.Nullable;

/**
 * What rules ask about one row of {@code message} beyond its facets.
 *
 * @param rowid its number in this store
 * @param guid its identity, empty when the row names none
 * @param sender the handle it came from; null for own messages and where the store does not say
 * @param fromMe whether the owner sent it
 * @param date when it was sent, as stored
 * @param text what it says; null when it has no text or it cannot be read
 * @param oneTimeCode whether the system itself marked a one-time code in it
 * @param target guid of the message it reacts to, null when none
 * @param part what part of that message it reacts to, as the reference writes it before the guid;
 *     empty when it names none
 * @param reaction the stored {@code associated_message_type}
 * @param played whether it was played
 * @param service the service that carried it, empty when the row names none
 */
public record RowFacts(
    long rowid,
    String guid,
    @Nullable String sender,
    boolean fromMe,
    long date,
    @Nullable String text,
    boolean oneTimeCode,
    @Nullable String target,
    String part,
    long reaction,
    boolean played,
    String service) {

  /** Its number, without content. */
  @Override
  public String toString() {
    return "row " + rowid;
  }
}
