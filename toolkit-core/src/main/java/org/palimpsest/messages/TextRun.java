package org.palimpsest.messages;

import java.util.Map;

/**
 * A stretch of a message's text that carries more than the number of its part.
 *
 * @param start first UTF-16 code unit
 * @param length in UTF-16 code units
 * @param part number of the part of the message, from 0
 * @param made what its writer gave it, by name: formatting, a mention, a file
 * @param found what the system found in it, by name: links, dates, codes
 */
public record TextRun(
    int start, int length, long part, Map<String, Object> made, Map<String, Object> found) {

  /** Its place, without what it says. */
  @Override
  public String toString() {
    return "run of " + length + " from " + start;
  }
}
