package org.palimpsest.diff;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.palimpsest.snapshot.Changes;
import org.palimpsest.snapshot.Excerpt;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.work.Awaited;

/**
 * Compares two snapshots.
 *
 * <p><b>How.</b> Both record lists are sorted by key, and a line commits to its record's content
 * and state. So one walk along both lists side by side finds every difference: a key on one side
 * only was removed or added, equal lines are equal records, and only where two lines under one key
 * differ are the records' facets looked up in the two indexes. What is walked are the digest lists,
 * which hold of each line what comparing needs. Time is linear in the length of the lists and
 * memory is linear in the number of changes. No message text is needed.
 *
 * <p>Where the second snapshot has a note of what changed since the first, what is walked are the
 * rows that it picked out of both lists when it was sealed. The result is the same.
 *
 * <p>The lists are cut at common keys into ranges that are walked by several threads. Where both
 * snapshots have sums over runs of their lists, runs with equal sums are passed over unread. The
 * result depends on neither.
 */
public final class Differ {

  private static final long MOST_ROWS = 1L << 40;

  private final SnapshotView a;
  private final SnapshotView b;
  private final boolean sameDevice;
  private final int threads;
  private final long counterBefore;

  private Differ(SnapshotView a, SnapshotView b, int threads) {
    this.a = a;
    this.b = b;
    this.threads = threads;
    this.sameDevice = a.manifest().device().equals(b.manifest().device());
    this.counterBefore = counter(a);
  }

  /** Compares {@code from} with {@code to} on that many threads. */
  public static Diff compare(SnapshotView from, SnapshotView to, int threads) throws IOException {
    return new Differ(from, to, threads).run();
  }

  private Diff run() throws IOException {
    List<Found> parts = walk();
    Found sum = new Found();
    parts.forEach(sum::add);
    sum.sort();
    List<MessageChange> messages = sum.messages;
    List<AttachmentChange> attachments = sum.attachments;
    Continuity continuity =
        RowNumbers.continuity(
            a, counter(a), counter(b), sum.sameNumber, sum.otherBelow, sum.renumbered, messages);
    Set<String> gone = new HashSet<>();
    for (MessageChange change : messages) {
      if (change.kind() == ChangeKind.REMOVED) {
        gone.add(change.guid());
      }
    }
    // Of a message that went, the attachment hangs on none any more; that is said of the message.
    attachments.removeIf(
        change ->
            change.kind() == AttachmentChange.Kind.MOVED
                && gone.contains(sum.formerOwners.getOrDefault(change.guid(), "")));
    Map<String, Map<String, Long>> tombstones = new HashMap<>();
    Set<String> outbound = new TreeSet<>();
    Tombstones.of(
        b,
        gone,
        threads,
        (guid, table, row, waits) -> {
          tombstones.computeIfAbsent(guid, key -> new TreeMap<>()).put(table, row);
          if (waits) {
            outbound.add(guid);
          }
        });
    return new Diff(
        a.manifest(),
        b.manifest(),
        sameDevice,
        continuity,
        List.copyOf(messages),
        sum.drifted,
        List.copyOf(attachments),
        List.copyOf(sum.moved),
        List.copyOf(sum.reshaped),
        List.copyOf(sum.groups),
        sameDevice
            ? ThreadComparison.compare(a.index(), b.index(), messages, sum.moved)
            : List.of(),
        cameAndWent(continuity, sum.rowsRemoved),
        sum.uploadsReset,
        tombstones,
        outbound);
  }

  /** A store that never held a message has no counter for them yet. */
  private static long counter(SnapshotView view) {
    long none = view.manifest().count("messages") == 0 ? 0 : -1;
    long said = view.manifest().json().path("facts").path("counters").path("message").asLong(none);
    // No store gave out that many numbers.
    return said > MOST_ROWS ? -1 : said;
  }

  private static long gone(SnapshotView view) {
    return counter(view) - view.manifest().count("messages");
  }

  /**
   * Rows ever inserted minus rows present is the number of rows that went. Its growth, less the
   * rows that were seen to go, is the number that came and went in between. Below zero, rows were
   * put in with numbers of their own, past the counter.
   */
  private long cameAndWent(Continuity continuity, long rowsRemoved) {
    if (!sameDevice
        || continuity.verdict() != Continuity.Verdict.SAME_STORE
        || counter(a) < 0
        || counter(b) < 0) {
      return 0;
    }
    // A message that was inserted again under a new number left its old one behind.
    return gone(b) - gone(a) - rowsRemoved - continuity.otherNumber();
  }

  private List<Found> walk() throws IOException {
    Optional<Changes> noted = b.changesSince(a);
    Excerpt before = noted.map(Changes::before).orElseGet(a::records);
    Excerpt after = noted.map(Changes::after).orElseGet(b::records);
    int wanted = threads == 1 ? 1 : 2 * threads;
    KeyRanges ranges =
        noted.isPresent()
            ? KeyRanges.ofChanges(a.digests(), before.digests(), after.digests(), wanted)
            : KeyRanges.of(a, b, wanted);
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Found>> running = new ArrayList<>();
      for (List<KeyRanges.Range> share : ranges.shares()) {
        running.add(workers.submit((Callable<Found>) () -> merge(share, before, after)));
      }
      List<Found> found = new ArrayList<>();
      Found same = new Found();
      // Equal states name equal ROWIDs.
      same.sameNumber = ranges.sameMessages();
      found.add(same);
      for (Future<Found> future : running) {
        found.add(Awaited.of(future));
      }
      return found;
    } finally {
      workers.shutdownNow();
    }
  }

  private Found merge(List<KeyRanges.Range> share, Excerpt before, Excerpt after)
      throws IOException {
    SideBySide walk = new SideBySide(a, b, before, after, counterBefore);
    for (KeyRanges.Range range : share) {
      walk.merge(range);
    }
    return walk.found();
  }
}
