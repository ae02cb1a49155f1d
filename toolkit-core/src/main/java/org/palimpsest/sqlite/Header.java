package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.palimpsest.sqlite.MalformedDatabaseException.Reason;

/**
 * The 100-byte database header (file format §1.3).
 *
 * @param pageSize bytes per page, 512 to 65,536
 * @param usable bytes of a page without the reserved tail
 * @param pageCount pages that the header counts, 0 when the header does not know
 * @param encoding of text values
 * @param schemaCookie changes whenever the schema does
 */
record Header(int pageSize, int usable, int pageCount, Charset encoding, int schemaCookie) {

  static final int LENGTH = 100;
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  static Header read(ByteSource source) throws MalformedDatabaseException, IOException {
    if (source.size() == 0) {
      throw new MalformedDatabaseException(Reason.EMPTY, "the file is empty");
    }
    if (source.size() < LENGTH) {
      throw new MalformedDatabaseException(
          Reason.NOT_A_DATABASE, "the file is shorter than a database header");
    }
    byte[] bytes = new byte[LENGTH];
    source.read(0, bytes, 0, LENGTH);
    return parse(bytes);
  }

  static Header parse(byte[] bytes) throws MalformedDatabaseException {
    if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new MalformedDatabaseException(
          Reason.NOT_A_DATABASE, "the first bytes are not those of a SQLite database");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int pageSize = buffer.getShort(16) & 0xffff;
    if (pageSize == 1) {
      pageSize = 65_536;
    }
    if (pageSize < 512 || Integer.bitCount(pageSize) != 1) {
      throw MalformedDatabaseException.damaged(1, "impossible page size " + pageSize);
    }
    int usable = pageSize - (bytes[20] & 0xff);
    if (usable < 480) {
      throw MalformedDatabaseException.damaged(1, "too many reserved bytes");
    }
    // The in-header count is valid only when the change counter equals the version-valid-for field.
    int pageCount = buffer.getInt(24) == buffer.getInt(92) ? buffer.getInt(28) : 0;
    if (pageCount < 0) {
      throw MalformedDatabaseException.damaged(1, "impossible page count");
    }
    Charset encoding =
        switch (buffer.getInt(56)) {
          case 0, 1 -> StandardCharsets.UTF_8;
          case 2 -> StandardCharsets.UTF_16LE;
          case 3 -> StandardCharsets.UTF_16BE;
          default -> throw MalformedDatabaseException.damaged(1, "unknown text encoding");
        };
    return new Header(pageSize, usable, pageCount, encoding, buffer.getInt(40));
  }
}
