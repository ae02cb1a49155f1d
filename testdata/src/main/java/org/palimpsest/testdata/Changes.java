package org.palimpsest.testdata;

import java.util.Map;
import java.util.Set;

/**
 * What truly changed between two marks of one device. A guid is in at most one of the message sets.
 * {@code removed}: in A in any form, in B in none. {@code recentlyDeleted}: in Recently Deleted in
 * B and not in A. {@code restored}: in Recently Deleted in A, live in B. {@code added}: live in B,
 * not in A. {@code altered}: a plain tool changed the text. {@code drifted}: only state moved.
 * {@code causes} gives each removed guid's cause. {@code cameAndWent} are rows that were written
 * after A and were gone before B. Threads are given by their identifiers: removed ones have no
 * message left in any form, thinned ones lost some.
 */
public record Changes(
    Mark from,
    Mark to,
    Set<String> removed,
    Set<String> recentlyDeleted,
    Set<String> restored,
    Set<String> added,
    Set<String> edited,
    Set<String> unsent,
    Set<String> altered,
    Set<String> drifted,
    Map<String, String> causes,
    Set<String> cameAndWent,
    Attachments attachments,
    Threads threads) {

  /** What happened to attachments, by guid. */
  public record Attachments(
      Set<String> removed, Set<String> added, Set<String> offloaded, Set<String> missing) {}

  /** What happened to threads, by identifier. */
  public record Threads(Set<String> removed, Set<String> thinned, Set<String> added) {}
}
