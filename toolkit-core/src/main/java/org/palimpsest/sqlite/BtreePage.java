package org.palimpsest.sqlite;

import java.util.Arrays;

/**
 * A page seen as a page of a b-tree (file format §1.6): its cells and the space that is theirs.
 * Reused from page to page; nothing in it is trusted, so it may be pointed at any bytes.
 */
public final class BtreePage {

  /** What a page of a b-tree is. */
  public enum Kind {
    /** Leaf of a table. */
    TABLE_LEAF,
    /** Inner page of a table. */
    TABLE_INNER,
    /** Leaf of an index. */
    INDEX_LEAF,
    /** Inner page of an index. */
    INDEX_INNER,
    /** No page of a b-tree. */
    NONE
  }

  private final StoreHeader header;
  private byte[] bytes = new byte[0];
  private Kind kind = Kind.NONE;
  private int base;
  private int number;
  private int cells;
  private boolean sound;
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private long[] order = new long[64];

  /** A view for pages of a database with that header. */
  public BtreePage(StoreHeader header) {
    this.header = header;
  }

  /** Points the view at a page; says what it is. */
  public Kind point(byte[] page, int number) {
    bytes = page;
    this.number = number;
    base = number == 1 ? Header.LENGTH : 0;
    cells = 0;
    sound = false;
    kind =
        switch (page[base]) {
          case 13 -> Kind.TABLE_LEAF;
          case 5 -> Kind.TABLE_INNER;
          case 10 -> Kind.INDEX_LEAF;
          case 2 -> Kind.INDEX_INNER;
          default -> Kind.NONE;
        };
    if (kind == Kind.NONE) {
      return kind;
    }
    int counted = u16(base + 3);
    if (base + headerLength() + 2 * counted > header.usable()) {
      kind = Kind.NONE;
      return kind;
    }
    if (counted > starts.length) {
      starts = new int[counted];
      ends = new int[counted];
      order = new long[counted];
    }
    sound = true;
    for (int i = 0; i < counted; i++) {
      int at = u16(base + headerLength() + 2 * i);
      int end = at < base + headerLength() + 2 * counted ? -1 : endOf(at);
      if (end < 0) {
        sound = false;
        continue;
      }
      starts[cells] = at;
      ends[cells++] = end;
    }
    return kind;
  }

  private int headerLength() {
    return isInner() ? 12 : 8;
  }

  private boolean isInner() {
    return kind == Kind.TABLE_INNER || kind == Kind.INDEX_INNER;
  }

  private int u16(int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private int u32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  /** Where the cell at {@code at} ends, or -1 when no cell can be there. */
  private int endOf(int at) {
    int usable = header.usable();
    int start = at + (isInner() ? 4 : 0);
    int length = Varint.bounded(bytes, start, usable);
    if (length == 0) {
      return -1;
    }
    if (kind == Kind.TABLE_INNER) {
      return start + length;
    }
    long payload = Varint.value(bytes, start);
    if (payload < 1 || payload > Integer.MAX_VALUE) {
      return -1;
    }
    int body = start + length;
    if (kind == Kind.TABLE_LEAF) {
      int rowid = Varint.bounded(bytes, body, usable);
      if (rowid == 0) {
        return -1;
      }
      body += rowid;
    }
    int local =
        kind == Kind.TABLE_LEAF ? header.localInTable(payload) : header.localInIndex(payload);
    long end = (long) body + local + (local < payload ? 4 : 0);
    return end > usable ? -1 : (int) Math.max(end, at + 4L);
  }

  /** What the page is. */
  public Kind kind() {
    return kind;
  }

  /** The number of the page. */
  public int number() {
    return number;
  }

  /** Whether every cell that it counts can be one. */
  public boolean sound() {
    return sound;
  }

  /** How many readable cells it has. */
  public int cells() {
    return cells;
  }

  /** Where a cell begins. */
  public int start(int cell) {
    return starts[cell];
  }

  /** Where a cell ends, exclusive. */
  public int end(int cell) {
    return ends[cell];
  }

  /** Where a cell's payload length stands. */
  public int payloadAt(int cell) {
    return starts[cell] + (isInner() ? 4 : 0);
  }

  /** The child page of a cell of an inner page. */
  public int child(int cell) {
    return u32(starts[cell]);
  }

  /** The last child of an inner page. */
  public int lastChild() {
    return u32(base + 8);
  }

  /** The first free block that the page lists, 0 when there is none. */
  public int firstFreeBlock() {
    return u16(base + 1);
  }

  /** Bytes lost between cells, as the page counts them. */
  public int fragments() {
    return bytes[base + 7] & 0xff;
  }

  /** Where its cell content begins. */
  public int contentStart() {
    int at = u16(base + 5);
    return at == 0 ? 65_536 : at;
  }

  /** Where its array of cell pointers ends. */
  public int pointersEnd() {
    return kind == Kind.NONE ? 0 : base + headerLength() + 2 * u16(base + 3);
  }

  /** Sees the spaces of the page that belong to no cell. */
  @FunctionalInterface
  public interface Spaces {
    /** Sees {@code [from … to)}. */
    void see(int from, int to);
  }

  /** Shows the spaces between pointer array, cells and the usable end, from low to high. */
  public void spaces(Spaces visitor) {
    for (int i = 0; i < cells; i++) {
      order[i] = (long) starts[i] << 32 | ends[i];
    }
    Arrays.sort(order, 0, cells);
    int at = pointersEnd();
    for (int i = 0; i < cells; i++) {
      int start = (int) (order[i] >>> 32);
      if (start > at) {
        visitor.see(at, start);
      }
      at = Math.max(at, (int) order[i]);
    }
    if (at < header.usable()) {
      visitor.see(at, header.usable());
    }
  }
}
