package org.palimpsest.gap;

import java.util.Arrays;
import java.util.List;
import org.palimpsest.gap.Cell.Proof;
import org.palimpsest.gap.Shape.Form;
import org.palimpsest.sqlite.StoreHeader;
import org.palimpsest.sqlite.Varint;

/**
 * Finds cells whose beginning a free block took, by solving what the block took from its length.
 */
final class LostHeaders {

  /** Bytes of a payload whose length and header's length take one byte each. */
  private static final int MOST = 127;

  private final List<Shape> shapes;
  private final Shape[] gone;
  private final List<Cell> candidates;

  private final RecordView record = new RecordView();
  private final RecordView rest = new RecordView();
  private final boolean[] fitting = new boolean[MOST + 1];

  private Space space;
  private Shape[] freed = new Shape[0];

  /**
   * Prepares to look for cells of some shapes.
   *
   * @param candidates receives the readings that are found
   */
  LostHeaders(StoreHeader store, List<Shape> shapes, List<Cell> candidates) {
    this.space = Space.none(store);
    this.shapes = shapes;
    this.gone = shapes.stream().filter(shape -> !shape.live).toArray(Shape[]::new);
    this.candidates = candidates;
  }

  /** Turns to a space. */
  void begin(Space next) {
    space = next;
    // A free block lies in the page of the b-tree whose cell it was; only of a page whose b-tree is
    // not known any shape is tried.
    Shape owner = next.owner();
    freed = owner == null ? shapes.toArray(Shape[]::new) : new Shape[] {owner};
    if (owner != null && gone.length > 0) {
      freed = Arrays.copyOf(gone, gone.length + 1);
      freed[gone.length] = owner;
    }
  }

  /** A free block at {@code at}, over the beginning of a cell? */
  void search(int at) {
    int size = space.freeBlock(at);
    if (size < 6) {
      return;
    }
    for (Shape shape : freed) {
      if (shape.form == Form.TABLE) {
        lostLength(at, size, shape);
        lostType(at, size, shape);
      } else {
        lostIndexHeader(at, size, shape);
      }
    }
  }

  /** The block took length, ROWID and header length; all types are whole. */
  private void lostLength(int at, int size, Shape shape) {
    record.start();
    int position = at + 4;
    while (record.count < shape.columns()) {
      int length = Varint.bounded(space.page(), position, space.to());
      if (length == 0) {
        return;
      }
      long serial = Varint.value(space.page(), position);
      if (!shape.rules[record.count].allows(serial)) {
        return;
      }
      record.add(serial);
      position += length;
      if (position + record.bodySize > space.store().pageSize() * 4L + space.to()) {
        return;
      }
      if (record.count >= shape.least) {
        long header = 1L + position - (at + 4);
        long payload = header + record.bodySize;
        // Two bytes of length and one of ROWID, or the other way round.
        if (header < 128 && payload < 16_384) {
          settle(at, size, shape, at + 4, position, Cell.NONE, payload, header);
        }
      }
    }
  }

  /** The block took the first type as well. */
  private void lostType(int at, int size, Shape shape) {
    int second = space.page()[at + 4];
    if (second >= 0 && shape.rules[0].allows(13)) {
      solve(at, size, shape, new long[] {128 + second}, at + 5, 2);
    }
    if (shape.least == 1 && shape.columns() == 1) {
      for (long first : shape.rules[0].options(size)) {
        solve(at, size, shape, new long[] {first}, at + 4, 1);
      }
      return;
    }
    if (!shape.rules[Math.min(1, shape.columns() - 1)].allows(Math.max(0, second)) && second >= 0) {
      return;
    }
    for (long first : shape.rules[0].options(size)) {
      solve(at, size, shape, new long[] {first}, at + 4, 1);
    }
  }

  /** Length, header length and the first types of an index's cell are gone. */
  private void lostIndexHeader(int at, int size, Shape shape) {
    ColumnRule[] rules = shape.rules;
    int second = space.page()[at + 4];
    if (second >= 0 && rules[0].allows(13)) {
      solve(at, size, shape, new long[] {128 + second}, at + 5, 2);
    }
    if (shape.columns() < 2) {
      return;
    }
    // What follows is the same for every pair, so it is read once.
    rest.start();
    readOn(rest, shape, 2, at + 4, size);
    // An entry of another b-tree than the page's is only believed if it ends with its block.
    boolean mayEndBefore = shape == space.owner() || space.store().localInIndex(MOST) < MOST;
    Arrays.fill(fitting, mayEndBefore);
    if (!mayEndBefore) {
      long body = 0;
      for (int i = 0; i <= rest.count; i++) {
        int end = i == 0 ? at + 4 : rest.at[i - 1];
        body += i == 0 ? 0 : Serial.size(rest.types[i - 1]);
        long wanted = at + size - end - body;
        if (wanted >= 0 && wanted <= MOST) {
          fitting[(int) wanted] = true;
        }
      }
    }
    long[] seconds = rules[1].options(size - 4L);
    for (long first : rules[0].options(size - 4L)) {
      for (long each : seconds) {
        long body = Serial.size(first) + Serial.size(each);
        if (body <= MOST && fitting[(int) body]) {
          pair(at, size, shape, first, each);
        }
      }
    }
  }

