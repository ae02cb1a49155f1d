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

  private static final String SCHEMA = "palimpsest/index/1";
  static final int ROW = 48;
  private static final int NOTHING = -1;
  private static final int MAX_HEADER = 256 << 20;

  private final ByteSource bytes;
  private final List<ThreadEntry> threads;
  private final long rows;
  private final long rowsAt;

  private RecordIndex(ByteSource bytes, List<ThreadEntry> threads, long rows, long rowsAt) {
    this.bytes = bytes;
    this.threads = threads;
    this.rows = rows;
    this.rowsAt = rowsAt;
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
      return new RecordIndex(bytes, List.copyOf(threads), rows, rowsAt);
    } catch (MalformedJsonException e) {
      throw new IOException("a record index is damaged", e);
    }
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
        extra(fields.getInt(44)));
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

  private byte[] extra(int extraAt) throws IOException {
    if (extraAt == NOTHING) {
      return new byte[0];
    }
    long place = rowsAt + rows * ROW + (extraAt & 0xffff_ffffL);
    byte[] length = new byte[4];
    bytes.read(place, length, 0, 4);
    int count = ByteBuffer.wrap(length).getInt();
    if (count < 0 || count > bytes.size() - place - 4) {
      throw new IOException("a record index is damaged");
    }
    byte[] extra = new byte[count];
    bytes.read(place + 4, extra, 0, count);
    return extra;
  }

  /** The fixed rows, made while they are read. */
  private static final class Rows extends BlockStream {
    private final SortedRecords records;
    private final ByteArrayOutputStream extras = new ByteArrayOutputStream();
    private int next;

    Rows(SortedRecords records) {
      this.records = records;
    }

    @Override
    ByteBuffer nextBlock() {
      int count = Math.min(4096, records.size() - next);
      ByteBuffer block = ByteBuffer.allocate(count * ROW);
      for (int i = 0; i < count; i++) {
        RecordBuffer buffer = records.buffer(next);
        int offset = records.offset(next++);
        buffer.putFacets(offset, block);
        int length = buffer.extraLength(offset);
        block.putInt(length == 0 ? NOTHING : extras.size());
        if (length > 0) {
          ByteBuffer extra = ByteBuffer.allocate(4 + length).putInt(length);
          buffer.putExtra(offset, extra);
          extras.writeBytes(extra.array());
        }
      }
      return block.flip();
    }
  }

  /** The variable parts, each after its length, which are known when the rows were written. */
  private static final class Extras extends BlockStream {
    private final Rows rows;
    private boolean given;

    Extras(Rows rows) {
      this.rows = rows;
    }

    @Override
    ByteBuffer nextBlock() {
      ByteBuffer block =
          given ? ByteBuffer.allocate(0) : ByteBuffer.wrap(rows.extras.toByteArray());
      given = true;
      return block;
    }
  }
}
