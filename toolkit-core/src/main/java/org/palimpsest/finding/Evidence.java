package org.palimpsest.finding;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a reader who doubts a finding can look.
 *
 * @param snapshot id of the snapshot
 * @param file the evidence file
 * @param table the table in it
 * @param row the row's number in the table
 * @param guid the record's identity
 */
public record Evidence(
    String snapshot, String file, String table, OptionalLong row, Optional<String> guid) {
  /** Snapshot and table, without more. */
  @Override
  public String toString() {
    return "evidence in " + table + " of " + snapshot.substring(0, Math.min(12, snapshot.length()));
  }
}
