package org.palimpsest.testdata.book;

import org.palimpsest.testdata.Generation;

/**
 * One page of the book.
 *
 * @param name lower case with hyphens
 * @param chapter the kind of thing that happens
 * @param says what happens, in one sentence
 * @param generation schema of the devices
 * @param messagesInICloud whether sync is on
 * @param play what happens
 */
public record Scenario(
    String name,
    String chapter,
    String says,
    Generation generation,
    boolean messagesInICloud,
    Play play) {

  /** Plays a scenario on a stage. */
  @FunctionalInterface
  public interface Play {
    /** Plays it. */
    void on(Stage stage) throws Exception;
  }

  /** Its name and generation. */
  @Override
  public String toString() {
    return name + " (" + generation + ")";
  }
}
