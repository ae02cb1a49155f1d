package org.palimpsest.gap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.BtreePage;
import org.palimpsest.sqlite.BtreePage.Kind;
import org.palimpsest.sqlite.StoreHeader;
import org.palimpsest.sqlite.Varint;

/**
 * Takes pages apart: the cells that a page itself counts, and what lies in the spaces between them.
 */
final class Examiner {

  private final StoreHeader header;
  private final List<Shape> shapes;
  private final Carver carver;
  private final Collector collector;
  private final BtreePage view;
  private final RecordView record = new RecordView();
  private final LongSet seen = new LongSet();
  private final Dropped dropped;

  private static final int MOST_PAGES = 1 << 28;
  private static final int SMALLEST_CELL = 10;
  private static final int LOOKED = 16;
  private static final int WEIGHT = 256;

  /** Bytes other than zero in the free space between rows. */
  long filledBytes;

  long zeroBlocks;
  long zeroBytes;
  long stalePointers;

  Examiner(StoreHeader header, List<Shape> shapes, Collector collector) {
    this(header, shapes, collector, (page, number) -> null);
  }

  Examiner(StoreHeader header, List<Shape> shapes, Collector collector, Dropped dropped) {
    this.dropped = dropped;
    this.header = header;
    this.shapes = shapes;
    this.carver = new Carver(header, shapes);
    this.collector = collector;
    this.view = new BtreePage(header);
  }

  /** The view of the page that was looked at last. */
  BtreePage view() {
    return view;
  }

  /** Counts what the spaces of a page in use hold; says whether it is more than zeros. */
  boolean survey(byte[] page, Shape owner) {
    boolean[] any = new boolean[1];
    boolean rows = view.kind() == Kind.TABLE_LEAF && !owner.internal;
    view.spaces(
        (from, to) -> {
          int filled = filled(page, from, to);
          filledBytes += rows ? filled : 0;
          any[0] |= filled > 0;
        });
    if (view.kind() == Kind.TABLE_LEAF) {
      countStalePointers(page);
    }
    if (view.kind() == Kind.TABLE_LEAF || view.kind() == Kind.INDEX_LEAF) {
      countZeroBlocks(page);
    }
    return any[0];
  }

  /** Searches the spaces of a page in use, which {@link #view} is pointed at. */
  void spaces(byte[] page, long spot, int number, int commit, @Nullable Shape owner, View pages) {
    int content = view.contentStart();
    Image block = new Image(spot, number, Region.FREE_BLOCK, commit, pages);
    Image gap = new Image(spot, number, Region.GAP, commit, pages);
    view.spaces(
        (from, to) -> carve(page, from, to, owner, from < content && to <= content ? gap : block));
  }

  private static int filled(byte[] page, int from, int to) {
    int filled = 0;
    for (int i = from; i < to; i++) {
      filled += page[i] == 0 ? 0 : 1;
    }
    return filled;
  }

  private void countZeroBlocks(byte[] page) {
    int at = view.firstFreeBlock();
    int before = 0;
    while (at > before && at + 4 <= header.usable()) {
      int size = (page[at + 2] & 0xff) << 8 | (page[at + 3] & 0xff);
      int end = Math.min(header.usable(), at + size);
      if (size >= SMALLEST_CELL && filled(page, at + 4, end) == 0) {
        zeroBlocks++;
        zeroBytes += end - at;
      }
      before = at;
      at = (page[at] & 0xff) << 8 | (page[at + 1] & 0xff);
    }
  }

  private void countStalePointers(byte[] page) {
    int first = view.pointersEnd();
    for (int at = first; at + 2 <= Math.min(view.contentStart(), header.usable()); at += 2) {
      int pointer = (page[at] & 0xff) << 8 | (page[at + 1] & 0xff);
      if (pointer <= at || pointer >= header.usable()) {
        return;
      }
      stalePointers++;
    }
  }

  private void carve(byte[] page, int from, int to, @Nullable Shape owner, Image image) {
    if (owner != null) {
      carver.carve(page, from, to, owner, cell -> take(cell, image, page));
      return;
    }
    List<Cell> cells = new ArrayList<>();
    carver.carve(page, from, to, null, cells::add);
    Shape likely = mostOf(cells);
    if (likely == null) {
      cells.forEach(cell -> take(cell, image, page));
    } else {
      // Once the b-tree is known, coalesced cells of it can be told apart as well.
      carver.carve(page, from, to, likely, cell -> take(cell, image, page));
    }
  }

