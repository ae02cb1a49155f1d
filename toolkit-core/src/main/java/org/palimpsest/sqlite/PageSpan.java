package org.palimpsest.sqlite;

import java.io.IOException;

/**
 * Reads pages that lie close together at once: all of a stretch of 64 KiB that begins where such a
 * stretch does, as a vault keeps contents, so that it is decompressed once and into its place. Not
 * safe for use by several threads.
 */
final class PageSpan {

  private static final int STRETCH = 1 << 16;

  private final Database database;
  private final int size;
  private final int pages;
  private final byte[] bytes;
  private int first;

  PageSpan(Database database) {
    this.database = database;
    this.size = database.pageSize();
    this.pages = Math.max(1, STRETCH / size);
    this.bytes = new byte[pages * size + Database.PADDING];
  }

  /** Where the pages lie that were read last. */
  byte[] bytes() {
    return bytes;
  }

  /** Where a page of these begins. */
  int at(int page) {
    return (page - first) * size;
  }

  /**
   * Reads several pages if most of those of a stretch are wanted.
   *
   * @return how many of {@code wanted[from … to)} were read; 0 when the first must be read alone
   */
  int ahead(int[] wanted, int from, int to) throws IOException {
    int page = wanted[from];
    if (pages < 2 || page < 1) {
      return 0;
    }
    int start = (page - 1) / pages * pages + 1;
    int end = (int) Math.min(start + pages - 1L, database.lastInFile());
    int count = 0;
    for (int before = start - 1; from + count < to; count++) {
      int next = wanted[from + count];
      if (next <= before || next > end || !database.isInFile(next)) {
        break;
      }
      before = next;
    }
    if (count < 2 || 2 * count < end - start + 1) {
      return 0;
    }
    database.readFile(start, end, bytes);
    first = start;
    return count;
  }

  /** Reads one page. */
  void alone(int page) throws MalformedDatabaseException, IOException {
    first = page;
    database.read(page, bytes, 0);
  }
}
