package org.palimpsest.gap;

import java.util.ArrayList;
import java.util.List;

/** What of the collected is still there: hashes of live rows that were asked for. */
final class Living {

  private static final int MOST_COMPARED = 300_000;

  private final LongSet wanted;
  private final LongSet met = new LongSet();
  private final LongIndex byRowid = new LongIndex();
  private final List<long[]> values = new ArrayList<>();

  /** Rows of which a part lies on other pages: what an index held of them cannot be told. */
  private final LongSet unread = new LongSet();

  private final boolean beginnings;
  private final List<Shape> comparable;

  Living(Collector collector) {
    this.wanted = collector.wanted();
    this.beginnings = collector.wantsBeginnings();
    this.comparable = collector.comparable();
  }

  /** Takes a live record into account. */
  void see(Shape shape, RecordView record, long rowid, byte[] page, int localEnd) {
    meet(record.contentHash(shape, page, localEnd));
    for (int k = 0; k < shape.keys.length; k++) {
      long key = record.keyHash(shape, k, page, localEnd);
      if (key != 0) {
        meet(key);
      }
    }
    if (beginnings && shape.isIndex()) {
      long beginning = record.beginningHash(shape, page, localEnd);
      if (beginning != 0) {
        meet(beginning);
      }
    }
    if (shape.link && shape.form == Shape.Form.TABLE) {
      meet(record.linkedHash(shape, rowid, page, localEnd));
    }
    if (shape.form == Shape.Form.TABLE) {
      long hash = RecordView.rowidHash(shape, rowid);
      for (Shape index : comparable) {
        if (index.table.equalsIgnoreCase(shape.table)) {
          long entry = Values.ofEntry(index, shape, record, rowid, page, localEnd);
          if (entry == Values.UNKNOWN) {
            unread.add(hash);
          } else {
            meet(entry);
          }
        }
      }
      if (wanted.contains(hash)) {
        met.add(hash);
        if (values.size() < MOST_COMPARED) {
          byRowid.put(hash, values.size());
          values.add(record.valueHashes(page, localEnd));
        }
      }
    }
  }

  private void meet(long hash) {
    if (wanted.contains(hash)) {
      met.add(hash);
    }
  }

  /** Whether a part of the live row of that ROWID was not read. */
  boolean isUnread(long rowidHash) {
    return unread.contains(rowidHash);
  }

  boolean has(long hash) {
    return met.contains(hash);
  }

  /** The share of values that a live row of that ROWID has in common with these. */
  double likeness(long rowidHash, long[] others) {
    int at = byRowid.get(rowidHash);
    if (at < 0) {
      return 0;
    }
    long[] live = values.get(at);
    int equal = 0;
    int all = 0;
    for (int i = 0; i < Math.max(live.length, others.length); i++) {
      long a = i < live.length ? live[i] : 0;
      long b = i < others.length ? others[i] : 0;
      if (a != 0 || b != 0) {
        all++;
        equal += a == b ? 1 : 0;
      }
    }
    return all == 0 ? 0 : (double) equal / all;
  }
}
