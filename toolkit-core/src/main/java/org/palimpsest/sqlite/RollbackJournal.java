package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A rollback journal (file format §3): pages as they were before a transaction. A journal that is
 * kept after its commit (PERSIST) has a header of zeros and still holds them; where its records
 * begin is then found by trying.
 */
public final class RollbackJournal {

  private static final long MAGIC = 0xd9d505f920a163d7L;
  private static final int RECORD_EXTRA = 8;

  /**
   * A page as the journal holds it.
   *
   * @param page its number
   * @param offset where it begins in the journal, in bytes
   * @param checked whether its checksum agrees with the journal's nonce, or with that of all others
   *     when the header is gone
   */
  public record Entry(int page, long offset, boolean checked) {}

  private final List<Entry> entries;
  private final boolean hot;
  private final boolean blank;

  private RollbackJournal(List<Entry> entries, boolean hot, boolean blank) {
    this.entries = List.copyOf(entries);
    this.hot = hot;
    this.blank = blank;
  }

  /**
   * Reads a journal.
   *
   * @param pageSize the database's page size
   * @param pages no page above this number is believed
   */
  public static RollbackJournal read(ByteSource journal, int pageSize, int pages)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    boolean hot = false;
    byte[] header = new byte[28];
    long at = 0;
    if (!startsWhole(journal)) {
      at = blankHeader(journal, pageSize, pages, entries);
    }
    while (journal.size() - at >= 28) {
      journal.read(at, header, 0, 28);
      ByteBuffer fields = ByteBuffer.wrap(header);
      if (fields.getLong(0) != MAGIC) {
        break;
      }
      hot |= at == 0;
      int sector = fields.getInt(20);
      if (sector < 32 || sector > 65_536 || Integer.bitCount(sector) != 1) {
        sector = 512;
      }
      long start = at + sector;
      long fit = Math.max(0, (journal.size() - start) / (pageSize + RECORD_EXTRA));
      long counted = fields.getInt(8);
      long wanted = counted <= 0 ? fit : Math.min(counted, fit);
      collect(journal, start, wanted, pageSize, pages, fields.getInt(12), true, entries);
      long end = start + wanted * (pageSize + RECORD_EXTRA);
      at = Math.max(at + sector, (end + sector - 1) / sector * sector);
    }
    return new RollbackJournal(entries, hot, entries.isEmpty() && isBlank(journal));
  }

  private static boolean startsWhole(ByteSource journal) throws IOException {
    byte[] first = new byte[8];
    if (journal.size() < 28) {
      return false;
    }
    journal.read(0, first, 0, 8);
    return ByteBuffer.wrap(first).getLong() == MAGIC;
  }

  /**
   * Reads the records behind a header of zeros, and says where a further header may follow: the
   * headers of later segments are not wiped.
   */
  private static long blankHeader(ByteSource journal, int pageSize, int pages, List<Entry> entries)
      throws IOException {
    List<Entry> best = List.of();
    long next = journal.size();
    for (int sector : new int[] {512, 4096, pageSize, 1024, 2048, 8192}) {
      List<Entry> tried = new ArrayList<>();
      long fit = Math.max(0, (journal.size() - sector) / (pageSize + RECORD_EXTRA));
      collect(journal, sector, fit, pageSize, pages, 0, false, tried);
      if (tried.size() > best.size()) {
        best = tried;
        long end = sector + tried.size() * (long) (pageSize + RECORD_EXTRA);
        next = (end + sector - 1) / sector * sector;
      }
    }
    entries.addAll(best);
    return next;
  }

  private static void collect(
      ByteSource journal,
      long start,
      long wanted,
      int pageSize,
      int pages,
      int nonce,
      boolean nonceKnown,
      List<Entry> into)
      throws IOException {
    byte[] record = new byte[pageSize + RECORD_EXTRA];
    ByteBuffer fields = ByteBuffer.wrap(record);
    boolean known = nonceKnown;
    int expected = nonce;
    for (long i = 0; i < wanted; i++) {
      long offset = start + i * record.length;
      journal.read(offset, record, 0, record.length);
      int page = fields.getInt(0);
      if (page < 1 || page > pages) {
        return;
      }
      int sum = 0;
      for (int at = pageSize - 200; at > 0; at -= 200) {
        sum += record[4 + at] & 0xff;
      }
      int stored = fields.getInt(4 + pageSize);
      if (!known) {
        expected = stored - sum;
        known = true;
      }
      boolean checked = stored - sum == expected;
      if (!checked && !nonceKnown) {
        return;
      }
      into.add(new Entry(page, offset + 4, checked));
    }
  }

  private static boolean isBlank(ByteSource journal) throws IOException {
    byte[] part = new byte[65_536];
    for (long at = 0; at < journal.size(); at += part.length) {
      int count = (int) Math.min(part.length, journal.size() - at);
      journal.read(at, part, 0, count);
      for (int i = 0; i < count; i++) {
        if (part[i] != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** The pages in the order of the file. */
  public List<Entry> entries() {
    return entries;
  }

  /** Whether its header is whole: the transaction was not finished. */
  public boolean hot() {
    return hot;
  }

  /** Whether it holds nothing but zeros, or nothing at all. */
  public boolean blank() {
    return blank;
  }
}
