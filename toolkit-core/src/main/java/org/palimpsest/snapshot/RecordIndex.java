package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.messages.MessageThread;
import org.palimpsest.sqlite.ByteSource;

/**
 * What a diff asks about the records that differ, in the order of the record list: a JSON header
 * with the threads and what they hold, a row of fixed length for each line, then what varies in
 * length. It is derived from the evidence; the manifest names its hash.
 */
public final class RecordIndex {

  private static final String SCHEMA = "palimpsest/index/2";
  static final int ROW = RecordBuffer.FACETS;
  private static final byte[] NOTHING = new byte[0];
  private static final int MAX_HEADER = 256 << 20;

  private final ByteSource bytes;
  private final List<ThreadEntry> threads;
  private final long rows;
  private final long rowsAt;
  private final RankedBits varying;

  /** Where each variable part begins, and where the last one ends. */
  private final long[] starts;

  private RecordIndex(
      ByteSource bytes,
      List<ThreadEntry> threads,
      long rows,
      long rowsAt,
      RankedBits varying,
      long[] starts) {
    this.bytes = bytes;
    this.threads = threads;
    this.rows = rows;
    this.rowsAt = rowsAt;
    this.varying = varying;
    this.starts = starts;
  }

  /** The index of {@code records} as a stream. */
  static InputStream write(SortedRecords records, List<MessageThread> threads) {
    ThreadTally tally = ThreadTally.of(records, threads.size());
    ObjectNode header = Json.object();
    header.put("rows", records.size());
    header.put("schema", SCHEMA);
    ArrayNode list = header.putArray("threads");
    for (int i = 0; i < threads.size(); i++) {
      list.add(tally.entry(i, threads.get(i)).json());
    }
    byte[] json = Json.canonical(header);
    byte[] head = ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array();
    Rows rows = new Rows(records);
    return new SequenceInputStream(
        new ByteArrayInputStream(head), new SequenceInputStream(rows, new Extras(rows)));
  }

  /** Opens an index. */
  public static RecordIndex open(ByteSource bytes) throws IOException {
    byte[] length = new byte[4];
    bytes.read(0, length, 0, 4);
    int headerLength = ByteBuffer.wrap(length).getInt();
    if (headerLength < 0 || headerLength > Math.min(MAX_HEADER, bytes.size() - 4)) {
      throw new IOException("a record index is damaged");
    }
    byte[] header = new byte[headerLength];
    bytes.read(4, header, 0, headerLength);
    try {
      JsonNode json = Json.readCanonical(header);
      long rows = json.path("rows").asLong(-1);
      long rowsAt = 4L + headerLength;
      if (!json.path("schema").asText().equals(SCHEMA)
          || rows < 0
          || rows > (bytes.size() - rowsAt) / ROW) {
        throw new IOException("a record index is damaged");
      }
      List<ThreadEntry> threads = new ArrayList<>();
      json.path("threads").forEach(node -> threads.add(ThreadEntry.of(node)));
      return open(bytes, List.copyOf(threads), rows, rowsAt);
    } catch (MalformedJsonException e) {
      throw new IOException("a record index is damaged", e);
    }
  }

  private static RecordIndex open(
      ByteSource bytes, List<ThreadEntry> threads, long rows, long rowsAt) throws IOException {
    long bitsAt = rowsAt + rows * ROW;
    byte[] bits = new byte[RankedBits.length(rows)];
    if (bits.length > bytes.size() - bitsAt) {
      throw new IOException("a record index is damaged");
    }
    bytes.read(bitsAt, bits, 0, bits.length);
    RankedBits varying = new RankedBits(bits);
    long lengthsAt = bitsAt + bits.length;
    if (varying.count() > (bytes.size() - lengthsAt) / 4) {
      throw new IOException("a record index is damaged");
    }
    byte[] lengths = new byte[4 * varying.count()];
    bytes.read(lengthsAt, lengths, 0, lengths.length);
    long[] starts = new long[varying.count() + 1];
    starts[0] = lengthsAt + lengths.length;
    for (int i = 0; i < varying.count(); i++) {
      int length = ByteBuffer.wrap(lengths).getInt(4 * i);
      starts[i + 1] = starts[i] + length;
      if (length <= 0 || starts[i + 1] > bytes.size()) {
        throw new IOException("a record index is damaged");
      }
    }
    return new RecordIndex(bytes, threads, rows, rowsAt, varying, starts);
  }

  /** The threads; rows refer to them by position. */
  public List<ThreadEntry> threads() {
    return threads;
  }

  /** Number of rows, one for each line of the list. */
  public long rows() {
    return rows;
  }

  /** The facets of a line. */
  public Facets facets(long line) throws IOException {
    if (line < 0 || line >= rows) {
      throw new IOException("a record index has fewer rows than its list has lines");
    }
    byte[] row = new byte[ROW];
    bytes.read(rowsAt + line * ROW, row, 0, ROW);
    ByteBuffer fields = ByteBuffer.wrap(row);
    return new Facets(
        fields.getLong(0),
        fields.getLong(8),
        fields.getLong(16),
        fields.getLong(24),
        fields.getInt(32),
        fields.getInt(36),
        fields.getInt(40),
        extra(line));
  }

  /** How many of the lines {@code [from … to)} have a row number above {@code rowid}. */
  public long countAbove(long from, long to, long rowid) throws IOException {
    long count = 0;
    byte[] block = new byte[4096 * ROW];
    for (long line = from; line < Math.min(to, rows); line += 4096) {
      int lines = (int) Math.min(4096, Math.min(to, rows) - line);
      bytes.read(rowsAt + line * ROW, block, 0, lines * ROW);
      ByteBuffer fields = ByteBuffer.wrap(block);
      for (int i = 0; i < lines; i++) {
        count += fields.getLong(i * ROW) > rowid ? 1 : 0;
      }
    }
    return count;
  }

  private byte[] extra(long line) throws IOException {
    if (!varying.get(line)) {
      return NOTHING;
    }
    int number = varying.rank(line);
    byte[] extra = new byte[(int) (starts[number + 1] - starts[number])];
    bytes.read(starts[number], extra, 0, extra.length);
    return extra;
  }

  /** The fixed rows, made while they are read. */
  private static final class Rows extends BlockStream {
    private final SortedRecords records;
    private final byte[] varying;
    private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    private final ByteArrayOutputStream extras = new ByteArrayOutputStream();
    private int next;

    Rows(SortedRecords records) {
      this.records = records;
      this.varying = new byte[RankedBits.length(records.size())];
    }

    @Override
    ByteBuffer nextBlock() {
      int count = Math.min(4096, records.size() - next);
      ByteBuffer block = ByteBuffer.allocate(count * ROW);
      for (int i = 0; i < count; i++) {
        RecordBuffer buffer = records.buffer(next);
        int offset = records.offset(next);
        buffer.putFacets(offset, block);
        int length = buffer.extraLength(offset);
        if (length > 0) {
          varying[next >> 3] |= (byte) (1 << (next & 7));
          ByteBuffer extra = ByteBuffer.allocate(length);
          buffer.putExtra(offset, extra);
          lengths.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
          extras.writeBytes(extra.array());
        }
        next++;
      }
      return block.flip();
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
