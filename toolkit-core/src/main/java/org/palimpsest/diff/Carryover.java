package org.palimpsest.diff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.snapshot.ThreadEntry;

/**
 * What of a first device's messages a second one holds: carried over, not carried over, or not
 * comparable, and why not. Of a message that is not there no cause is named; between two devices
 * absence is not removal.
 *
 * @param diff the comparison behind it
 * @param carried messages that both hold and that say the same on both
 * @param changed messages that both hold, edited or unsent on the second in a way that accounts for
 *     it
 * @param missing messages of the first that the second does not hold in any form
 * @param incomparable how many messages of the first nothing can be said of, by reason
 * @param onlySecond messages that the second holds and the first does not
 * @param threads threads of which something was not carried over or not comparable
 */
public record Carryover(
    Diff diff,
    long carried,
    long changed,
    List<MessageChange> missing,
    Map<String, Long> incomparable,
    long onlySecond,
    List<ThreadCount> threads) {

  /**
   * One thread of the first device.
   *
   * @param thread its name
   * @param participants handles, sorted
   * @param before messages that the first holds in it
   * @param missing of these, not carried over
   * @param incomparable of these, not comparable
   */
  public record ThreadCount(
      String thread, List<String> participants, long before, long missing, long incomparable) {
    /** Its name alone. */
    @Override
    public String toString() {
      return "thread " + thread;
    }
  }

  /** Compares two snapshots; {@code sameAccount} says that both can be of one account. */
  public static Carryover of(Diff diff, SnapshotView first, boolean sameAccount) {
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, long[]> counts = new HashMap<>();
    List<MessageChange> missing = new ArrayList<>();
    Set<String> judged = new HashSet<>();
    long changed = 0;
    long only = 0;
    for (MessageChange change : diff.messages()) {
      Facets before = change.before();
      if (before == null) {
        only++;
        continue;
      }
      judged.add(change.guid());
      String reason = reason(change, before, diff, sameAccount);
      long[] count = counts.computeIfAbsent(change.thread(), key -> new long[2]);
      if (!reason.isEmpty()) {
        reasons.merge(reason, 1L, Long::sum);
        count[1]++;
      } else if (change.after() == null) {
        missing.add(change);
        count[0]++;
      } else {
        changed++;
      }
    }
    for (MovedMessage move : diff.moved()) {
      if (move.orphaned() && !judged.contains(move.guid())) {
        reasons.merge("no thread shows it on the second", 1L, Long::sum);
        counts.computeIfAbsent(move.from(), key -> new long[2])[1]++;
      }
    }
    long all = diff.from().count("messages");
    long carried = all - missing.size() - changed - sum(reasons);
    List<ThreadCount> threads = new ArrayList<>();
    for (ThreadEntry thread : first.index().threads()) {
      long[] count = counts.getOrDefault(thread.id(), new long[2]);
      if (count[0] + count[1] > 0) {
        threads.add(
            new ThreadCount(thread.id(), thread.participants(), thread.held(), count[0], count[1]));
      }
    }
    return new Carryover(
        diff,
        carried,
        changed,
        List.copyOf(missing),
        Map.copyOf(reasons),
        only,
        List.copyOf(threads));
  }

  private static long sum(Map<String, Long> reasons) {
    return reasons.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Why nothing can be said of a message, empty when something can. */
  private static String reason(
      MessageChange change, Facets before, Diff diff, boolean sameAccount) {
    Facets after = change.after();
    if (after != null) {
      if (before.has(Facets.UNREADABLE) || after.has(Facets.UNREADABLE)) {
        return "its body could not be read on one of the two";
      }
      if (change.kind() == ChangeKind.RECENTLY_DELETED) {
        return "it lies in Recently Deleted on the second";
      }
      return change.kind() == ChangeKind.ALTERED
          ? "its content differs and no edit history accounts for it"
          : "";
    }
    if (!sameAccount) {
      return "the two stores are used with different own addresses, so they may be of two accounts";
    }
    if (!diff.to().complete()) {
      return "the second snapshot is incomplete, so the message may be there unread";
    }
    if (before.has(Facets.RECENTLY_DELETED)) {
      return "it lay in Recently Deleted on the first already";
    }
    long permille = diff.to().json().path("facts").path("downloadPermille").asLong(-1);
    if (permille >= 0 && permille < 1000) {
      return "the second device has not finished its download from iCloud";
    }
    boolean later = change.sentAt().map(sent -> sent.isAfter(diff.to().asOf())).orElse(false);
    return later ? "it was sent after the second snapshot was taken" : "";
  }

  /** How much was carried over, without content. */
  @Override
  public String toString() {
    return carried + " carried over, " + missing.size() + " not";
  }
}
