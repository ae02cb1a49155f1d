package org.palimpsest.gap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * solved from the length that the block names?
 *
 * <p><b>Tiling.</b> Cells lie one beside the other. The answers of one space compete: those that
 * overlap exclude each other, and those that meet each other or the edges of the space support each
 * other. The heaviest set of cells that do not overlap is taken, by dynamic programming over the
 * bytes of the space. That is what settles the width of a lost first column when several cells were
 * coalesced into one free block. Where more than one reading of a cell is left, the others are kept
 * with it as alternatives.
 *
 * <p><b>Refusals.</b> A record without a value is refused, since zeros read as such. Integers must
 * be stored as short as SQLite stores them, and text must be text, where nothing but the values
 * speaks for a reading.
 */
final class Carver {

  private static final int TIGHT = 60;

  /** Bytes of an entry that tell of one: a length, that of the header and the first type. */
  private static final int FOLLOWING = 3;

  /** So many zeros are a space that was zeroed. */
  private static final int ZEROS = 8;

  private static final int MAX_CANDIDATES = 4096;

  /** Bytes of a payload whose length and header's length take one byte each. */
  private static final int MOST = 127;

  private final StoreHeader store;
  private final List<Shape> shapes;
  private final Shape[][] byHeader = new Shape[128][];
  private final Shape[] wide;

  private final RecordView record = new RecordView();
  private final RecordView rest = new RecordView();
  private final boolean[] fitting = new boolean[MOST + 1];
  private final List<Cell> candidates = new ArrayList<>();
  private int[] wholeStarts = new int[64];
  private int wholes;
  private final long[] best;
  private final long[] tight;
  private final Cell[] bestLast;
  private final Cell[] tightLast;
  private final int[] heads;
  private int[] next = new int[64];

  private byte[] page = new byte[0];
  private int from;
  private int to;
  private @Nullable Shape owner;
  private final Shape[] gone;
  private Shape[] freed = new Shape[0];

