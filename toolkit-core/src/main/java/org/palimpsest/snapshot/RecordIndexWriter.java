package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.messages.MessageThread;

/** Writes the index of sorted records. */
final class RecordIndexWriter {

  private final SortedRecords records;
  private final byte[] head;
  private final RunSums sums = new RunSums();

  RecordIndexWriter(SortedRecords records, List<MessageThread> threads) {
    this.records = records;
    ThreadTally tally = ThreadTally.of(records, threads.size());
    ObjectNode header = Json.object();
    header.put("rows", records.size());
    header.put("schema", RecordIndex.SCHEMA);
    ArrayNode list = header.putArray("threads");
    for (int i = 0; i < threads.size(); i++) {
      list.add(tally.entry(i, threads.get(i)).json());
    }
    byte[] json = Json.canonical(header);
    this.head = ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array();
  }

  /** The index as a stream. */
  InputStream stream() {
    Rows rows = new Rows(records, sums);
    return new SequenceInputStream(
        new ByteArrayInputStream(head), new SequenceInputStream(rows, new Extras(rows)));
  }

  /** The hash of what stands before its rows. */
  byte[] head() {
    return Sha256.of(head).bytes();
  }

  /** The sums over its runs, once it was written. */
  RunSums sums() {
    return sums;
  }

  /** The fixed rows, made while they are read. */
  private static final class Rows extends BlockStream {
    private final SortedRecords records;
    private final RunSums sums;
    private final byte[] varying;
    private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    private final ByteArrayOutputStream extras = new ByteArrayOutputStream();
    private int next;

    Rows(SortedRecords records, RunSums sums) {
      this.records = records;
      this.sums = sums;
      this.varying = new byte[RankedBits.length(records.size())];
    }

    @Override
    ByteBuffer nextBlock() {
      int count = Math.min(4096, records.size() - next);
      ByteBuffer block = ByteBuffer.allocate(count * RecordIndex.ROW);
      sums.block(block.array(), RecordIndex.ROW);
      for (int i = 0; i < count; i++) {
        if (i % SortedRecords.NEAR == 0) {
          records.approach(next, next + Math.min(SortedRecords.NEAR, count - i));
        }
        row(records.buffer(next), records.offset(next), block);
        next++;
      }
      sums.blockDone();
      if (count == 0) {
        sums.done();
      }
      return block.flip();
    }

    private void row(RecordBuffer buffer, int offset, ByteBuffer block) {
      buffer.putFacets(offset, block);
      int length = buffer.extraLength(offset);
      if (length > 0) {
        varying[next >> 3] |= (byte) (1 << (next & 7));
        extra(buffer, offset, length);
      }
      sums.row(buffer.contentByte(offset));
    }

    private void extra(RecordBuffer buffer, int offset, int length) {
      ByteBuffer extra = ByteBuffer.allocate(length);
      buffer.putExtra(offset, extra);
      lengths.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
      extras.writeBytes(extra.array());
      sums.part(extra.array());
    }
  }

  /** Which rows have variable parts, their lengths and the parts, known when rows were written. */
  private static final class Extras extends BlockStream {
    private final Rows rows;
    private int given;

    Extras(Rows rows) {
      this.rows = rows;
    }

    @Override
    ByteBuffer nextBlock() {
      return switch (given++) {
        case 0 -> ByteBuffer.wrap(rows.varying);
        case 1 -> {
          rows.lengths.writeBytes(rows.extras.toByteArray());
          yield ByteBuffer.wrap(rows.lengths.toByteArray());
        }
        default -> ByteBuffer.allocate(0);
      };
    }
  }
}