  /** Keeps the cells that a pair of first types and what was read behind them can be. */
  private void pair(int at, int size, Shape shape, long first, long second) {
    long body = Serial.size(first) + Serial.size(second);
    for (int i = 0; ; i++) {
      int end = i == 0 ? at + 4 : rest.at[i - 1];
      long header = 3L + end - (at + 4);
      if (header + body > Math.min(size, MOST)) {
        return;
      }
      if (2 + i >= shape.least) {
        record.start();
        record.add(first);
        record.add(second);
        for (int j = 0; j < i; j++) {
          record.add(rest.types[j]);
        }
        settle(at, size, shape, at + 4, end, new long[] {first, second}, header + body, header);
      }
      if (i == rest.count) {
        return;
      }
      body += Serial.size(rest.types[i]);
    }
  }

  /**
   * Adds the types from {@code position} on that the columns from {@code column} on allow, each
   * with where it ends, until their values alone take more than {@code room}.
   */
  private void readOn(RecordView types, Shape shape, int column, int position, int room) {
    int end = position;
    for (int i = column; i < shape.columns() && types.bodySize <= room; i++) {
      int length = Varint.bounded(space.page(), end, space.to());
      long serial = length == 0 ? -1 : Varint.value(space.page(), end);
      if (length == 0 || !shape.rules[i].allows(serial)) {
        return;
      }
      end += length;
      types.add(serial);
      types.at[types.count - 1] = end;
    }
  }

  /** Reads on behind types that are given, and keeps the cell if it can be one. */
  private void solve(int at, int size, Shape shape, long[] solved, int typesAt, int lost) {
    record.start();
    long known = 0;
    for (long serial : solved) {
      record.add(serial);
      known += Serial.size(serial);
    }
    if (known > size) {
      return;
    }
    int position = typesAt;
    while (true) {
      if (record.count >= shape.least && record.count <= shape.columns()) {
        long header = 1L + lost + position - typesAt;
        long payload = header + record.bodySize;
        if (payload < 128 && at + 2 + payload <= (long) at + size + 2) {
          settle(at, size, shape, typesAt, position, solved, payload, header);
        }
      }
      if (record.count >= shape.columns()) {
        return;
      }
      int length = Varint.bounded(space.page(), position, space.to());
      if (length == 0) {
        return;
      }
      long serial = Varint.value(space.page(), position);
      if (!shape.rules[record.count].allows(serial) || record.bodySize > size) {
        return;
      }
      record.add(serial);
      position += length;
    }
  }

  /** Keeps a cell whose beginning a free block took, if its values are believable. */
  private void settle(
      int at,
      int size,
      Shape shape,
      int typesAt,
      int body,
      long[] solved,
      long payload,
      long header) {
    boolean whole =
        solved.length == 2
            && space.page()[at] == payload
            && space.page()[at + 1] == header
            && space.page()[at + 2] == solved[0]
            && space.page()[at + 3] == solved[1];
    if (whole) {
      // Nothing was written over it, and it was judged as what it is.
      return;
    }
    int local = space.local(shape, payload);
    int localEnd = body + local - (int) header;
    int end = localEnd + (local < payload ? 4 : 0);
    boolean exact = end == at + size;
    if (end > space.to()
        || end > at + size
        || !exact && solved.length > 0 && shape != space.owner()) {
      return;
    }
    if (solved.length > 0 && record.bodySize < 2) {
      return;
    }
    Cell cell = new Cell(shape);
    cell.start = at;
    cell.typesAt = typesAt;
    cell.columns = record.count;
    cell.solved = solved;
    cell.bodyAt = body;
    cell.payload = payload;
    cell.localEnd = localEnd;
    cell.end = end;
    cell.proof = exact ? Proof.SPAN : Proof.NEIGHBOURS;
    record.settle(body);
    int score = Credibility.score(space, record, cell, true);
    if (score < 0) {
      return;
    }
    boolean allKnown = solved.length == 0;
    cell.weight = score + (exact ? allKnown ? 700 : 600 : allKnown ? 450 : 100);
    if (shape.isIndex() && Credibility.isMissing(space, record, shape)) {
      cell.weight += 30;
    }
    candidates.add(cell);
  }
}
