package org.palimpsest.source;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The header of a {@code -shm} file, the index of a write-ahead log (SQLite, walformat §2): how
 * many frames the log holds, by the last program that wrote to it. It is written in the byte order
 * of the machine, twice, with a checksum; what does not check says nothing.
 */
final class LogIndex {

  /** Bytes of both copies of the header. */
  static final int LENGTH = 96;

  private static final int COPY = 48;
  private static final int VERSION = 3_007_000;
  private static final int SUMMED = 40;
  private static final int LOG_HEADER = 32;
  private static final int FRAME_HEADER = 24;

  private LogIndex() {}

  /**
   * How many frames the index counts that the log does not hold.
   *
   * @param start the first bytes of the index
   * @param log the log's header
   * @param size of the log in bytes
   */
  static long lacking(byte[] start, byte[] log, long size) {
    if (start.length < LENGTH
        || log.length < LOG_HEADER
        || !Arrays.equals(start, 0, COPY, start, COPY, LENGTH)
        || !Arrays.equals(start, 32, 40, log, 16, 24)
        || start[12] != 1) {
      return 0;
    }
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      ByteBuffer fields = ByteBuffer.wrap(start).order(order);
      if (fields.getInt(0) == VERSION && checks(fields)) {
        int pageSize = fields.getShort(14) & 0xffff;
        int bytes = pageSize == 1 ? 65_536 : pageSize;
        long held = Math.max(0, size - LOG_HEADER) / (bytes + FRAME_HEADER);
        return Math.max(0, (fields.getInt(16) & 0xffff_ffffL) - held);
      }
    }
    return 0;
  }

  private static boolean checks(ByteBuffer fields) {
    int first = 0;
    int second = 0;
    for (int at = 0; at < SUMMED; at += 8) {
      first += fields.getInt(at) + second;
      second += fields.getInt(at + 4) + first;
    }
    return first == fields.getInt(SUMMED) && second == fields.getInt(SUMMED + 4);
  }
}
