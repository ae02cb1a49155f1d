package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.DamagedObjectException;

/**
 * What a diff asks about the records that differ, in the order of the record list: a JSON header
 * with the threads and what they hold, a row of fixed length for each line, then what varies in
 * length. It is derived from the evidence; the manifest names its hash.
 */
public final class RecordIndex {

  static final String SCHEMA = "palimpsest/index/3";

  /** What earlier versions wrote: the parts of a message are not numbered. */
  private static final String BY_ORDER = "palimpsest/index/2";

  static final int ROW = RecordBuffer.FACETS;
  private static final byte[] NOTHING = new byte[0];
  private static final int MAX_HEADER = 256 << 20;

  private final ByteSource bytes;
  private final boolean byOrder;
  private final List<ThreadEntry> threads;
  private final long rows;
  private final long rowsAt;
  private final RankedBits varying;

  /** Where each variable part begins, and where the last one ends. */
  private final long[] starts;

  private final SoundRows sound;

  private RecordIndex(
      ByteSource bytes, Head head, RankedBits varying, long[] starts, @Nullable RecordRuns runs) {
    this.bytes = bytes;
    this.byOrder = head.byOrder();
    this.threads = head.threads();
    this.rows = head.rows();
    this.rowsAt = head.length();
    this.varying = varying;
    this.starts = starts;
    this.sound = new SoundRows(runs, new Summed(runs));
  }

  /** Opens an index that was compared with its name. */
  public static RecordIndex open(ByteSource bytes) throws IOException {
    return open(bytes, null);
  }

  /**
   * Opens an index that was not, of which the threads, and each row before it is used, are compared
   * with the sums.
   *
   * @param runs null for an index that was compared with its name
   */
  public static RecordIndex open(ByteSource bytes, @Nullable RecordRuns runs) throws IOException {
    Head head = Head.read(bytes, runs);
    long rowsAt = head.length();
    if (head.rows() < 0
        || head.rows() > (bytes.size() - rowsAt) / ROW
        || (runs != null && head.rows() != runs.rows())) {
      throw damaged();
    }
    return open(bytes, head, runs);
  }

  /**
   * The threads of an index, without its rows.
   *
   * @param runs null for an index that was compared with its name
   */
  public static List<ThreadEntry> threads(ByteSource bytes, @Nullable RecordRuns runs)
      throws IOException {
    return Head.read(bytes, runs).threads();
  }

  private static IOException damaged() {
    return new DamagedObjectException("a record index is damaged");
  }

  /** What stands before the rows, and its length in bytes. */
  private record Head(boolean byOrder, long rows, List<ThreadEntry> threads, int length) {

    static Head read(ByteSource bytes, @Nullable RecordRuns runs) throws IOException {
      byte[] length = new byte[4];
      bytes.read(0, length, 0, 4);
      int headerLength = ByteBuffer.wrap(length).getInt();
      if (headerLength < 0 || headerLength > Math.min(MAX_HEADER, bytes.size() - 4)) {
        throw damaged();
      }
      byte[] head = new byte[4 + headerLength];
      bytes.read(0, head, 0, head.length);
      if (runs != null && !runs.isHead(head)) {
        throw runs.indexDamaged();
      }
      try {
        JsonNode json = Json.readCanonical(Arrays.copyOfRange(head, 4, head.length));
        boolean byOrder = json.path("schema").asText().equals(BY_ORDER);
        if (!byOrder && !json.path("schema").asText().equals(SCHEMA)) {
          throw damaged();
        }
        List<ThreadEntry> threads = new ArrayList<>();
        json.path("threads").forEach(node -> threads.add(ThreadEntry.of(node)));
        return new Head(byOrder, json.path("rows").asLong(-1), List.copyOf(threads), head.length);
      } catch (MalformedJsonException e) {
        IOException damaged = damaged();
        damaged.initCause(e);
        throw damaged;
      }
    }
  }

  /** The index as its sums see it. */
  private final class Summed implements RecordRuns.Rows {
    private final @Nullable RecordRuns runs;

    Summed(@Nullable RecordRuns runs) {
      this.runs = runs;
    }

    @Override
    public int row() {
      return ROW;
    }

    @Override
    public void fixed(long from, long to, byte[] into) throws IOException {
      bytes.read(rowsAt + from * ROW, into, 0, (int) (to - from) * ROW);
    }

    @Override
    public byte @Nullable [] part(long row) throws IOException {
      return varying.get(row) ? extra(row) : null;
    }

