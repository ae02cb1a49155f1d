package org.palimpsest.finding;

import java.util.Optional;
import java.util.OptionalLong;
import org.palimpsest.gap.Trace;

/**
 * Where a reader who doubts a finding can look.
 *
 * @param snapshot id of the snapshot
 * @param file the evidence file
 * @param table the table in it
 * @param row the row's number in the table
 * @param guid the record's identity
 * @param recovered what is left of the record there, when it is no row of the store any more
 */
public record Evidence(
    String snapshot,
    String file,
    String table,
    OptionalLong row,
    Optional<String> guid,
    Optional<Trace> recovered) {

  /** A row of the store. */
  Evidence(String snapshot, String file, String table, OptionalLong row, Optional<String> guid) {
    this(snapshot, file, table, row, guid, Optional.empty());
  }

  /** Snapshot and table, without more. */
  @Override
  public String toString() {
    return "evidence in " + table + " of " + snapshot.substring(0, Math.min(12, snapshot.length()));
  }
}
