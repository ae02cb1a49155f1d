package org.palimpsest.gap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.gap.Remain.Standing;

/** Tells remains of rows that are gone from copies and earlier versions of rows that are there. */
final class Classifier {

  private final CurrentState state;
  private final Living living;
  private final byte[] page;
  private final RecordView record = new RecordView();
  private long stale;

  Classifier(CurrentState state, Living living) {
    this.state = state;
    this.living = living;
    this.page = new byte[state.header().pageSize()];
  }

  /** Copies of live rows that were left out. */
  long stale() {
    return stale;
  }

  /** Keeps what is no copy of a live row, each with its standing. */
  List<Remain> sort(List<Remain> all) throws IOException {
    List<Remain> kept = new ArrayList<>();
    for (Remain remain : all) {
      if (isCopy(remain)) {
        stale++;
        continue;
      }
      remain.standing = standing(remain);
      kept.add(remain);
    }
    settleVersions(kept);
    completeRowids(kept);
    return kept;
  }

  private boolean isCopy(Remain remain) {
    Shape shape = remain.shape;
    boolean keyed = remain.key != 0 && living.has(remain.key);
    if (keyed && (shape.link || shape.isIndex() || !remain.complete)) {
      return true;
    }
    if (remain.truncated && remain.beginning != 0 && living.has(remain.beginning)) {
      // The end of its key is overwritten too: by a copy of the same page that lay a little aside.
      return true;
    }
    boolean rowid = remain.rowidKnown && living.has(RecordView.rowidHash(shape, remain.rowid));
    if (isEntryOfLiving(remain, rowid)) {
      return true;
    }
    if (!remain.complete && remain.key == 0 && rowid) {
      return true;
    }
    if (shape.isIndex() && remain.solved.length > 0 && rowid) {
      // The width of a solved entry is wrong, or it is one of a row that is there.
      return true;
    }
    if (sameContent(remain)) {
      // Where the ROWID is a column and another one, the row is another one.
      return shape.alias < 0 || !remain.rowidKnown || rowid;
    }
    return false;
  }

  /** Whether an entry is what an index held of a row that is there, be the index there or not. */
  private boolean isEntryOfLiving(Remain remain, boolean rowid) {
    for (long copy : remain.copies) {
      if (copy != Values.UNKNOWN && living.has(copy)) {
        return true;
      }
    }
    Shape shape = remain.shape;
    boolean ofDropped = shape.isIndex() && !shape.live && shape.tableLives;
    return ofDropped
        && rowid
        && (shape.ambiguous || living.isUnread(RecordView.rowidHash(shape, remain.rowid)));
  }

  private boolean sameContent(Remain remain) {
    if (living.has(remain.content)) {
      return true;
    }
    List<long[]> others = remain.alternatives;
    if (others == null || !read(remain)) {
      return false;
    }
    for (long[] other : others) {
      Collector.lay(record, other, remain.typesAt, remain.columns, remain.bodyAt, page);
      if (living.has(record.contentHash(remain.shape, page, remain.localEnd))) {
        return true;
      }
    }
    return false;
  }

  private boolean read(Remain remain) {
    try {
      return state.readAt(remain.image.spot(), page);
    } catch (IOException e) {
      return false;
    }
  }

  private Standing standing(Remain remain) throws IOException {
    Shape shape = remain.shape;
    if (!remain.complete && !(shape.isIndex() && remain.key != 0)) {
      return Standing.FRAGMENT;
    }
    if (shape.link) {
      // The row that is there has the same message in another chat: it was moved, or misread.
      return remain.linked != 0 && living.has(remain.linked)
          ? Standing.EARLIER_VERSION
          : Standing.DELETED;
    }
    if (remain.key != 0) {
      return living.has(remain.key) ? Standing.EARLIER_VERSION : Standing.DELETED;
    }
    long rowid = RecordView.rowidHash(shape, remain.rowid);
    if (!remain.rowidKnown || !living.has(rowid)) {
      return Standing.DELETED;
    }
    if (shape.isIndex() || shape.autoincrement) {
      return Standing.EARLIER_VERSION;
    }
    // Without AUTOINCREMENT a ROWID may be given again; then the rows have little in common.
    state.readAt(remain.image.spot(), page);
    Collector.lay(record, remain.solved, remain.typesAt, remain.columns, remain.bodyAt, page);
    return living.likeness(rowid, record.valueHashes(page, remain.localEnd)) >= 0.5
        ? Standing.EARLIER_VERSION
        : Standing.DELETED;
  }

  /** Of several contents of one deleted row the last is the deleted row, the others are earlier. */
  private void settleVersions(List<Remain> kept) {
    LongIndex last = new LongIndex();
    for (int i = 0; i < kept.size(); i++) {
      Remain remain = kept.get(i);
      long identity = identity(remain);
      if (identity == 0 || remain.standing != Standing.DELETED) {
        continue;
      }
      int other = last.get(identity);
      if (other < 0) {
        last.put(identity, i);
      } else if (isLater(remain, kept.get(other))) {
        kept.get(other).standing = Standing.EARLIER_VERSION;
        last.put(identity, i);
      } else {
        remain.standing = Standing.EARLIER_VERSION;
      }
    }
  }

  private static long identity(Remain remain) {
    Shape shape = remain.shape;
    if (shape.isIndex() || shape.link) {
      return 0;
    }
    if (remain.key != 0) {
      return remain.key;
    }
    boolean stable = shape.alias >= 0 || shape.autoincrement;
    return stable && remain.rowidKnown ? RecordView.rowidHash(shape, remain.rowid) : 0;
  }

  private static boolean isLater(Remain a, Remain b) {
    int first = a.image.region() == Region.LOG_COMMIT ? 1_000_000 + a.commit() : -a.region().rank();
    int second =
        b.image.region() == Region.LOG_COMMIT ? 1_000_000 + b.commit() : -b.region().rank();
    return first > second;
  }

  /** An entry of a unique index gives the ROWID to a row that has lost its own. */
  private static void completeRowids(List<Remain> kept) {
    LongIndex entries = new LongIndex();
    for (int i = 0; i < kept.size(); i++) {
      Remain entry = kept.get(i);
      if (!entry.shape.isIndex() || entry.key == 0 || !entry.rowidKnown || entry.shape.link) {
        continue;
      }
      int other = entries.get(entry.key);
      if (other < 0) {
        entries.put(entry.key, i);
      } else if (kept.get(other).rowid != entry.rowid) {
        Remain rival = kept.get(other);
        boolean wins = entry.rowidProven && !rival.rowidProven;
        if (entry.rowidProven == rival.rowidProven) {
          entry.rowidProven = false;
          rival.rowidProven = false;
        } else if (wins) {
          entries.put(entry.key, i);
        }
      }
    }
    for (Remain row : kept) {
      int at = row.shape.isIndex() || row.key == 0 ? -1 : entries.get(row.key);
      if (at >= 0 && !row.rowidKnown) {
        row.rowid = kept.get(at).rowid;
        row.rowidKnown = true;
        row.rowidProven = kept.get(at).rowidProven;
      }
    }
  }
}
