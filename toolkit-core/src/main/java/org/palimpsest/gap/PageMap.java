package org.palimpsest.gap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.palimpsest.sqlite.BtreePage;
import org.palimpsest.sqlite.StoreHeader;

/** What each page of a state is used for, and the b-tree that it belongs to. */
final class PageMap {

  /** Uses of a page. */
  enum Use {
    /** Nothing that was met refers to it. */
    NONE,
    /** Part of a b-tree. */
    TREE,
    /** Continues a row. */
    OVERFLOW,
    /** Lists free pages. */
    TRUNK,
    /** Listed as free. */
    FREE,
    /** Pointer map or lock page. */
    RESERVED
  }

  private static final int MAX_DEPTH = 40;

  private final Use[] uses;
  private final short[] owners;
  private final StoreHeader header;
  private int free;
  private int damaged;

  PageMap(StoreHeader header, int pages) {
    this.header = header;
    this.uses = new Use[pages + 1];
    Arrays.fill(uses, Use.NONE);
    this.owners = new short[pages + 1];
    Arrays.fill(owners, (short) -1);
    for (int page = 1; page <= pages; page++) {
      if (header.isPointerMap(page) || page == header.lockPage()) {
        uses[page] = Use.RESERVED;
      }
    }
  }

  int pages() {
    return uses.length - 1;
  }

  Use use(int page) {
    return page < 1 || page >= uses.length ? Use.NONE : uses[page];
  }

  /** The number of the shape that a page belongs to, or -1. */
  int owner(int page) {
    return page < 1 || page >= owners.length ? -1 : owners[page];
  }

  /** Claims a page; says whether it was free to be claimed. */
  boolean claim(int page, Use use, int owner) {
    if (page < 1 || page >= uses.length || uses[page] != Use.NONE) {
      return false;
    }
    uses[page] = use;
    owners[page] = (short) owner;
    return true;
  }

  /** Corrects the owner of a page without claiming it. */
  void own(int page, int owner) {
    if (page >= 1 && page < owners.length) {
      owners[page] = (short) owner;
    }
  }

  /** Pages of the freelist that were met. */
  int free() {
    return free;
  }

  /** Pages of b-trees that contradict the format. */
  int damaged() {
    return damaged;
  }

  /** Reads a page of the state. */
  @FunctionalInterface
  interface Reader {
    /** Fills {@code into} with a page; says whether it is there. */
    boolean read(int page, byte[] into) throws IOException;
  }

  /** Claims the pages of a b-tree. */
  void walk(int root, int owner, Reader reader) throws IOException {
    walk(root, owner, reader, 0, new BtreePage(header));
  }

  private void walk(int page, int owner, Reader reader, int depth, BtreePage view)
      throws IOException {
    if (depth > MAX_DEPTH || !claim(page, Use.TREE, owner)) {
      damaged++;
      return;
    }
    byte[] bytes = new byte[header.pageSize()];
    if (!reader.read(page, bytes)) {
      damaged++;
      return;
    }
    BtreePage.Kind kind = view.point(bytes, page);
    if (kind == BtreePage.Kind.NONE) {
      // Not a page of a tree: whatever it holds is not shown by the store.
      uses[page] = Use.NONE;
      damaged++;
      return;
    }
    if (kind != BtreePage.Kind.TABLE_INNER && kind != BtreePage.Kind.INDEX_INNER) {
      return;
    }
    int[] children = new int[view.cells() + 1];
    for (int i = 0; i < view.cells(); i++) {
      children[i] = view.child(i);
    }
    children[view.cells()] = view.lastChild();
    boolean leaves = isLeaf(children[children.length - 1], reader, bytes, view);
    for (int child : children) {
      if (leaves) {
        damaged += claim(child, Use.TREE, owner) ? 0 : 1;
      } else {
        walk(child, owner, reader, depth + 1, view);
      }
    }
  }

  private static boolean isLeaf(int page, Reader reader, byte[] bytes, BtreePage view)
      throws IOException {
    if (page < 2 || !reader.read(page, bytes)) {
      return false;
    }
    BtreePage.Kind kind = view.point(bytes, page);
    return kind == BtreePage.Kind.TABLE_LEAF || kind == BtreePage.Kind.INDEX_LEAF;
  }

  /** Claims the pages of the freelist. */
  void walkFreelist(Reader reader) throws IOException {
    byte[] bytes = new byte[header.pageSize()];
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    int trunk = header.firstTrunk();
    while (trunk != 0 && claim(trunk, Use.TRUNK, -1) && reader.read(trunk, bytes)) {
      free++;
      int count = Math.max(0, Math.min(fields.getInt(4), header.usable() / 4 - 2));
      for (int i = 0; i < count; i++) {
        free += claim(fields.getInt(8 + 4 * i), Use.FREE, -1) ? 1 : 0;
      }
      trunk = fields.getInt(0);
    }
  }
}
