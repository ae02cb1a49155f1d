package org.palimpsest.messages;

/**
 * One part of a message: a stretch of text, a file, a balloon.
 *
 * @param number from 0, as the edit history and what is unsent name it
 * @param text what it says
 */
public record MessagePart(long number, Text text) {

  /** Its number, without its text. */
  @Override
  public String toString() {
    return "part " + number;
  }
}