  /** The shape that at least two cells have, and more than have any other. */
  private static @Nullable Shape mostOf(List<Cell> cells) {
    Map<Shape, Integer> counts = new HashMap<>();
    Shape most = null;
    for (Cell cell : cells) {
      int count = counts.merge(cell.shape, 1, Integer::sum);
      if (count > 1 && (most == null || count > counts.getOrDefault(most, 0))) {
        most = cell.shape;
      }
    }
    return most;
  }

  private void take(Cell cell, Image image, byte[] page) {
    int local =
        cell.shape.form == Shape.Form.TABLE
            ? header.localInTable(cell.payload)
            : header.localInIndex(cell.payload);
    if (local < cell.payload && !cell.truncated) {
      int at = cell.localEnd;
      cell.chain =
          (page[at] & 0xff) << 24
              | (page[at + 1] & 0xff) << 16
              | (page[at + 2] & 0xff) << 8
              | (page[at + 3] & 0xff);
    }
    collector.take(cell, image, page);
  }

  /** Looks at a page that is not in use, or no longer: cells and spaces alike. */
  void image(byte[] page, Image image, int owner) {
    if (!seen.add(Hash64.bytes(image.page(), page, 0, header.usable()))) {
      return;
    }
    Kind kind = view.point(page, image.page());
    if (kind == Kind.NONE && isTrunk(page)) {
      trunk(page, image);
      return;
    }
    Shape gone = dropped.of(page, image.page());
    if (kind == Kind.NONE || !view.sound()) {
      carve(page, 0, header.usable(), gone, image);
      return;
    }
    Shape shape = gone != null ? gone : fitting(page, kind, owner);
    if (shape != null) {
      for (int i = 0; i < view.cells(); i++) {
        Cell cell = cell(page, i, shape);
        if (cell != null) {
          teach(cell, page);
          take(cell, image, page);
        }
      }
      view.spaces((from, to) -> carve(page, from, to, shape, image));
    } else {
      carve(page, view.pointersEnd(), header.usable(), null, image);
    }
  }

  /** Where no rows are left to learn from, those of freed pages teach. */
  private void teach(Cell cell, byte[] page) {
    Shape shape = cell.shape;
    if (shape.isIndex() || shape.settled) {
      return;
    }
    for (int i = 0; i < record.count; i++) {
      long end = record.at[i] + Serial.size(record.types[i]);
      if (end <= cell.localEnd) {
        shape.rules[i].learn(page, record.at[i], record.types[i], true);
      }
    }
  }

  /** Whether a page lists pages as a trunk of the freelist does. */
  private boolean isTrunk(byte[] page) {
    ByteBuffer fields = ByteBuffer.wrap(page);
    int listed = fields.getInt(4);
    if (fields.getInt(0) < 0 || listed < 1 || listed > header.usable() / 4 - 2) {
      return false;
    }
    for (int i = 0; i < listed; i++) {
      int number = fields.getInt(8 + 4 * i);
      if (number < 2 || number > MOST_PAGES) {
        return false;
      }
    }
    return true;
  }

  /** Looks at a trunk page behind its list. */
  void trunk(byte[] page, Image image) {
    int listed = Math.max(0, ByteBuffer.wrap(page).getInt(4));
    int from = (int) Math.min(header.usable(), 8 + 4L * listed);
    Shape gone = dropped.of(page, image.page());
    carve(page, from, header.usable(), gone != null ? gone : rooted(image.page()), image);
  }

  /** The table that the schema no longer names and whose first page that was. */
  private @Nullable Shape rooted(int number) {
    for (Shape shape : shapes) {
      if (!shape.live && shape.root == number && !shape.isIndex()) {
        return shape;
      }
    }
    return null;
  }

  /** The shape that the page's cells have; the owner's if they have it. */
  private @Nullable Shape fitting(byte[] page, Kind kind, int owner) {
    if (kind == Kind.TABLE_INNER) {
      return null;
    }
    Shape best = null;
    int most = 0;
    int looked = Math.min(view.cells(), LOOKED);
    Shape first = owner < 0 ? rooted(view.number()) : null;
    if (first != null && fits(page, first, kind) >= 4 * WEIGHT * looked / 5) {
      return first;
    }
    if (owner >= 0 && fits(page, shapes.get(owner), kind) >= 4 * WEIGHT * looked / 5) {
      return shapes.get(owner);
    }
    for (Shape shape : shapes) {
      int fit = fits(page, shape, kind);
      if (fit > most) {
        most = fit;
        best = shape;
      }
    }
    return 2 * most >= WEIGHT * looked ? best : null;
  }