  Carver(StoreHeader store, List<Shape> shapes) {
    this.store = store;
    this.shapes = shapes;
    int size = store.pageSize() + 2;
    best = new long[size];
    tight = new long[size];
    bestLast = new Cell[size];
    tightLast = new Cell[size];
    heads = new int[size];
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
    gone = shapes.stream().filter(shape -> !shape.live).toArray(Shape[]::new);
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
    page = bytes;
    from = lowest;
    to = highest;
    owner = ownerOfPage;
    // A free block lies in the page of the b-tree whose cell it was; only of a page whose b-tree is
    // not known any shape is tried.
    freed = ownerOfPage == null ? shapes.toArray(Shape[]::new) : new Shape[] {ownerOfPage};
    if (ownerOfPage != null && gone.length > 0) {
      freed = Arrays.copyOf(gone, gone.length + 1);
      freed[gone.length] = ownerOfPage;
    }
    candidates.clear();
    wholes = 0;
    for (int at = from; at + 3 <= to && candidates.size() < MAX_CANDIDATES; at++) {
      int b = page[at] & 0xff;
      for (Shape shape : b < 128 ? byHeader[b] : b < 0x84 ? wide : byHeader[0]) {
        header(at, shape);
      }
      if (at + 6 <= to) {
        freed(at);
      }
    }
    if (!candidates.isEmpty()) {
      Arrays.sort(wholeStarts, 0, wholes);
      candidates.forEach(this::giveWay);
      candidates.removeIf(cell -> cell.impossible && !cell.overwritten);
      tile(found);
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
      if (Arrays.equals(page, at, at + length, page, cell.typesAt, cell.typesAt + length)) {
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
      cell.weight = 40 + (cell.shape == owner ? 20 : 0);
    }
  }

  /** A record header at {@code at}? */
  private void header(int at, Shape shape) {
    int length = Varint.bounded(page, at, to);
    if (length == 0 || length > 2) {
      return;
    }
    int header = (int) Varint.value(page, at);
    int end = at + header;
    if (end > to || header <= length) {
      return;
    }
    record.start();
    for (int position = at + length; position < end; ) {
      int size = Varint.bounded(page, position, end);
      if (size == 0 || record.count == shape.columns()) {
        return;
      }
      long serial = Varint.value(page, position);
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
    int local = local(shape, payload);
    cell.localEnd = at + local;
    cell.end = cell.localEnd + (local < payload ? 4 : 0);
    if (!before(cell, at)) {
      return;
    }
    if (cell.proof == Proof.WHOLE && record.bodySize >= telling(shape)) {
      tells(cell.start);
    }
    if (cell.end > to) {
      cell.truncated = true;
      cell.localEnd = Math.min(cell.localEnd, to);
      cell.end = to;
    }
    boolean strict = cell.proof != Proof.WHOLE;
    int score = score(cell, strict);
    if (score < 0 || cell.truncated && (cell.proof == Proof.HEADER || !hasWholeValue(cell))) {
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

  private int local(Shape shape, long payload) {
    return shape.form == Form.TABLE ? store.localInTable(payload) : store.localInIndex(payload);
  }

  /** What stands to the left of a record header decides what is known of its cell. */
  private boolean before(Cell cell, int at) {
    int width = width(cell.payload);
    if (cell.shape.form != Form.TABLE) {
      int start = at - width;
      if (start < from || !isNumber(start, width, cell.payload)) {
        return false;
      }
      cell.start = start;
      cell.end = Math.max(cell.end, start + 4);
      return true;
    }
    if (at - 1 >= from && page[at - 1] >= 0) {
      int rowidAt = at - 1;
      while (rowidAt - 1 >= from && page[rowidAt - 1] < 0 && at - rowidAt < 8) {
        rowidAt--;
      }
      int start = rowidAt - width;
      if (start >= from && isNumber(start, width, cell.payload)) {
        cell.start = start;
        cell.rowid = Varint.value(page, rowidAt);
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
      if (start < from) {
        break;
      }
      int left = width + rowid - 4;
      if (left > 0 && page[at - 1] < 0 && left < 5) {
        break;
      }
      if (left > 1 && page[at - left] >= 0) {
        break;
      }
      int size = freeBlock(start);
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
    cell.start = Math.max(from, at - width - 2);
    cell.proof = Proof.HEADER;
    return cell.shape == owner ? cell.columns >= 4 : cell.columns >= 6;
  }

  /** The length that a free block at {@code at} names, 0 when none can begin there. */
  private int freeBlock(int at) {
    if (at + 4 > to) {
      return 0;
    }
    int following = (page[at] & 0xff) << 8 | (page[at + 1] & 0xff);
    int size = (page[at + 2] & 0xff) << 8 | (page[at + 3] & 0xff);
    boolean can =
        size >= 4
            && at + size <= store.usable()
            && (following == 0 || following > at + size && following <= store.usable() - 4);
    return can ? size : 0;
  }

  private static int width(long value) {
    int width = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      width++;
    }
    return width;
  }

  private boolean isNumber(int at, int width, long value) {
    return Varint.bounded(page, at, to) == width && Varint.value(page, at) == value;
  }

  /**
   * Looks at the values of the record as laid out in {@link #record}.
   *
   * @return what speaks for the reading, or -1 when it cannot be
   */
  private int score(Cell cell, boolean strict) {
    Shape shape = cell.shape;
    int usual = 0;
    int values = 0;
    int weighty = 0;
    for (int i = 0; i < record.count; i++) {
      long serial = record.types[i];
      usual += shape.rules[i].isUsual(serial) ? 1 : 0;
      usual += strict && shape.rules[i].isNatural(serial) ? 1 : 0;
      usual += strict ? shape.rules[i].usualness(serial) : 0;
      if (serial == 0) {
        continue;
      }
      values++;
      long size = Serial.size(serial);
      weighty += size >= 2 ? 1 : 0;
      int at = record.at[i];
      if (at + size > cell.localEnd) {
        continue;
      }
      if (!shape.rules[i].fits(page, at, serial, strict)) {
        return -1;
      }
      if (strict && Serial.isInteger(serial)) {
        long value = Serial.integer(page, at, serial);
        usual += shape.rules[i].isNear(value) ? 1 : -2;
        usual += value > 0 ? 1 : 0;
      }
    }
    if (values == 0) {
      return -1;
    }
    if (cell.proof == Proof.HEADER && (weighty < 3 || 10 * usual < 9 * record.count)) {
      return -1;
    }
    if (shape.neverGave() || cell.rowidKnown && !shape.canGive(cell.rowid)) {
      return -1;
    }
    boolean agrees = shape.agreesWithItself(record, page, cell.localEnd);
    if (shape.isIndex()
        && !cell.truncated
        && !(rowidCanBe(shape) && isBelievable(shape) && agrees)) {
      if (cell.proof != Proof.WHOLE) {
        return -1;
      }
      // Unless another cell was written over its end, where the ROWID was.
      cell.impossible = true;
    }
    return 10 * record.count
        + 4 * usual
        + (shape == owner ? 60 : 0)
        + (shape.live ? 2 : 0)
        - (shape.form == Form.TABLE ? 0 : 1);
  }

  private boolean hasWholeValue(Cell cell) {
    for (int i = 0; i < record.count; i++) {
      if (Serial.size(record.types[i]) >= 3
          && record.at[i] + Serial.size(record.types[i]) <= cell.localEnd) {
        return true;
      }
    }
    return false;
  }

  /** A free block at {@code at}, over the beginning of a cell? */
  private void freed(int at) {
    int size = freeBlock(at);
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
      int length = Varint.bounded(page, position, to);
      if (length == 0) {
        return;
      }
      long serial = Varint.value(page, position);
      if (!shape.rules[record.count].allows(serial)) {
        return;
      }
      record.add(serial);
      position += length;
      if (position + record.bodySize > store.pageSize() * 4L + to) {
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
    int second = page[at + 4];
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
    int second = page[at + 4];
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
    boolean mayEndBefore = shape == owner || store.localInIndex(MOST) < MOST;
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
      int length = Varint.bounded(page, end, to);
      long serial = length == 0 ? -1 : Varint.value(page, end);
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
      int length = Varint.bounded(page, position, to);
      if (length == 0) {
        return;
      }
      long serial = Varint.value(page, position);
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
            && page[at] == payload
            && page[at + 1] == header
            && page[at + 2] == solved[0]
            && page[at + 3] == solved[1];
    if (whole) {
      // Nothing was written over it, and it was judged as what it is.
      return;
    }
    int local = local(shape, payload);
    int localEnd = body + local - (int) header;
    int end = localEnd + (local < payload ? 4 : 0);
    boolean exact = end == at + size;
    if (end > to || end > at + size || !exact && solved.length > 0 && shape != owner) {
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
    int score = score(cell, true);
    if (score < 0) {
      return;
    }
    boolean allKnown = solved.length == 0;
    cell.weight = score + (exact ? allKnown ? 700 : 600 : allKnown ? 450 : 100);
    if (shape.isIndex() && isMissing(shape)) {
      cell.weight += 30;
    }
    candidates.add(cell);
  }

  private long rowidOfEntry() {
    int last = record.count - 1;
    return Serial.isInteger(record.types[last])
        ? Serial.integer(page, record.at[last], record.types[last])
        : Long.MIN_VALUE;
  }

  private boolean rowidCanBe(Shape shape) {
    return shape.order[shape.columns() - 1] != -1
        || record.count == shape.columns() && shape.canGive(rowidOfEntry());
  }

  /** Whether the values of a solved entry of an index are like those that entries hold. */
  private boolean isBelievable(Shape shape) {
    if (record.bodySize < 2) {
      return false;
    }
    for (int i = 0; i < record.count; i++) {
      if (Serial.isInteger(record.types[i])) {
        long value = Serial.integer(page, record.at[i], record.types[i]);
        boolean like = shape.rules[i].knows() ? shape.rules[i].isNear(value) : value >= 0;
        if (!like) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean isMissing(Shape shape) {
    return !shape.rowids.contains(rowidOfEntry());
  }

  /** Takes the heaviest cells that do not overlap. */
  private void tile(Consumer<Cell> found) {
    int length = to - from + 1;
    Arrays.fill(heads, 0, length, -1);
    if (next.length < candidates.size()) {
      next = new int[candidates.size()];
    }
    for (int i = 0; i < candidates.size(); i++) {
      int end = candidates.get(i).end - from;
      next[i] = heads[end];
      heads[end] = i;
    }
    best[0] = 0;
    bestLast[0] = null;
    for (int at = 0; at < length; at++) {
      tight[at] = Long.MIN_VALUE;
      tightLast[at] = null;
      if (at > 0) {
        best[at] = best[at - 1];
        bestLast[at] = bestLast[at - 1];
      }
      for (int i = heads[at]; i >= 0; i = next[i]) {
        Cell cell = candidates.get(i);
        int start = cell.start - from;
        long before = best[start] + (start == 0 ? TIGHT : 0);
        if (tight[start] != Long.MIN_VALUE) {
          before = Math.max(before, tight[start] + TIGHT);
        }
        long sum = before + cell.weight + (at == length - 1 ? TIGHT : 0);
        if (sum > tight[at]) {
          tight[at] = sum;
          tightLast[at] = cell;
        }
      }
      if (tight[at] > best[at]) {
        best[at] = tight[at];
        bestLast[at] = tightLast[at];
      }
    }
    List<Cell> chosen = new ArrayList<>();
    Cell cell = bestLast[length - 1];
    while (cell != null) {
      chosen.add(cell);
      int start = cell.start - from;
      boolean joined =
          tight[start] != Long.MIN_VALUE
              && tight[start] + TIGHT >= best[start] + (start == 0 ? TIGHT : 0);
      cell = joined ? tightLast[start] : bestLast[start];
    }
    for (int i = chosen.size() - 1; i >= 0; i--) {
      Cell each = chosen.get(i);
      each.endIsTight =
          each.end == to || i > 0 && chosen.get(i - 1).start == each.end || isFollowed(each);
      alternatives(each, each.endIsTight || each.proof == Proof.SPAN);
    }
    preferNeighbours(chosen);
    for (int i = chosen.size() - 1; i >= 0; i--) {
      found.accept(chosen.get(i));
    }
  }

  /**
   * Entries that lie together are neighbours in the index too, and often begin with the same value.
   * So of several readings that reading is preferred whose first value others have that can be read
   * in one way only.
   */
  private void preferNeighbours(List<Cell> chosen) {
    Map<Long, Integer> counts = new HashMap<>();
    for (Cell cell : chosen) {
      if (cell.shape == owner && cell.shape.isIndex() && cell.alternatives == null) {
        long serial = cell.solved.length > 0 ? cell.solved[0] : Varint.value(page, cell.typesAt);
        counts.merge(first(cell, serial), 1, Integer::sum);
      }
    }
    for (Cell cell : chosen) {
      List<long[]> others = cell.alternatives;
      if (others == null || cell.shape != owner || !cell.shape.isIndex()) {
        continue;
      }
      int most = counts.getOrDefault(first(cell, cell.solved[0]), 0);
      for (int i = 0; i < others.size(); i++) {
        long[] other = others.get(i);
        int count = counts.getOrDefault(first(cell, other[0]), 0);
        if (count > most) {
          most = count;
          others.set(i, cell.solved);
          cell.solved = other;
        }
      }
    }
  }

  /** The first value of an entry if its type is this; what is no whole number counts as one. */
  private long first(Cell cell, long serial) {
    boolean readable =
        Serial.isInteger(serial) && cell.bodyAt + Serial.size(serial) <= cell.localEnd;
    return readable ? Serial.integer(page, cell.bodyAt, serial) : Long.MIN_VALUE;
  }

  /** Whether an entry ends where zeros begin, or another that begins as it does itself. */
  private boolean isFollowed(Cell cell) {
    int end = cell.end;
    if (!cell.shape.isIndex() || cell.proof != Proof.WHOLE || end + FOLLOWING > to) {
      return false;
    }
    // Zeros that had been written over its end would have taken its last byte.
    boolean zeroed = page[end - 1] != 0;
    for (int i = end; zeroed && i < Math.min(to, end + ZEROS); i++) {
      zeroed = page[i] == 0;
    }
    return zeroed
        || page[end] > 2
            && page[end + 1] == page[cell.start + 1]
            && page[end + 2] == page[cell.start + 2];
  }

  /** Keeps the other readings of a cell whose types had to be solved. */
  private void alternatives(Cell chosen, boolean endIsKnown) {
    if (chosen.solved.length == 0) {
      return;
    }
    List<long[]> others = new ArrayList<>();
    for (Cell cell : candidates) {
      if (cell != chosen
          && cell.shape == chosen.shape
          && cell.start == chosen.start
          && cell.solved.length == chosen.solved.length
          && cell.typesAt == chosen.typesAt
          && cell.columns == chosen.columns
          && (endIsKnown ? cell.end == chosen.end : cell.end <= to)
          && others.size() < 8) {
        others.add(cell.solved);
      }
    }
    chosen.alternatives = others.isEmpty() ? null : others;
  }
}
