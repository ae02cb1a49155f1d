package org.palimpsest.gap;

import org.jspecify.annotations.Nullable;
import org.palimpsest.gap.Shape.Form;
import org.palimpsest.sqlite.StoreHeader;
import org.palimpsest.sqlite.Varint;

/**
 * A stretch of a page in which no cell lives.
 *
 * @param from where it begins in the page
 * @param to where it ends, exclusive
 * @param owner the b-tree that the page belongs to, if known
 */
record Space(StoreHeader store, byte[] page, int from, int to, @Nullable Shape owner) {

  /** No space at all. */
  static Space none(StoreHeader store) {
    return new Space(store, new byte[0], 0, 0, null);
  }

  /** The length that a free block at {@code at} names, 0 when none can begin there. */
  int freeBlock(int at) {
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

  /** Whether a number of that width and value stands there. */
  boolean isNumber(int at, int width, long value) {
    return Varint.bounded(page, at, to) == width && Varint.value(page, at) == value;
  }

  /** Bytes of a payload that lie in the cell itself. */
  int local(Shape shape, long payload) {
    return shape.form == Form.TABLE ? store.localInTable(payload) : store.localInIndex(payload);
  }
}
