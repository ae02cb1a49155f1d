package org.palimpsest.gap;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what was found, each content once and in its best place, and remembers the hashes by
 * which it will be told from what is still there.
 */
final class Collector {

  private static final int LONG_KEY = 16;
  private static final int MOST = 6_000_000;

  private final List<Remain> remains = new ArrayList<>();
  private final LongIndex places = new LongIndex();
  private final LongSet wanted = new LongSet();
  private final RecordView record = new RecordView();
  private final boolean schemaOnly;
  private final List<Shape> comparable;
  private boolean full;
  private boolean beginnings;

  /**
   * An empty collector.
   *
   * @param schemaOnly takes rows of the schema table and nothing else, instead of all but those
   */
  Collector(boolean schemaOnly) {
    this(schemaOnly, List.of());
  }

  /**
   * An empty collector.
   *
   * @param schemaOnly takes rows of the schema table and nothing else, instead of all but those
   * @param comparable indexes of which freed pages were met, so that an entry may be theirs
   */
  Collector(boolean schemaOnly, List<Shape> comparable) {
    this.schemaOnly = schemaOnly;
    this.comparable = comparable;
  }

  /** Takes a cell of a page image. */
  void take(Cell cell, Image image, byte[] page) {
    Shape shape = cell.shape;
    if (shape.internal != schemaOnly) {
      return;
    }
    if (remains.size() >= MOST) {
      full = true;
      return;
    }
    lay(record, cell.solved, cell.typesAt, cell.columns, cell.bodyAt, page);
    if (isBlank() || shape.link && !joinsRows(shape, page, cell.localEnd)) {
      return;
    }
    long content = record.contentHash(shape, page, cell.localEnd);
    long key = 0;
    for (int k = 0; k < shape.keys.length && key == 0; k++) {
      key = record.keyHash(shape, k, page, cell.localEnd);
    }
    if (shape.isIndex() && !cell.truncated) {
      rowidOfEntry(cell, page);
    }
    if (shape.isIndex() && isRefused(cell, page)) {
      return;
    }
    if (cell.truncated && key == 0 && !cell.rowidKnown) {
      return;
    }
    if (shape.isIndex()
        && (cell.truncated || !cell.counted && (!cell.endIsTight || hasManyReadings(cell)))) {
      // What follows has eaten into it: the ROWID at its end is lost, a long key is not.
      if (key == 0 || Serial.size(record.types[0]) < LONG_KEY) {
        return;
      }
      cell.truncated = true;
      cell.alternatives = null;
    }
    Remain remain = new Remain(cell, image, content, key);
    if (shape.isIndex() && cell.rowidKnown) {
      remain.rowidProven = Rowid.isProven(cell);
    }
    List<long[]> others = cell.alternatives;
    if (others != null) {
      for (long[] other : others) {
        lay(record, other, cell.typesAt, cell.columns, cell.bodyAt, page);
        wanted.add(record.contentHash(shape, page, cell.localEnd));
      }
    }
    wanted.add(content);
    if (shape.isIndex() && remain.rowidKnown && !comparable.isEmpty()) {
      remain.copies = copies(cell, page);
    }
    if (key != 0) {
      wanted.add(key);
    }
    if (shape.isIndex() && cell.truncated) {
      lay(record, cell.solved, cell.typesAt, cell.columns, cell.bodyAt, page);
      remain.beginning = record.beginningHash(shape, page, cell.localEnd);
      if (remain.beginning != 0) {
        wanted.add(remain.beginning);
        beginnings = true;
      }
    }
    if (remain.rowidKnown) {
      wanted.add(RecordView.rowidHash(shape, remain.rowid));
    }
    if (shape.link && remain.rowidKnown) {
      lay(record, cell.solved, cell.typesAt, cell.columns, cell.bodyAt, page);
      remain.linked = record.linkedHash(shape, remain.rowid, page, cell.localEnd);
      wanted.add(remain.linked);
    }
    // A link is the same link in the table and in each of its indexes.
    long identity = shape.link && key != 0 ? key : content;
    if (remain.rowidKnown && !shape.isIndex() && !shape.link) {
      identity = place(identity, remain);
    }
    if (shape.alias >= 0 && key == 0 && !remain.rowidKnown) {
      // Without its number two rows may look alike; side by side in one page they are two.
      int other = places.get(identity);
      if (other >= 0
          && remains.get(other).image.spot() == image.spot()
          && remains.get(other).start != remain.start) {
        identity = Hash64.mix(identity, remain.start);
      }
    }
    int at = places.get(identity);
    if (at < 0) {
      places.put(identity, remains.size());
      remains.add(remain);
    } else if (remain.rank() < remains.get(at).rank()) {
      remains.set(at, remain);
    }
  }

