package org.palimpsest.vault;

/**
 * Makes a line of text unreadable and readable again, for a file that grows by lines. A sealed line
 * is text without an end of line.
 */
public interface LineSeal {

  /** The sealed form of a line. */
  byte[] seal(byte[] line);

  /**
   * The line again.
   *
   * @throws DamagedObjectException if it is not one that was sealed under this key
   */
  byte[] open(byte[] sealed) throws DamagedObjectException;
}
