package org.palimpsest.messages;

/**
 * Gives a thread its opaque name. A bare hash of a phone number could be guessed, so the vault keys
 * it.
 */
@FunctionalInterface
public interface ThreadIds {

  /** The name of the thread with that identity (participant or group). */
  String name(String identity);
}
