package org.palimpsest.snapshot;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

/** Writes the digest list of sorted records. */
final class DigestListWriter {

  private DigestListWriter() {}

  /** The list as a stream. */
  static InputStream stream(SortedRecords records) {
    byte[] isLong = new byte[DigestList.bitmap(records.size())];
    byte[] scratch = new byte[DigestList.PART];
    long longBytes = 0;
    for (int i = 0; i < records.size(); i++) {
      RecordBuffer buffer = records.buffer(i);
      int offset = records.offset(i);
      if (!buffer.shortKey(offset, scratch)) {
        isLong[i >> 3] |= (byte) (1 << (i & 7));
        longBytes += buffer.keyLength(offset);
      }
    }
    byte[] header =
        ByteBuffer.allocate(DigestList.HEADER)
            .put(DigestList.MAGIC)
            .putLong(records.size())
            .putLong(longBytes)
            .array();
    return new SequenceInputStream(
        Collections.enumeration(
            List.of(
                new ByteArrayInputStream(header),
                new Rows(records, isLong),
                new ByteArrayInputStream(isLong),
                new LongKeys(records, isLong))));
  }

  private static boolean isLong(byte[] bitmap, int row) {
    return (bitmap[row >> 3] >> (row & 7) & 1) != 0;
  }

  private static final class Rows extends BlockStream {
    private final SortedRecords records;
    private final byte[] isLong;
    private final byte[] key = new byte[DigestList.PART];
    private int next;
    private long longAt;

    Rows(SortedRecords records, byte[] isLong) {
      this.records = records;
      this.isLong = isLong;
    }

    @Override
    ByteBuffer nextBlock() {
      int count = Math.min(4096, records.size() - next);
      ByteBuffer block = ByteBuffer.allocate(count * DigestList.ROW);
      for (int i = 0; i < count; i++, next++) {
        RecordBuffer buffer = records.buffer(next);
        int offset = records.offset(next);
        if (isLong(isLong, next)) {
          int length = buffer.keyLength(offset);
          block.putLong(longAt).putLong(length);
          longAt += length;
        } else {
          buffer.shortKey(offset, key);
          block.put(key);
        }
        buffer.putDigests(offset, block);
      }
      return block.flip();
    }
  }

  private static final class LongKeys extends BlockStream {
    private final SortedRecords records;
    private final byte[] isLong;
    private int next;

    LongKeys(SortedRecords records, byte[] isLong) {
      this.records = records;
      this.isLong = isLong;
    }

    @Override
    ByteBuffer nextBlock() {
      while (next < records.size()) {
        int row = next++;
        if (isLong(isLong, row)) {
          return ByteBuffer.wrap(records.buffer(row).key(records.offset(row)));
        }
      }
      return ByteBuffer.allocate(0);
    }
  }
}
