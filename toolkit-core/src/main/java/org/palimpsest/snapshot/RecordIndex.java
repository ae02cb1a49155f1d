package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
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
 * What a diff asks about records, in the order of the record list: a JSON header with the threads,
 * a row of fixed length for each line, then what varies in length. It is derived from the evidence;
 * the manifest names its hash.
 */
public final class RecordIndex {

  private static final String SCHEMA = "palimpsest/index/1";
  static final int ROW = 48;
  private static final int NOTHING = -1;

  /** A line in this many has its offset in the header, so that parts of a list can be found. */
  private static final int ANCHOR_EVERY = 16_384;

  private static final int MAX_HEADER = 256 << 20;

  private final ByteSource bytes;
  private final List<ThreadEntry> threads;
  private final List<Anchor> anchors;
  private final long rows;
  private final long rowsAt;

  /**
   * A thread as the index names it.
   *
   * @param id its name
   * @param group whether it is a group
   * @param participants handles, sorted
   */
  public record ThreadEntry(String id, boolean group, List<String> participants) {
    /** Its name alone. */
    @Override
    public String toString() {
      return "thread " + id;
    }
  }

  /**
   * Where a line of the list starts.
   *
   * @param line its number
   * @param offset its first byte
   */
  public record Anchor(long line, long offset) {}

  private RecordIndex(
      ByteSource bytes, List<ThreadEntry> threads, List<Anchor> anchors, long rows, long rowsAt) {
    this.bytes = bytes;
    this.threads = threads;
    this.anchors = anchors;
    this.rows = rows;
    this.rowsAt = rowsAt;
  }

  /** The index of {@code records} as a stream. */
  static InputStream write(SortedRecords records, List<MessageThread> threads) {
    ObjectNode header = Json.object();
    ArrayNode offsets = header.putArray("anchors");
    long offset = 0;
    for (int i = 0; i < records.size(); i++) {
      if (i % ANCHOR_EVERY == 0) {
        offsets.add(offset);
      }
      offset += records.lineLength(i);
    }
    header.put("rows", records.size());
    header.put("schema", SCHEMA);
    ArrayNode list = header.putArray("threads");
    for (MessageThread thread : threads) {
      ObjectNode node = list.addObject();
      node.put("group", thread.group());
      node.put("id", thread.id());
      ArrayNode participants = node.putArray("participants");
      thread.participants().forEach(participants::add);
    }
    byte[] json = Json.canonical(header);
    byte[] head = ByteBuffer.allocate(4 + json.length).putInt(json.length).put(json).array();
    return new SequenceInputStream(
        new ByteArrayInputStream(head),
        new SequenceInputStream(new Rows(records), new Extras(records)));
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
      for (JsonNode node : json.path("threads")) {
        List<String> participants = new ArrayList<>();
        node.path("participants").forEach(handle -> participants.add(handle.asText()));
        threads.add(
            new ThreadEntry(
                node.path("id").asText(),
                node.path("group").asBoolean(),
                List.copyOf(participants)));
      }
      List<Anchor> anchors = new ArrayList<>();
      for (JsonNode offset : json.path("anchors")) {
        anchors.add(new Anchor((long) anchors.size() * ANCHOR_EVERY, offset.asLong()));
      }
      return new RecordIndex(bytes, List.copyOf(threads), List.copyOf(anchors), rows, rowsAt);
    } catch (MalformedJsonException e) {
      throw new IOException("a record index is damaged", e);
    }
  }

  /** The threads; rows refer to them by position. */
  public List<ThreadEntry> threads() {
    return threads;
  }

  /** Lines with known offsets, ascending, beginning with the first line. */
  public List<Anchor> anchors() {
    return anchors;
  }

  /** Number of rows, one for each line of the list. */
  public long rows() {
    return rows;
  }

  /** The facets of a line. */
  public Facets facets(long line) throws IOException {
    byte[] row = new byte[ROW];
    bytes.read(rowsAt + line * ROW, row, 0, ROW);
    return facets(ByteBuffer.wrap(row), 0);
  }

  /** Reads up to {@code most} rows from a line on and returns the line behind the last. */
  long read(long line, int most, byte[] target) throws IOException {
    int count = (int) Math.min(most, rows - line);
    if (count <= 0) {
      throw new IOException("a record index has fewer rows than its list has lines");
    }
    bytes.read(rowsAt + line * ROW, target, 0, count * ROW);
    return line + count;
  }

  Facets facets(ByteBuffer fields, int at) throws IOException {
    int extraAt = fields.getInt(at + 44);
    byte[] extra = new byte[0];
    if (extraAt != NOTHING) {
      long place = rowsAt + rows * ROW + (extraAt & 0xffff_ffffL);
      byte[] length = new byte[4];
      bytes.read(place, length, 0, 4);
      int count = ByteBuffer.wrap(length).getInt();
      if (count < 0 || count > bytes.size() - place - 4) {
        throw new IOException("a record index is damaged");
      }
      extra = new byte[count];
      bytes.read(place + 4, extra, 0, count);
    }
    return new Facets(
        fields.getLong(at),
        fields.getLong(at + 8),
        fields.getLong(at + 16),
        fields.getLong(at + 24),
        fields.getInt(at + 32),
        fields.getInt(at + 36),
        fields.getInt(at + 40),
        extra);
  }

  /** The fixed rows, made while they are read. */
  private static final class Rows extends BlockStream {
    private final SortedRecords records;
    private int next;
    private long extraAt;

    Rows(SortedRecords records) {
      this.records = records;
    }

    @Override
    ByteBuffer nextBlock() {
      int count = Math.min(1024, records.size() - next);
      ByteBuffer block = ByteBuffer.allocate(count * ROW);
      for (int i = 0; i < count; i++) {
        RecordBuffer buffer = records.buffer(next);
        int offset = records.offset(next++);
        buffer.putFacets(offset, block);
        int extra = buffer.extraLength(offset);
        block.putInt(extra == 0 ? NOTHING : (int) extraAt);
        extraAt += extra == 0 ? 0 : 4L + extra;
      }
      return block.flip();
    }
  }

  /** The variable parts, each after its length. */
  private static final class Extras extends BlockStream {
    private final SortedRecords records;
    private int next;

    Extras(SortedRecords records) {
      this.records = records;
    }

    @Override
    ByteBuffer nextBlock() {
      while (next < records.size()) {
        RecordBuffer buffer = records.buffer(next);
        int offset = records.offset(next++);
        int length = buffer.extraLength(offset);
        if (length > 0) {
          ByteBuffer block = ByteBuffer.allocate(4 + length).putInt(length);
          buffer.putExtra(offset, block);
          return block.flip();
        }
      }
      return ByteBuffer.allocate(0);
    }
  }

  /** A stream of blocks; an empty block ends it. */
  private abstract static class BlockStream extends InputStream {
    private ByteBuffer block = ByteBuffer.allocate(0);

    abstract ByteBuffer nextBlock();

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int count) {
      if (!block.hasRemaining()) {
        block = nextBlock();
        if (!block.hasRemaining()) {
          return -1;
        }
      }
      int part = Math.min(count, block.remaining());
      block.get(target, at, part);
      return part;
    }
  }
}
