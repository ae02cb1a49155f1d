package org.palimpsest.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** A database of two pages, written without SQLite, that holds one message with one blob. */
final class OneMessageStore {

  /** The longest blob that fits without overflow pages. */
  static final int MOST = 60_000;

  private static final int PAGE = 65_536;
  private static final int LEAF = 13;
  private static final byte[] GUID = ascii("0B0E2F5A-0000-4000-8000-000000000001");

  private OneMessageStore() {}

  static Database withSummary(byte[] blob) throws MalformedDatabaseException, IOException {
    return open("message_summary_info", blob);
  }

  static Database withBody(byte[] blob) throws MalformedDatabaseException, IOException {
    return open("attributedBody", blob);
  }

  static Database withPayload(byte[] blob) throws MalformedDatabaseException, IOException {
    return open("payload_data BLOB, balloon_bundle_id TEXT DEFAULT 'an.app', rest", blob);
  }

  private static Database open(String column, byte[] blob)
      throws MalformedDatabaseException, IOException {
    byte[] sql = ascii("CREATE TABLE message (guid TEXT, date INTEGER, " + column + " BLOB)");
    ByteBuffer file = ByteBuffer.allocate(2 * PAGE);
    file.put(ascii("SQLite format 3\0")).putShort((short) 1).put((byte) 1).put((byte) 1);
    file.put(21, (byte) 64).put(22, (byte) 32).put(23, (byte) 32);
    file.putInt(28, 2).putInt(44, 4).putInt(56, 1);
    byte[] name = ascii("message");
    leaf(file, 0, 100, record(ascii("table"), name, name, 2L, sql));
    leaf(file, PAGE, 0, record(GUID, 700_000_000_000_000_000L, new Blob(blob)));
    return Database.open(ByteSource.of(file.array()), null);
  }

  /** A BLOB value; a plain array is TEXT. */
  private record Blob(byte[] bytes) {}

  private static void leaf(ByteBuffer file, int page, int base, byte[] record) {
    ByteBuffer cell = ByteBuffer.allocate(record.length + 16);
    varint(cell, record.length);
    varint(cell, 1);
    cell.put(record).flip();
    int at = PAGE - cell.remaining();
    file.put(page + base, (byte) LEAF).putShort(page + base + 3, (short) 1);
    file.putShort(page + base + 5, (short) at).putShort(page + base + 8, (short) at);
    file.position(page + at).put(cell);
  }

  private static byte[] record(Object... values) {
    ByteBuffer header = ByteBuffer.allocate(64);
    ByteBuffer body = ByteBuffer.allocate(PAGE);
    for (Object value : values) {
      if (value instanceof Long number) {
        varint(header, 6);
        body.putLong(number);
      } else if (value instanceof Blob blob) {
        varint(header, 12 + 2L * blob.bytes().length);
        body.put(blob.bytes());
      } else {
        byte[] text = (byte[]) value;
        varint(header, 13 + 2L * text.length);
        body.put(text);
      }
    }
    ByteBuffer whole = ByteBuffer.allocate(1 + header.position() + body.position());
    whole.put((byte) (1 + header.position()));
    whole.put(header.flip()).put(body.flip());
    return whole.array();
  }

  private static void varint(ByteBuffer target, long value) {
    for (int shift = 21; shift > 0; shift -= 7) {
      if (value >> shift != 0) {
        target.put((byte) (0x80 | value >> shift & 0x7f));
      }
    }
    target.put((byte) (value & 0x7f));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