    @Override
    public void requireSum(int run, byte[] sum) throws DamagedObjectException {
      if (runs != null && !runs.isIndexSum(run, sum)) {
        throw runs.indexDamaged();
      }
    }
  }

  private static RecordIndex open(ByteSource bytes, Head head, @Nullable RecordRuns runs)
      throws IOException {
    long bitsAt = head.length() + head.rows() * ROW;
    byte[] bits = new byte[RankedBits.length(head.rows())];
    if (bits.length > bytes.size() - bitsAt) {
      throw damaged();
    }
    bytes.read(bitsAt, bits, 0, bits.length);
    RankedBits varying = new RankedBits(bits);
    long lengthsAt = bitsAt + bits.length;
    if (varying.count() > (bytes.size() - lengthsAt) / 4) {
      throw damaged();
    }
    byte[] lengths = new byte[4 * varying.count()];
    bytes.read(lengthsAt, lengths, 0, lengths.length);
    long[] starts = new long[varying.count() + 1];
    starts[0] = lengthsAt + lengths.length;
    for (int i = 0; i < varying.count(); i++) {
      int length = ByteBuffer.wrap(lengths).getInt(4 * i);
      starts[i + 1] = starts[i] + length;
      if (length <= 0 || starts[i + 1] > bytes.size()) {
        throw damaged();
      }
    }
    return new RecordIndex(bytes, head, varying, starts, runs);
  }

  /** The threads; rows refer to them by position. */
  public List<ThreadEntry> threads() {
    return threads;
  }

  /** The header of an index that holds so many rows of this one and no threads. */
  ObjectNode headOf(int count) {
    ObjectNode head = Json.object();
    head.put("rows", count);
    head.put("schema", byOrder ? BY_ORDER : SCHEMA);
    head.putArray("threads");
    return head;
  }

  /** Number of rows, one for each line of the list. */
  public long rows() {
    return rows;
  }

  /** Compares every row with the sums. */
  void requireSound() throws IOException {
    sound.require(0, rows);
  }

  /** The facets of a line. */
  public Facets facets(long line) throws IOException {
    if (line < 0 || line >= rows) {
      throw new IOException("a record index has fewer rows than its list has lines");
    }
    sound.require(line, line + 1);
    byte[] row = new byte[ROW];
    bytes.read(rowsAt + line * ROW, row, 0, ROW);
    return facets(row, 0, line);
  }

  /** The facets of a line whose row lies at {@code at} of what was read. */
  Facets facets(byte[] read, int at, long line) throws IOException {
    Facets facets = Facets.read(read, at, extra(line));
    return byOrder ? facets.byOrder() : facets;
  }

  /** Reads facets of lines that are asked for in their order. */
  public FacetCursor cursor() {
    return new FacetCursor(this);
  }

  /**
   * Reads up to {@code most} rows, or those of a run, from the run on that a line lies in.
   *
   * @return the row behind the last
   */
  long read(long start, int most, byte[] target) throws IOException {
    return sound.read(start, rows, most, target);
  }

  /** Where the run begins that a line lies in. */
  long runOf(long line) throws IOException {
    if (line < 0 || line >= rows) {
      throw new IOException("a record index has fewer rows than its list has lines");
    }
    return sound.start(line);
  }

  /** The fixed rows {@code [from … to)}. */
  byte[] fixed(int from, int to) throws IOException {
    if (to > rows) {
      throw new IOException("a record index has fewer rows than its list has lines");
    }
    sound.require(from, to);
    byte[] fixed = new byte[(to - from) * ROW];
    bytes.read(rowsAt + (long) from * ROW, fixed, 0, fixed.length);
    return fixed;
  }

  /** How many of the lines {@code [from … to)} have a row number above {@code rowid}. */
  public long countAbove(long from, long to, long rowid) throws IOException {
    sound.require(from, Math.min(to, rows));
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

  /** Bytes of the variable parts of the rows {@code [from … to)}. */
  long extras(long from, long to) {
    return start(to) - start(from);
  }

  private long start(long line) {
    return starts[line < rows ? varying.rank(line) : varying.count()];
  }

  /** The variable part of a row. */
  byte[] extra(long line) throws IOException {
    if (!varying.get(line)) {
      return NOTHING;
    }
    int number = varying.rank(line);
    byte[] extra = new byte[(int) (starts[number + 1] - starts[number])];
    bytes.read(starts[number], extra, 0, extra.length);
    return extra;
  }
}
