package org.palimpsest.cause;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.palimpsest.trace.RowFacts;

/**
 * What the two stores themselves hold behind the messages that are gone, read row by row.
 *
 * @param deletedOn when a message that lay in Recently Deleted was moved there, by guid
 * @param rows the rows of some of the messages as the first store holds them, by guid
 * @param replacedBy the newer tapback of the same person on the same part of a message, by guid of
 *     the older
 * @param targetsPresent guids that tapbacks refer to and that the second store holds
 * @param orphaned guids whose join row stayed behind in the second store
 * @param junk names of the one-to-one threads that the first store treats as junk
 * @param copies the guid of an equal message that the second store holds, by guid of the one gone
 * @param oldest when the oldest message of each thread in the second snapshot was sent
 * @param logLeftOut whether the main file is the same in both and the second has no log beside it,
 *     though the first had one: SQLite drops a log only after it wrote it into the main file
 */
public record Behind(
    Map<String, Instant> deletedOn,
    Map<String, RowFacts> rows,
    Map<String, String> replacedBy,
    Set<String> targetsPresent,
    Set<String> orphaned,
    Set<String> junk,
    Map<String, Copy> copies,
    Map<String, Instant> oldest,
    boolean logLeftOut) {

  /** For a diff in which nothing is gone. */
  public static final Behind NOTHING =
      new Behind(
          Map.of(), Map.of(), Map.of(), Set.of(), Set.of(), Set.of(), Map.of(), Map.of(), false);

  /**
   * A message equal to one that is gone.
   *
   * @param guid its identity
   * @param otherService whether another service carried it
   */
  public record Copy(String guid, boolean otherService) {}

  /** What it holds, without content. */
  @Override
  public String toString() {
    return "rows behind " + rows.size() + " messages";
  }
}
