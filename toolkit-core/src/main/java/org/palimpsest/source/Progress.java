package org.palimpsest.source;

/**
 * Hears how far long work is. Nothing here reads a clock: rate and time left are for the listener,
 * which is called from any thread.
 */
@FunctionalInterface
public interface Progress {

  /** Another stage begins; what was expected and done counts from here. */
  void begin(String stage);

  /** So many bytes more are to be read in this stage. */
  default void expect(long bytes) {}

  /** So many bytes more were read. */
  default void advance(long bytes) {}
}
