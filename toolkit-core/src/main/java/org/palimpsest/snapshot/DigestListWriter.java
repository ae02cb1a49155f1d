package org.palimpsest.snapshot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Writes the digest list of sorted records. */
final class DigestListWriter {

  private final SortedRecords records;
  private final RunSums sums = new RunSums();

  DigestListWriter(SortedRecords records) {
    this.records = records;
  }

  /** The sums over its runs, once it was written. */
  RunSums sums() {
    return sums;
  }

  /** The list as a stream. */
  InputStream stream() {
    Rows rows = new Rows(records, sums);
    byte[] header =
        ByteBuffer.allocate(DigestList.HEADER)
            .put(DigestList.MAGIC)
            .putLong(records.size())
            .array();
    return new SequenceInputStream(
        Collections.enumeration(List.of(new ByteArrayInputStream(header), rows, new Behind(rows))));
  }

  private static final class Rows extends BlockStream {
    private final SortedRecords records;
    private final RunSums sums;
    private final byte[] isLong;
    private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    private final ByteArrayOutputStream longKeys = new ByteArrayOutputStream();
    private int next;

    Rows(SortedRecords records, RunSums sums) {
      this.records = records;
      this.sums = sums;
      this.isLong = new byte[RankedBits.length(records.size())];
    }

    @Override
    ByteBuffer nextBlock() {
      int count = Math.min(4096, records.size() - next);
      ByteBuffer block = ByteBuffer.allocate(count * DigestList.ROW);
      sums.block(block.array(), DigestList.ROW);
      for (int i = 0; i < count; i++, next++) {
        if (i % SortedRecords.NEAR == 0) {
          records.approach(next, next + Math.min(SortedRecords.NEAR, count - i));
        }
        row(records.buffer(next), records.offset(next), block);
      }
      sums.blockDone();
      if (count == 0) {
        sums.done();
      }
      return block.flip();
    }

    private void row(RecordBuffer buffer, int offset, ByteBuffer block) {
      if (buffer.isShort(offset)) {
        buffer.putShortKey(offset, block);
      } else {
        longKey(buffer.key(offset), block);
      }
      buffer.putDigests(offset, block);
      sums.row(buffer.contentByte(offset));
    }

    private void longKey(byte[] key, ByteBuffer block) {
      isLong[next >> 3] |= (byte) (1 << (next & 7));
      block.put(Arrays.copyOf(key, DigestList.PART));
      lengths.write(key.length >>> 8);
      lengths.write(key.length);
      longKeys.writeBytes(key);
      sums.part(key);
    }
  }

  /** What stands behind the rows and is known when they were written. */
  private static final class Behind extends BlockStream {
    private final Rows rows;
    private int given;

    Behind(Rows rows) {
      this.rows = rows;
    }

    @Override
    ByteBuffer nextBlock() {
      return switch (given++) {
        case 0 -> ByteBuffer.wrap(rows.isLong);
        case 1 -> ByteBuffer.wrap(joined());
        default -> ByteBuffer.allocate(0);
      };
    }

    private byte[] joined() {
      rows.lengths.writeBytes(rows.longKeys.toByteArray());
      return rows.lengths.toByteArray();
    }
  }
}
