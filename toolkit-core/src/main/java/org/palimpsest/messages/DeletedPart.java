package org.palimpsest.messages;

import org.jspecify.annotations.Nullable;

/**
 * A part of a message that lies in Recently Deleted while the rest of the message does not.
 *
 * @param part its number, from 0
 * @param at when it was deleted, as stored
 * @param text what it said, null where that cannot be decoded
 */
public record DeletedPart(long part, long at, @Nullable Text text) {

  /** Its number, without its text. */
  @Override
  public String toString() {
    return "deleted part " + part;
  }
}
