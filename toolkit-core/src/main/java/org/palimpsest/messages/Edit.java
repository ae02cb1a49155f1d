package org.palimpsest.messages;

import org.jspecify.annotations.Nullable;

/**
 * One state of an edited message part, as the edit history keeps it.
 *
 * @param part which part of the message, from 0
 * @param text what it said
 * @param secondsSince2001 when, whole seconds since 2001-01-01T00:00:00Z, 0 when not said
 * @param raw the stored number of seconds where it has a fraction, else null
 * @param guid another message that the history names, null when none
 */
public record Edit(
    int part, Text text, long secondsSince2001, @Nullable String raw, @Nullable String guid) {

  /** Its part, without its text. */
  @Override
  public String toString() {
    return "state of part " + part;
  }
}
