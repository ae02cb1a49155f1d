package org.palimpsest.diff;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.LineCursor;
import org.palimpsest.snapshot.RecordCursor;
import org.palimpsest.snapshot.RecordIndex.Anchor;
import org.palimpsest.snapshot.SnapshotView;

/**
 * Cuts two sorted lists into ranges at the same keys, so that each range can be merged by a thread
 * of its own.
 */
final class KeyRanges {

  private KeyRanges() {}

  /** A place in a list: the offset and number of the line that starts there. */
  record Place(long offset, long line) {}

  /** A stretch of both lists that holds the same keys. */
  record Range(Place fromA, Place toA, Place fromB, Place toB) {

    RecordCursor cursorA(SnapshotView view) {
      return RecordCursor.over(view.list(), view.index(), fromA.offset, toA.offset, fromA.line);
    }

    RecordCursor cursorB(SnapshotView view) {
      return RecordCursor.over(view.list(), view.index(), fromB.offset, toB.offset, fromB.line);
    }
  }

  static List<Range> of(SnapshotView a, SnapshotView b, int wanted) throws IOException {
    List<Range> ranges = new ArrayList<>();
    Place fromA = new Place(0, 0);
    Place fromB = new Place(0, 0);
    List<Anchor> anchors = a.index().anchors();
    for (int i = 1; i < wanted; i++) {
      int at = (int) ((long) anchors.size() * i / wanted);
      if (at == 0 || at >= anchors.size() || anchors.get(at).offset() <= fromA.offset) {
        continue;
      }
      Place toA = new Place(anchors.get(at).offset(), anchors.get(at).line());
      byte[] key = keyAt(a, toA);
      Place toB = find(b, key);
      ranges.add(new Range(fromA, toA, fromB, toB));
      fromA = toA;
      fromB = toB;
    }
    ranges.add(new Range(fromA, end(a), fromB, end(b)));
    return ranges;
  }

  private static Place end(SnapshotView view) {
    return new Place(view.list().size(), view.index().rows());
  }

  private static byte[] keyAt(SnapshotView view, Place place) throws IOException {
    LineCursor cursor = LineCursor.over(view.list(), place.offset, view.list().size(), place.line);
    if (!cursor.next()) {
      throw new IOException("a record index points beyond its list");
    }
    return cursor.key().getBytes(StandardCharsets.US_ASCII);
  }

  /** The first line whose key is not before {@code key}. */
  static Place find(SnapshotView view, byte[] key) throws IOException {
    List<Anchor> anchors = view.index().anchors();
    int low = 0;
    int high = anchors.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      Anchor anchor = anchors.get(middle);
      LineCursor cursor = cursor(view, anchor);
      if (cursor.next() && cursor.compareKey(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    @Nullable Anchor before = low == 0 ? null : anchors.get(low - 1);
    LineCursor cursor = before == null ? LineCursor.over(view.list()) : cursor(view, before);
    while (cursor.next()) {
      if (cursor.compareKey(key) >= 0) {
        return new Place(cursor.offset(), cursor.number());
      }
    }
    return end(view);
  }

  private static LineCursor cursor(SnapshotView view, Anchor anchor) {
    return LineCursor.over(view.list(), anchor.offset(), view.list().size(), anchor.line());
  }
}