  /** Whether an entry names a row that its table never had. */
  private boolean isRefused(Cell cell, byte[] page) {
    Shape shape = cell.shape;
    return shape.neverGave()
        || cell.rowidKnown && !shape.canGive(cell.rowid)
        || !cell.truncated && !shape.agreesWithItself(record, page, cell.localEnd);
  }

  /** What an entry is if it is one of each of those indexes. */
  private long[] copies(Cell cell, byte[] page) {
    long[] copies = new long[comparable.size()];
    lay(record, cell.solved, cell.typesAt, cell.columns, cell.bodyAt, page);
    for (int i = 0; i < copies.length; i++) {
      copies[i] = Values.asEntry(comparable.get(i), record, cell.rowid, page, cell.localEnd);
      if (copies[i] != Values.UNKNOWN) {
        wanted.add(copies[i]);
      }
    }
    return copies;
  }

  /** Indexes of which an entry may be, whatever it was read as. */
  List<Shape> comparable() {
    return comparable;
  }

  /** A link joins a chat and a message by their ROWIDs, which begin at 1. */
  private boolean joinsRows(Shape shape, byte[] page, int end) {
    for (int[] places : shape.keys) {
      for (int place : places == null ? new int[0] : places) {
        if (place < record.count && Serial.isInteger(record.types[place])) {
          boolean inside = record.at[place] + Serial.size(record.types[place]) <= end;
          if (inside && Serial.integer(page, record.at[place], record.types[place]) < 1) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Rows of equal content but different proven ROWIDs are different rows. */
  private long place(long identity, Remain remain) {
    int at = places.get(identity);
    if (at < 0 || !remains.get(at).rowidKnown || remains.get(at).rowid == remain.rowid) {
      return identity;
    }
    return Hash64.mix(identity, remain.rowid);
  }

  static void lay(
      RecordView record, long[] solved, int typesAt, int columns, int bodyAt, byte[] page) {
    record.start();
    for (long serial : solved) {
      record.add(serial);
    }
    int at = typesAt;
    while (record.count < columns) {
      record.add(org.palimpsest.sqlite.Varint.value(page, at));
      at += org.palimpsest.sqlite.Varint.length(page, at);
    }
    record.settle(bodyAt);
  }

  private static boolean hasManyReadings(Cell cell) {
    List<long[]> others = cell.alternatives;
    return others != null && others.size() > 3;
  }

  private boolean isBlank() {
    for (int i = 0; i < record.count; i++) {
      if (record.types[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void rowidOfEntry(Cell cell, byte[] page) {
    int last = record.count - 1;
    if (cell.shape.order[last] == -1
        && Serial.isInteger(record.types[last])
        && record.at[last] + Serial.size(record.types[last]) <= cell.localEnd) {
      cell.rowid = Serial.integer(page, record.at[last], record.types[last]);
      cell.rowidKnown = true;
    }
  }

  List<Remain> remains() {
    return remains;
  }

  /** Hashes whose presence among the rows that are there decides. */
  LongSet wanted() {
    return wanted;
  }

  /** Whether beginnings of keys are among them. */
  boolean wantsBeginnings() {
    return beginnings;
  }

  /** Whether more was found than is kept. */
  boolean full() {
    return full;
  }
}
