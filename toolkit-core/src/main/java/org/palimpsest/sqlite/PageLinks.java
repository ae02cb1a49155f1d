package org.palimpsest.sqlite;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Where the pages of a database's main file lead, noted while its bytes go by on their way to the
 * vault: of a table's leaf where the overflow chains of its rows begin, and of any page the number
 * that it has in the place of a chain's next page (file format §1.6). Reading them again later
 * would mean to read most of the file.
 */
public final class PageLinks {

  private static final int SMALLEST = 512;
  private static final int LARGEST = 65_536;

  private byte[] page = new byte[SMALLEST + Database.PADDING];
  private int size = SMALLEST;
  private int filled;
  private int usable;
  private boolean readable = true;
  private int pages;
  private int[] firsts = new int[1024];

  /** Pages that look like a leaf and are none; they are read by whoever wants them. */
  private final BitSet odd = new BitSet();

  private int heads;
  private int[] leaves = new int[256];
  private int[] numbers = new int[256];
  private long[] lengths = new long[256];

  /** Takes the next bytes of the file. */
  public void take(byte[] bytes, int at, int count) {
    int done = 0;
    while (readable && done < count) {
      int part = Math.min(count - done, size - filled);
      System.arraycopy(bytes, at + done, page, filled, part);
      filled += part;
      done += part;
      if (usable == 0 && filled == SMALLEST) {
        begin();
      }
      if (readable && filled == size) {
        note();
        filled = 0;
      }
    }
  }

  /** The page size stands in the header (§1.3). */
  private void begin() {
    int written = Cells.u16(page, 16);
    size = written == 1 ? LARGEST : written;
    usable = size - (page[20] & 0xff);
    readable = size >= SMALLEST && Integer.bitCount(size) == 1 && usable >= SMALLEST - 32;
    page = Arrays.copyOf(page, Math.max(size, SMALLEST) + Database.PADDING);
  }

  private void note() {
    pages++;
    if (pages > firsts.length) {
      firsts = Arrays.copyOf(firsts, 2 * firsts.length);
    }
    firsts[pages - 1] = Cells.u32(page, 0);
    int base = Cells.base(pages);
    if (page[base] != Cells.TABLE_LEAF) {
      return;
    }
    int cells = Cells.u16(page, base + 3);
    if (base + 8 + 2 * cells > usable) {
      odd.set(pages);
      return;
    }
    int before = heads;
    for (int i = 0; i < cells; i++) {
      int cell = Cells.u16(page, base + 8 + 2 * i);
      if (cell < base + 8 + 2 * cells || cell > usable - 4 || !note(cell)) {
        odd.set(pages);
        heads = before;
        return;
      }
    }
  }

  /** Notes a row that has a chain; false if it cannot be read. */
  private boolean note(int cell) {
    long payload = Varint.value(page, cell);
    if (payload <= usable - 35) {
      return payload >= 0;
    }
    int body = cell + Varint.length(page, cell);
    body += Varint.length(page, body);
    long local = Cells.local(payload, usable - 35, usable);
    if (body + local + 4 > usable) {
      return false;
    }
    if (heads == leaves.length) {
      leaves = Arrays.copyOf(leaves, 2 * heads);
      numbers = Arrays.copyOf(numbers, 2 * heads);
      lengths = Arrays.copyOf(lengths, 2 * heads);
    }
    leaves[heads] = pages;
    numbers[heads] = Cells.u32(page, body + (int) local);
    lengths[heads++] = payload - local;
    return true;
  }

  /** Whether that page was noted, and is a leaf that can be read or none. */
  boolean has(int number) {
    return number >= 1 && number <= pages && !odd.get(number);
  }

  /** What stands where a page of a chain has the number of the next. */
  int next(int number) {
    return firsts[number - 1];
  }

  /** The first chain of a leaf, or of the next leaf that has one; {@link #chains} if none has. */
  int firstOf(int leaf) {
    int found = Arrays.binarySearch(leaves, 0, heads, leaf);
    while (found > 0 && leaves[found - 1] == leaf) {
      found--;
    }
    return found >= 0 ? found : -found - 1;
  }

  /** How many chains were noted. */
  int chains() {
    return heads;
  }

  /** The leaf on which a chain's row stands. */
  int leaf(int chain) {
    return leaves[chain];
  }

  /** The first page of a chain. */
  int head(int chain) {
    return numbers[chain];
  }

  /** How many bytes of its row lie in it. */
  long length(int chain) {
    return lengths[chain];
  }

  /** How many pages there are. */
  @Override
  public String toString() {
    return pages + " pages";
  }
}
