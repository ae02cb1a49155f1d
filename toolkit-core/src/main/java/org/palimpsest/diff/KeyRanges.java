package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.snapshot.DigestCursor;
import org.palimpsest.snapshot.DigestList;

/**
 * Cuts two sorted lists into ranges at the same keys, so that each range can be merged by a thread
 * of its own.
 */
final class KeyRanges {

  private KeyRanges() {}

  /** A stretch of both lists that holds the same keys: rows {@code [from … to)} of each. */
  record Range(long fromA, long toA, long fromB, long toB) {}

  static List<Range> of(DigestList a, DigestList b, int wanted) throws IOException {
    List<Range> ranges = new ArrayList<>();
    long fromA = 0;
    long fromB = 0;
    for (int i = 1; i < wanted; i++) {
      long toA = a.rows() * i / wanted;
      if (toA > fromA) {
        DigestCursor first = a.cursor(toA, toA + 1);
        first.next();
        long toB = b.find(first.key().getBytes(StandardCharsets.US_ASCII));
        ranges.add(new Range(fromA, toA, fromB, toB));
        fromA = toA;
        fromB = toB;
      }
    }
    ranges.add(new Range(fromA, a.rows(), fromB, b.rows()));
    return ranges;
  }
}
