package org.palimpsest.continuity;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a signal can be looked up.
 *
 * @param table the table
 * @param row the row's number in it
 * @param guid the guid that it names
 */
public record Place(String table, OptionalLong row, Optional<String> guid) {

  static Place row(String table, long row) {
    return new Place(table, OptionalLong.of(row), Optional.empty());
  }

  static Place naming(String table, long row, String guid) {
    return new Place(table, OptionalLong.of(row), Optional.of(guid));
  }

  static Place table(String table) {
    return new Place(table, OptionalLong.empty(), Optional.empty());
  }

  /** The table alone. */
  @Override
  public String toString() {
    return "place in " + table;
  }
}
