package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.palimpsest.messages.RecordEncoder;
import org.palimpsest.snapshot.Changes;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.Excerpt;
import org.palimpsest.snapshot.FacetCursor;
import org.palimpsest.snapshot.Facets;
import org.palimpsest.snapshot.RecordKind;
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
    Walk walk = new Walk(new Found(), Side.of(before), Side.of(after));
    for (KeyRanges.Range range : share) {
      merge(range, walk);
    }
    return walk.found;
  }

  /** What one thread found, and what it walks. */
  private record Walk(Found found, Side before, Side after) {}

  /** The rows of one snapshot, with what its index says of those that are asked about. */
  private record Side(Excerpt rows, FacetCursor cursor) {
    static Side of(Excerpt rows) {
      return new Side(rows, rows.index().cursor());
    }

    Facets facets(DigestCursor record) throws IOException {
      return cursor.facets(record.number());
    }

    long line(DigestCursor record) {
      return rows.line(record.number());
    }
  }

  private void merge(KeyRanges.Range range, Walk walk) throws IOException {
    Found found = walk.found;
    DigestCursor left = walk.before.rows.digests().cursor(range.fromA(), range.toA());
    DigestCursor right = walk.after.rows.digests().cursor(range.fromB(), range.toB());
    boolean moreLeft = left.next();
    boolean moreRight = right.next();
    while (moreLeft || moreRight) {
      int same = moreLeft && moreRight ? left.sameFromHere(right) : 0;
      if (same > 0) {
        // Short keys are those of messages, and equal states name equal ROWIDs.
        found.sameNumber += same;
        moreLeft = left.skip(same);
        moreRight = right.skip(same);
        continue;
      }
      int order = !moreLeft ? 1 : !moreRight ? -1 : left.compareKey(right);
      if (order < 0) {
        onlyBefore(left, walk);
        moreLeft = left.next();
      } else if (order > 0) {
        onlyAfter(right, walk);
        moreRight = right.next();
      } else {
        if (!left.sameAs(right)) {
          both(left, right, walk);
        } else if (left.kind() == RecordKind.MESSAGE) {
          // Equal states name equal ROWIDs.
          found.sameNumber++;
        }
        moreLeft = left.next();
        moreRight = right.next();
      }
    }
  }

  private void onlyBefore(DigestCursor record, Walk walk) throws IOException {
    Found found = walk.found;
    switch (record.kind()) {
      case MESSAGE -> {
        Facets facets = walk.before.facets(record);
        found.rowsRemoved++;
        ChangeKind kind = sameDevice ? ChangeKind.REMOVED : ChangeKind.NOT_ON_DEVICE;
        found.messages.add(
            new MessageChange(
                id(record),
                thread(a, facets),
                kind,
                facets,
                null,
                walk.before.line(record),
                -1,
                false,
                false,
                false,
                false,
                false));
      }
      case ATTACHMENT -> {
        if (sameDevice) {
          Facets facets = walk.before.facets(record);
          found.attachments.add(
              new AttachmentChange(id(record), owner(facets), AttachmentChange.Kind.REMOVED));
        }
      }
      case ROW, THREAD, TOMBSTONE -> {}
    }
  }

  private void onlyAfter(DigestCursor record, Walk walk) throws IOException {
    Found found = walk.found;
    switch (record.kind()) {
      case MESSAGE -> {
        Facets facets = walk.after.facets(record);
        ChangeKind kind =
            facets.has(Facets.RECENTLY_DELETED) ? ChangeKind.RECENTLY_DELETED : ChangeKind.ADDED;
        MessageChange change =
            new MessageChange(
                id(record),
                thread(b, facets),
                kind,
                null,
                facets,
                -1,
                walk.after.line(record),
                false,
                false,
                false,
                false,
                false);
        boolean backfilled =
            change.sentAt().map(sent -> sent.isBefore(a.manifest().asOf())).orElse(false);
        found.messages.add(
            new MessageChange(
                change.guid(),
                change.thread(),
                kind,
                null,
                facets,
                -1,
                walk.after.line(record),
                backfilled,
                false,
                false,
                false,
                false));
      }
      case ATTACHMENT -> {
        Facets facets = walk.after.facets(record);
        found.attachments.add(
            new AttachmentChange(id(record), owner(facets), AttachmentChange.Kind.ADDED));
      }
      case ROW, THREAD, TOMBSTONE -> {}
    }
  }

  private void both(DigestCursor left, DigestCursor right, Walk walk) throws IOException {
    Found found = walk.found;
    switch (left.kind()) {
      case MESSAGE -> {
        Facets before = walk.before.facets(left);
        Facets after = walk.after.facets(right);
        if (before.rowid() == after.rowid()) {
          found.sameNumber++;
        } else {
          found.otherNumber++;
          found.renumbered.add(before.rowid());
          found.otherBelow += after.rowid() <= counterBefore ? 1 : 0;
        }
        String was = thread(a, before);
        String is = thread(b, after);
        boolean moved = !was.isEmpty() && !was.equals(is);
        if (moved && !(is.isEmpty() && after.has(Facets.RECENTLY_DELETED))) {
          found.moved.add(new MovedMessage(id(left), was, is, after));
        }
        found.uploadsReset +=
            before.has(Facets.UPLOADED)
                    && !after.has(Facets.UPLOADED)
                    && !after.has(Facets.CLOUD_RECORD)
                ? 1
                : 0;
        boolean sameContent = left.sameContentAs(right);
        ChangeKind kind = MessageClassifier.classify(before, after, sameContent);
        if (kind == ChangeKind.DRIFTED) {
          found.drifted++;
          if (!sameContent) {
            found.reshaped.add(
                new ReshapedMessage(
                    id(left), before, after, !was.equals(is), ReshapedMessage.App.NOT_ASKED));
          }
          return;
        }
        found.messages.add(
            new MessageChange(
                id(left),
                thread(b, after),
                kind,
                before,
                after,
                walk.before.line(left),
                walk.after.line(right),
                false,
                kind == ChangeKind.ALTERED && MessageClassifier.lostHistory(before, after),
                MessageClassifier.alteredBesides(kind, before, after, sameContent),
                MessageClassifier.ofPart(kind, before, after),
                false));
      }
      case ATTACHMENT -> attachment(left, right, walk);
      case THREAD -> {
        if (!left.sameContentAs(right)) {
          found.groups.add(id(left));
        }
      }
      case ROW, TOMBSTONE -> {}
    }
  }

  private void attachment(DigestCursor left, DigestCursor right, Walk walk) throws IOException {
    Found found = walk.found;
    if (!sameDevice) {
      return;
    }
    Facets before = walk.before.facets(left);
    Facets after = walk.after.facets(right);
    Optional<AttachmentChange.Kind> kind = AttachmentComparison.kind(before, after);
    if (kind.isPresent()) {
      if (kind.get() == AttachmentChange.Kind.MOVED) {
        found.formerOwners.put(id(left), owner(before));
      }
      found.attachments.add(new AttachmentChange(id(left), owner(after), kind.get()));
    }
  }

  private static String id(DigestCursor record) throws IOException {
    String key = record.key();
    return RecordEncoder.id(key);
  }

  private static String owner(Facets facets) {
    return new String(facets.extra(), StandardCharsets.UTF_8);
  }

  private static String thread(SnapshotView view, Facets facets) {
    int ordinal = facets.thread();
    return ordinal < 0 || ordinal >= view.index().threads().size()
        ? ""
        : view.index().threads().get(ordinal).id();
  }
}
