package org.palimpsest.messages;

/**
 * A row of a table in which the system keeps its own affairs, or of a table that no known
 * generation has.
 *
 * @param table the table that holds it
 * @param rowid its number there
 * @param columns its columns as canonical JSON
 */
public record SystemRow(String table, long rowid, byte[] columns) {

  /** Its place, without content. */
  @Override
  public String toString() {
    return "row " + rowid + " of " + table;
  }
}