  private int fits(byte[] page, Shape shape, Kind kind) {
    if ((kind == Kind.TABLE_LEAF) != (shape.form == Shape.Form.TABLE)) {
      return 0;
    }
    int fit = 0;
    for (int i = 0; i < Math.min(view.cells(), LOOKED); i++) {
      Cell cell = cell(page, i, shape);
      if (cell == null) {
        continue;
      }
      // Shapes may be alike; then the values decide, a date being no ROWID.
      int near = 0;
      for (int j = 0; j < record.count; j++) {
        long end = record.at[j] + Serial.size(record.types[j]);
        near +=
            shape.rules[j].isLike(page, record.at[j], record.types[j], end <= cell.localEnd)
                ? 1
                : 0;
      }
      fit += WEIGHT - 32 + 32 * near / record.count;
    }
    return fit;
  }

  /** A cell that the page counts, if it can be one of that shape. */
  private @Nullable Cell cell(byte[] page, int index, Shape shape) {
    int at = view.payloadAt(index);
    int end = header.usable();
    int width = Varint.bounded(page, at, end);
    long payload = Varint.value(page, at);
    int headerAt = at + width;
    long rowid = 0;
    boolean table = shape.form == Shape.Form.TABLE;
    if (table) {
      rowid = Varint.value(page, headerAt);
      headerAt += Varint.length(page, headerAt);
    }
    if (!record.parse(page, headerAt, end, shape.columns()) || record.count < shape.least) {
      return null;
    }
    if (record.bodyAt - headerAt + record.bodySize != payload) {
      return null;
    }
    for (int i = 0; i < record.count; i++) {
      if (!shape.rules[i].allows(record.types[i])) {
        return null;
      }
    }
    if (!shape.agreesWithItself(record, page, end)) {
      return null;
    }
    Cell cell = new Cell(shape);
    cell.start = view.start(index);
    cell.end = view.end(index);
    cell.typesAt = headerAt + Varint.length(page, headerAt);
    cell.columns = record.count;
    cell.bodyAt = record.bodyAt;
    cell.payload = payload;
    int local = table ? header.localInTable(payload) : header.localInIndex(payload);
    cell.localEnd = headerAt + local;
    cell.rowid = rowid;
    cell.rowidKnown = table;
    cell.counted = true;
    return cell;
  }

  /** Knows freed pages of indexes. */
  @FunctionalInterface
  interface Dropped {
    /** The index whose page that was, if the rows that are there tell. */
    @Nullable Shape of(byte[] page, int number);
  }

  /** Sees the records of a page in use, which {@link #view} is pointed at. */
  @FunctionalInterface
  interface Records {
    /**
     * Sees a record.
     *
     * @param record laid out in the page
     * @param rowid of a table's row
     * @param localEnd where the part of it in the page ends
     * @param overflow the page that it continues on, 0 when it does not
     */
    void see(RecordView record, long rowid, int localEnd, int overflow) throws IOException;
  }

  /** Shows the records of a page in use. */
  void records(byte[] page, Shape shape, Records visitor) throws IOException {
    boolean table = shape.form == Shape.Form.TABLE;
    if (table != (view.kind() == Kind.TABLE_LEAF) || view.kind() == Kind.NONE) {
      return;
    }
    for (int i = 0; i < view.cells(); i++) {
      int at = view.payloadAt(i);
      long payload = Varint.value(page, at);
      int headerAt = at + Varint.length(page, at);
      long rowid = 0;
      if (table) {
        rowid = Varint.value(page, headerAt);
        headerAt += Varint.length(page, headerAt);
      }
      int local = table ? header.localInTable(payload) : header.localInIndex(payload);
      int overflow = 0;
      if (local < payload) {
        overflow = ByteBuffer.wrap(page).getInt(headerAt + local);
      }
      if (!record.parse(page, headerAt, headerAt + local, 32_767)) {
        record.start();
        record.settle(headerAt);
      }
      visitor.see(record, rowid, headerAt + local, overflow);
    }
  }
}
