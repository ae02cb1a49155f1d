package org.palimpsest.gap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.gap.Cell.Proof;
import org.palimpsest.gap.Shape.Form;
import org.palimpsest.sqlite.StoreHeader;
import org.palimpsest.sqlite.Varint;

/**
 * Finds the cells of deleted rows in free space.
 *
 * <p><b>What deletion leaves.</b> SQLite gives a cell's bytes back to its page by writing four
 * bytes over the cell's beginning: the offset of the next free block and the length of this one.
 * The rest stays until something is written over it. A table's cell is
 *
 * <pre>payload length, ROWID, [header length, type, type, …], value, value, …</pre>
 *
 * with numbers of variable length, so it depends on the row how much of it the four bytes take. Of
 * a long row with a high ROWID they take length and ROWID, and the record header is whole. Of a
 * short row with a low ROWID they take the header's length and the first type as well. Cells that
 * were freed next to a lower free block, and whole pages that were freed, lose nothing.
 *
 * <p><b>Anchors.</b> So the search does not look for cells. At each byte it asks two questions. Can
 * a record header begin here: a length, then as many types as some table has columns, each of which
 * its column allows? If so, does what stands to its left agree (a payload length that equals the
 * sum of header and values, and a ROWID: the cell is whole), or does a free block begin there? And:
 * does a free block begin here, over which the first columns of a record of some table can be
 * solved from the length that the block names ({@link LostHeaders})?
 *
 * <p><b>Tiling.</b> Cells lie one beside the other, so the answers of one space compete ({@link
 * Tiling}). That is what settles the width of a lost first column when several cells were coalesced
 * into one free block. Where more than one reading of a cell is left, the others are kept with it
 * as alternatives.
 *
 * <p><b>Refusals.</b> A record without a value is refused, since zeros read as such. Integers must
 * be stored as short as SQLite stores them, and text must be text, where nothing but the values
 * speaks for a reading.
 */
final class Carver {

  private static final int MAX_CANDIDATES = 4096;

  private final StoreHeader store;
  private final Shape[][] byHeader = new Shape[128][];
  private final Shape[] wide;

  private final RecordView record = new RecordView();
  private final List<Cell> candidates = new ArrayList<>();
  private int[] wholeStarts = new int[64];
  private int wholes;
  private final LostHeaders lostHeaders;
  private final Tiling tiling;

  private Space space;

  Carver(StoreHeader store, List<Shape> shapes) {
    this.store = store;
    space = Space.none(store);
    lostHeaders = new LostHeaders(store, shapes, candidates);
    tiling = new Tiling(store.pageSize());
    List<Shape> large = new ArrayList<>();
    for (int h = 2; h < 128; h++) {
      List<Shape> fitting = new ArrayList<>();
      for (Shape shape : shapes) {
        // A type takes one byte at least and, for what fits a row, three to five at most.
        if (h >= shape.least + 1 && h <= 1 + 5L * shape.columns()) {
          fitting.add(shape);
        }
      }
      byHeader[h] = fitting.toArray(Shape[]::new);
    }
    byHeader[0] = new Shape[0];
    byHeader[1] = new Shape[0];
    for (Shape shape : shapes) {
      if (5L * shape.columns() > 126) {
        large.add(shape);
      }
    }
    wide = large.toArray(Shape[]::new);
  }

