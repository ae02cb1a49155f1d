package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.DigestList;
import org.palimpsest.snapshot.RecordRuns;
import org.palimpsest.snapshot.SnapshotView;

/**
 * What needs to be walked of two sorted lists: ranges that are cut at the same keys, so that each
 * can be merged by itself.
 *
 * @param shares the ranges, shared out among several threads
 * @param sameMessages how many messages lie outside the ranges, where both lists are the same
 */
record KeyRanges(List<List<KeyRanges.Range>> shares, long sameMessages) {

  /** No key of a message is smaller. */
  private static final byte[] FIRST = "message/".getBytes(StandardCharsets.US_ASCII);

  /** All keys of messages are. */
  private static final byte[] BEHIND = "message0".getBytes(StandardCharsets.US_ASCII);

  /** So few rows that are the same are walked with their neighbours rather than passed over. */
  private static final int SHORT = 192;

  /** A range is not made longer than so many rows of both lists, so that threads can share. */
  private static final int LONG = 1 << 16;

  /** A stretch of both lists that holds the same keys: rows {@code [from … to)} of each. */
  record Range(long fromA, long toA, long fromB, long toB) {
    long rows() {
      return toA - fromA + toB - fromB;
    }
  }

  static KeyRanges of(SnapshotView a, SnapshotView b, int wanted) throws IOException {
    return a.runs().isPresent() && b.runs().isPresent()
        ? bySums(RecordRuns.compare(a.runs().get(), b.runs().get()), a.digests(), wanted)
        : byKeys(a.digests(), b.digests(), wanted, 0);
  }

  /** Of two lists that hold what differs of two others, the first of which is {@code all}. */
  static KeyRanges ofChanges(DigestList all, DigestList a, DigestList b, int wanted)
      throws IOException {
    return byKeys(a, b, wanted, messages(all) - messages(a));
  }

  private static long messages(DigestList list) throws IOException {
    return list.find(BEHIND) - list.find(FIRST);
  }

  private static KeyRanges bySums(List<RecordRuns.Stretch> stretches, DigestList a, int wanted)
      throws IOException {
    long from = a.find(FIRST);
    long to = a.find(BEHIND);
    long same = 0;
    List<Range> ranges = new ArrayList<>();
    Range last = null;
    for (RecordRuns.Stretch each : stretches) {
      boolean passed = each.same() && (last == null || each.toA() - each.fromA() > SHORT);
      if (passed) {
        same += Math.max(0, Math.min(to, each.toA()) - Math.max(from, each.fromA()));
        last = add(last, ranges);
      } else {
        last =
            last == null
                ? new Range(each.fromA(), each.toA(), each.fromB(), each.toB())
                : new Range(last.fromA(), each.toA(), last.fromB(), each.toB());
      }
      if (last != null && last.rows() > LONG) {
        last = add(last, ranges);
      }
    }
    add(last, ranges);
    long left = ranges.stream().mapToLong(Range::rows).sum();
    List<List<Range>> shares = new ArrayList<>();
    List<Range> share = new ArrayList<>();
    long rows = 0;
    for (Range range : ranges) {
      share.add(range);
      rows += range.rows();
      if (rows * wanted >= left * (shares.size() + 1)) {
        shares.add(share);
        share = new ArrayList<>();
      }
    }
    if (!share.isEmpty()) {
      shares.add(share);
    }
    return new KeyRanges(shares, same);
  }

  private static @Nullable Range add(@Nullable Range range, List<Range> ranges) {
    if (range != null) {
      ranges.add(range);
    }
    return null;
  }

  private static KeyRanges byKeys(DigestList a, DigestList b, int wanted, long sameMessages)
      throws IOException {
    List<List<Range>> shares = new ArrayList<>();
    long fromA = 0;
    long fromB = 0;
    for (int i = 1; i < wanted; i++) {
      long toA = a.rows() * i / wanted;
      if (toA > fromA) {
        DigestCursor first = a.cursor(toA, toA + 1);
        first.next();
        long toB = b.find(first.key().getBytes(StandardCharsets.US_ASCII));
        shares.add(List.of(new Range(fromA, toA, fromB, toB)));
        fromA = toA;
        fromB = toB;
      }
    }
    shares.add(List.of(new Range(fromA, a.rows(), fromB, b.rows())));
    return new KeyRanges(shares, sameMessages);
  }
}
