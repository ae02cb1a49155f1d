package org.palimpsest.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/**
 * What the database header says beyond what reading rows needs (file format §1.3).
 *
 * @param pageSize bytes per page
 * @param usable bytes of a page without the reserved tail
 * @param encoding of text values
 * @param pageCount pages that the header counts, 0 when it does not know
 * @param firstTrunk first page of the freelist, 0 when it is empty
 * @param freePages pages that the freelist is said to hold
 * @param schemaFormat 1 to 4; from 4 on, 0 and 1 are stored without a byte
 * @param autoVacuum whether the file has pointer-map pages
 */
public record StoreHeader(
    int pageSize,
    int usable,
    Charset encoding,
    int pageCount,
    int firstTrunk,
    int freePages,
    int schemaFormat,
    boolean autoVacuum) {

  /**
   * Reads the header from the first bytes of page 1.
   *
   * @throws MalformedDatabaseException if they are not those of a database
   */
  public static StoreHeader parse(byte[] firstPage) throws MalformedDatabaseException {
    if (firstPage.length < Header.LENGTH) {
      throw new MalformedDatabaseException(
          MalformedDatabaseException.Reason.NOT_A_DATABASE,
          "the file is shorter than a database header");
    }
    Header header = Header.parse(firstPage);
    ByteBuffer fields = ByteBuffer.wrap(firstPage);
    return new StoreHeader(
        header.pageSize(),
        header.usable(),
        header.encoding(),
        header.pageCount(),
        fields.getInt(32),
        fields.getInt(36),
        fields.getInt(44),
        fields.getInt(52) != 0);
  }

  /** Length of the header in bytes. */
  public static int length() {
    return Header.LENGTH;
  }

  /** Whether the page of that number is a pointer map. */
  public boolean isPointerMap(int page) {
    if (!autoVacuum || page < 2) {
      return false;
    }
    int entries = usable / 5 + 1;
    int map = (page - 2) / entries * entries + 2;
    return page == (map == lockPage() ? map + 1 : map);
  }

  /** The page that holds the lock byte and is never used. */
  public int lockPage() {
    return (1 << 30) / pageSize + 1;
  }

  /** How many bytes of a payload stay in a cell of a table's leaf. */
  public int localInTable(long payload) {
    int most = usable - 35;
    return payload <= most ? (int) payload : local(payload, most);
  }

  /** How many bytes of a payload stay in a cell of an index. */
  public int localInIndex(long payload) {
    int most = (usable - 12) * 64 / 255 - 23;
    return payload <= most ? (int) payload : local(payload, most);
  }

  private int local(long payload, int most) {
    int least = (usable - 12) * 32 / 255 - 23;
    int kept = least + (int) ((payload - least) % (usable - 4));
    return kept <= most ? kept : least;
  }
}