  /**
   * Searches one space.
   *
   * @param lowest where the space begins
   * @param highest where it ends, exclusive
   * @param ownerOfPage the b-tree that the page belongs to, if known
   * @param found receives each cell from low to high
   */
  void carve(
      byte[] bytes, int lowest, int highest, @Nullable Shape ownerOfPage, Consumer<Cell> found) {
    space = new Space(store, bytes, lowest, highest, ownerOfPage);
    lostHeaders.begin(space);
    candidates.clear();
    wholes = 0;
    for (int at = space.from(); at + 3 <= space.to() && candidates.size() < MAX_CANDIDATES; at++) {
      int b = space.page()[at] & 0xff;
      for (Shape shape : b < 128 ? byHeader[b] : b < 0x84 ? wide : byHeader[0]) {
        header(at, shape);
      }
      if (at + 6 <= space.to()) {
        lostHeaders.search(at);
      }
    }
    if (!candidates.isEmpty()) {
      Arrays.sort(wholeStarts, 0, wholes);
      candidates.forEach(this::giveWay);
      candidates.removeIf(cell -> cell.impossible && !cell.overwritten);
      tiling.choose(space, candidates, found);
    }
  }

  /**
   * Whether the values of an entry hold the entry's own types and the first byte of its first value
   * again. So it is where entries were moved by less than their length, and the bytes before it are
   * those of one entry, the bytes behind it those of another.
   */
  private boolean isSpliced(Cell cell) {
    int length = cell.bodyAt - cell.typesAt + 1;
    for (int at = cell.bodyAt; length > 3 && at + length <= cell.localEnd; at++) {
      if (Arrays.equals(
          space.page(), at, at + length, space.page(), cell.typesAt, cell.typesAt + length)) {
        return true;
      }
    }
    return false;
  }

  /** A cell in whose values another cell begins has lost its end to that one. */
  private void giveWay(Cell cell) {
    int first = Arrays.binarySearch(wholeStarts, 0, wholes, cell.bodyAt + 1);
    first = first < 0 ? ~first : first;
    if (first < wholes && wholeStarts[first] < cell.localEnd) {
      cell.overwritten = true;
      cell.truncated = true;
      cell.localEnd = wholeStarts[first];
      cell.end = cell.localEnd;
      // What is left may be read as an entry of any index with such a key; it is one of this
      // page's.
      cell.weight = 40 + (cell.shape == space.owner() ? 20 : 0);
    }
  }

  /** A record header at {@code at}? */
  private void header(int at, Shape shape) {
    int length = Varint.bounded(space.page(), at, space.to());
    if (length == 0 || length > 2) {
      return;
    }
    int header = (int) Varint.value(space.page(), at);
    int end = at + header;
    if (end > space.to() || header <= length) {
      return;
    }
    record.start();
    for (int position = at + length; position < end; ) {
      int size = Varint.bounded(space.page(), position, end);
      if (size == 0 || record.count == shape.columns()) {
        return;
      }
      long serial = Varint.value(space.page(), position);
      if (!shape.rules[record.count].allows(serial)) {
        return;
      }
      record.add(serial);
      position += size;
    }
    if (record.count < shape.least || isStrange(shape)) {
      return;
    }
    long payload = header + record.bodySize;
    if (payload > Integer.MAX_VALUE) {
      return;
    }
    record.settle(end);
    Cell cell = new Cell(shape);
    cell.typesAt = at + length;
    cell.columns = record.count;
    cell.bodyAt = end;
    cell.payload = payload;
    int local = space.local(shape, payload);
    cell.localEnd = at + local;
    cell.end = cell.localEnd + (local < payload ? 4 : 0);
    if (!before(cell, at)) {
      return;
    }
    if (cell.proof == Proof.WHOLE && record.bodySize >= telling(shape)) {
      tells(cell.start);
    }
    if (cell.end > space.to()) {
      cell.truncated = true;
      cell.localEnd = Math.min(cell.localEnd, space.to());
      cell.end = space.to();
    }
    boolean strict = cell.proof != Proof.WHOLE;
    int score = Credibility.score(space, record, cell, strict);
    if (score < 0
        || cell.truncated
            && (cell.proof == Proof.HEADER || !Credibility.hasWholeValue(record, cell))) {
      return;
    }
    if (cell.proof == Proof.HEADER_AND_SPAN && cell.columns >= (cell.weight < 0 ? 6 : 4)) {
      tells(cell.start);
    }
    cell.impossible |= shape.isIndex() && !cell.truncated && isSpliced(cell);
    cell.weight +=
        (cell.truncated
                ? 40
                : cell.proof == Proof.WHOLE ? 1000 : cell.proof == Proof.HEADER ? 300 : 800)
            + score;
    candidates.add(cell);
  }

