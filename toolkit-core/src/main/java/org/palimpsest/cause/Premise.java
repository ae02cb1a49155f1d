package org.palimpsest.cause;

/**
 * One thing that the data shows and a conclusion rests on.
 *
 * @param id the same for the same kind of observation, lower case with hyphens
 * @param words the observation, as a clause that can be read aloud
 */
public record Premise(String id, String words) {
  /** Its kind, without its words. */
  @Override
  public String toString() {
    return "premise " + id;
  }
}
