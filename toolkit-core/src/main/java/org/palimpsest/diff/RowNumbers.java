package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;

/** Finds out from row numbers and counters whether a store went on. */
final class RowNumbers {

  private RowNumbers() {}

  /**
   * Judges the numbers.
   *
   * @param renumbered former numbers of messages that have another one now
   */
  static Continuity continuity(
      SnapshotView a,
      long counterBefore,
      long counterAfter,
      long sameNumber,
      long otherBelow,
      List<Long> renumbered,
      List<MessageChange> messages)
      throws IOException {
    Map<Long, String> former = new HashMap<>();
    for (MessageChange change : messages) {
      Facets before = change.before();
      if (before != null && change.after() == null) {
        former.put(before.rowid(), change.guid());
      }
    }
    long taken = 0;
    long reused = 0;
    long firstTaken = Long.MAX_VALUE;
    for (MessageChange change : messages) {
      Facets after = change.after();
      if (after == null || change.before() != null) {
        continue;
      }
      reused += after.rowid() <= counterBefore ? 1 : 0;
      if (former.containsKey(after.rowid())) {
        taken++;
        firstTaken = Math.min(firstTaken, after.rowid());
      }
    }
    boolean kept = taken > 0 && keptBehind(a, firstTaken, former, renumbered);
    boolean fell = counterBefore >= 0 && counterAfter >= 0 && counterAfter < counterBefore;
    boolean above =
        fell
            && (messages.stream().anyMatch(change -> number(change.after()) > counterAfter)
                || keptBehind(a, counterAfter, former, renumbered));
    return new Continuity(
        sameNumber,
        renumbered.size(),
        otherBelow,
        taken,
        taken > 0 ? firstTaken : 0,
        kept,
        reused,
        above,
        counterBefore,
        counterAfter);
  }

  private static long number(@Nullable Facets facets) {
    return facets == null ? -1 : facets.rowid();
  }

  /**
   * Whether the first snapshot had messages above a number that neither went nor were renumbered.
   */
  private static boolean keptBehind(
      SnapshotView a, long number, Map<Long, String> former, List<Long> renumbered)
      throws IOException {
    long from = a.digests().find("message/".getBytes(StandardCharsets.US_ASCII));
    long to = a.digests().find("message0".getBytes(StandardCharsets.US_ASCII));
    long above = a.index().countAbove(from, to, number);
    long gone = former.keySet().stream().filter(rowid -> rowid > number).count();
    long other = renumbered.stream().filter(rowid -> rowid > number).count();
    return above > gone + other;
  }
}
