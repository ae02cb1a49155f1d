package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rollback journal whose transaction was not finished (file format §3), played back as SQLite
 * does it: record by record until one does not check, segment by segment until a header is none.
 * The pages that it holds stand in place of those of the main file.
 *
 * <p>One thing cannot be seen from the bytes: a journal that names a super-journal counts only
 * while that file exists. Such a journal comes from a transaction over several databases.
 */
final class HotJournal {

  private static final long MAGIC = 0xd9d505f920a163d7L;
  private static final int HEADER = 28;
  private static final int RECORD_EXTRA = 8;

  private final ByteSource source;
  private final int pageSize;
  private final int pages;
  private final Map<Integer, Long> offsets = new HashMap<>();

  private HotJournal(ByteSource source, int pageSize, int pages) {
    this.source = source;
    this.pageSize = pageSize;
    this.pages = pages;
  }

  /** Reads a journal; null when it is none that would be played back. */
  static @Nullable HotJournal read(ByteSource source) throws IOException {
    if (source.size() < HEADER) {
      return null;
    }
    byte[] bytes = new byte[HEADER];
    source.read(0, bytes, 0, HEADER);
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int sector = header.getInt(20);
    int pageSize = header.getInt(24);
    if (header.getLong(0) != MAGIC
        || !isPower(pageSize, 512)
        || !isPower(sector, 32)
        || source.size() < sector) {
      return null;
    }
    HotJournal journal = new HotJournal(source, pageSize, header.getInt(16));
    journal.play(sector);
    return journal;
  }

  private static boolean isPower(int size, int least) {
    return size >= least && size <= 65_536 && Integer.bitCount(size) == 1;
  }

  private void play(int sector) throws IOException {
    byte[] bytes = new byte[HEADER];
    ByteBuffer header = ByteBuffer.wrap(bytes);
    long record = (long) pageSize + RECORD_EXTRA;
    long at = 0;
    while (source.size() - at >= sector) {
      source.read(at, bytes, 0, HEADER);
      if (header.getLong(0) != MAGIC) {
        return;
      }
      long start = at + sector;
      long fit = (source.size() - start) / record;
      // A writer that does not sync leaves the count open: everything that is there belongs to it.
      long counted = header.getInt(8) == -1 ? fit : Integer.toUnsignedLong(header.getInt(8));
      if (!records(start, Math.min(counted, fit), header.getInt(12)) || counted > fit) {
        return;
      }
      long end = start + counted * record;
      at = (end + sector - 1) / sector * sector;
    }
  }

  /** Takes the records of a segment; says whether all of them check. */
  private boolean records(long start, long count, int nonce) throws IOException {
    byte[] record = new byte[pageSize + RECORD_EXTRA];
    ByteBuffer fields = ByteBuffer.wrap(record);
    int lockPage = (1 << 30) / pageSize + 1;
    for (long i = 0; i < count; i++) {
      long offset = start + i * record.length;
      source.read(offset, record, 0, record.length);
      int page = fields.getInt(0);
      int sum = nonce;
      for (int at = pageSize - 200; at > 0; at -= 200) {
        sum += record[4 + at] & 0xff;
      }
      if (page <= 0 || page == lockPage || sum != fields.getInt(4 + pageSize)) {
        return false;
      }
      if (page <= pages) {
        offsets.put(page, offset + 4);
      }
    }
    return true;
  }

  int pageSize() {
    return pageSize;
  }

  /** Pages of the database before the transaction. */
  int pages() {
    return pages;
  }

  /** Where a page begins in the journal, or -1 when the journal does not hold it. */
  long offset(int page) {
    return offsets.getOrDefault(page, -1L);
  }

  /** Pages that it brings back. */
  Set<Integer> pagesHeld() {
    return offsets.keySet();
  }

  boolean readPage(int page, byte[] target, int at) throws IOException {
    long offset = offset(page);
    if (offset < 0) {
      return false;
    }
    source.read(offset, target, at, pageSize);
    return true;
  }
}