  /**
   * Whether a record is too little to be one of another b-tree than the page's: what can be an
   * entry of the page's own index is never read as one of another index, and few bytes are a row of
   * some table by chance.
   */
  private boolean isStrange(Shape shape) {
    Shape owner = space.owner();
    if (owner == null || shape == owner || !shape.live) {
      return false;
    }
    if (shape.form == Form.TABLE && record.bodySize < telling(shape)) {
      return true;
    }
    if (record.count < owner.least || record.count > owner.columns() || !owner.isIndex()) {
      return false;
    }
    for (int i = 0; i < record.count; i++) {
      if (!owner.rules[i].allows(record.types[i])) {
        return false;
      }
    }
    return true;
  }

  /** Values of fewer bytes look like a cell by chance too often to tell of one. */
  private static int telling(Shape shape) {
    return shape.form == Form.TABLE && shape.columns() > 2 ? 8 : 12;
  }

  /** A cell begins there, whatever else the bytes seem to be. */
  private void tells(int start) {
    if (wholes == wholeStarts.length) {
      wholeStarts = Arrays.copyOf(wholeStarts, 2 * wholes);
    }
    wholeStarts[wholes++] = start;
  }

  /** What stands to the left of a record header decides what is known of its cell. */
  private boolean before(Cell cell, int at) {
    int width = width(cell.payload);
    if (cell.shape.form != Form.TABLE) {
      int start = at - width;
      if (start < space.from() || !space.isNumber(start, width, cell.payload)) {
        return false;
      }
      cell.start = start;
      cell.end = Math.max(cell.end, start + 4);
      return true;
    }
    if (at - 1 >= space.from() && space.page()[at - 1] >= 0) {
      int rowidAt = at - 1;
      while (rowidAt - 1 >= space.from() && space.page()[rowidAt - 1] < 0 && at - rowidAt < 8) {
        rowidAt--;
      }
      int start = rowidAt - width;
      if (start >= space.from() && space.isNumber(start, width, cell.payload)) {
        cell.start = start;
        cell.rowid = Varint.value(space.page(), rowidAt);
        cell.rowidKnown = true;
        cell.end = Math.max(cell.end, start + 4);
        return true;
      }
    }
    return clobbered(cell, at, width);
  }

  /** Whether a free block was written over length and ROWID, so that the header begins at at. */
  private boolean clobbered(Cell cell, int at, int width) {
    boolean coalesced = false;
    for (int rowid = Math.max(1, 4 - width); rowid <= 9; rowid++) {
      int start = at - width - rowid;
      if (start < space.from()) {
        break;
      }
      int left = width + rowid - 4;
      if (left > 0 && space.page()[at - 1] < 0 && left < 5) {
        break;
      }
      if (left > 1 && space.page()[at - left] >= 0) {
        break;
      }
      int size = space.freeBlock(start);
      if (size > 0 && start + size == cell.end) {
        cell.start = start;
        cell.proof = Proof.HEADER_AND_SPAN;
        return true;
      }
      if (size > 0 && start + size > cell.end && !coalesced) {
        cell.start = start;
        cell.proof = Proof.HEADER_AND_SPAN;
        cell.weight = -150;
        coalesced = true;
      }
    }
    if (coalesced) {
      return true;
    }
    cell.start = Math.max(space.from(), at - width - 2);
    cell.proof = Proof.HEADER;
    return cell.shape == space.owner() ? cell.columns >= 4 : cell.columns >= 6;
  }

  private static int width(long value) {
    int width = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      width++;
    }
    return width;
  }
}
