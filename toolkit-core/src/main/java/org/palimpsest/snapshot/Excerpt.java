package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palimpsest.json.Json;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.vault.DamagedObjectException;

/**
 * Rows of a snapshot's digest list and the same rows of its index, as two lists of their own: all
 * of them, or those that a note of changes picks out. A diff walks the one as the other.
 */
public final class Excerpt {

  private final DigestList digests;
  private final RecordIndex index;

  /** The line of each row in the record list; null where it is the row's own number. */
  private final int @Nullable [] lines;

  private Excerpt(DigestList digests, RecordIndex index, int @Nullable [] lines) {
    this.digests = digests;
    this.index = index;
    this.lines = lines;
  }

  /** All rows of two lists. */
  static Excerpt all(DigestList digests, RecordIndex index) {
    return new Excerpt(digests, index, null);
  }

  /** The rows, without what they commit to where they were picked out: whether it is the same. */
  public DigestList digests() {
    return digests;
  }

  /** What is asked about them; the threads stand in the snapshot's own index. */
  public RecordIndex index() {
    return index;
  }

  /** The line of a row in the record list. */
  public long line(long row) {
    return lines == null ? row : lines[(int) row];
  }

  /**
   * Reads what {@link Writer} wrote.
   *
   * @throws IOException if it is nothing of that kind
   */
  static Excerpt read(ByteBuffer from) throws IOException {
    ByteBuffer deltas = part(from);
    DigestList digests = DigestList.open(ByteSource.of(bytes(from)));
    RecordIndex index = RecordIndex.open(ByteSource.of(bytes(from)));
    if (deltas.remaining() % 4 != 0
        || digests.rows() != deltas.remaining() / 4
        || index.rows() != digests.rows()) {
      throw damaged();
    }
    int[] lines = new int[deltas.remaining() / 4];
    int line = -1;
    for (int i = 0; i < lines.length; i++) {
      int delta = deltas.getInt();
      if (delta <= 0 || line + delta < 0) {
        throw damaged();
      }
      line += delta;
      lines[i] = line;
    }
    return new Excerpt(digests, index, lines);
  }

  private static byte[] bytes(ByteBuffer from) throws IOException {
    ByteBuffer part = part(from);
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    return bytes;
  }

  private static ByteBuffer part(ByteBuffer from) throws IOException {
    int length = from.remaining() < 4 ? -1 : from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw damaged();
    }
    ByteBuffer part = from.slice(from.position(), length);
    from.position(from.position() + length);
    return part;
  }

  static DamagedObjectException damaged() {
    return new DamagedObjectException("the changes of a snapshot are damaged");
  }

  /** How many rows, without content. */
  @Override
  public String toString() {
    return digests.rows() + " rows";
  }

  /** Picks out rows in their order. */
  static final class Writer {
    private final ByteArrayOutputStream deltas = new ByteArrayOutputStream();
    private final ByteArrayOutputStream rows = new ByteArrayOutputStream();
    private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    private final ByteArrayOutputStream longKeys = new ByteArrayOutputStream();
    private int[] lines = new int[64];
    private byte[] isLong = new byte[8];
    private int count;

    int count() {
      return count;
    }

    /** Bytes of the long keys. */
    long keyBytes() {
      return longKeys.size();
    }

    /** Bytes of what varies in length of these rows of an index. */
    long variableBytes(RecordIndex index) {
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        bytes += index.extras(lines[i], lines[i] + 1L);
      }
      return bytes;
    }

    /**
     * Adds the row that a cursor stands on.
     *
     * @param content what stands for its content: equal where that is equal on both sides
     * @param state what stands for its state
     */
    void add(DigestCursor at, int content, int state) throws IOException {
      int line = Math.toIntExact(at.number());
      if (count == lines.length) {
        lines = Arrays.copyOf(lines, 2 * count);
        isLong = Arrays.copyOf(isLong, 2 * isLong.length);
      }
      deltas.writeBytes(int4(count == 0 ? line + 1 : line - lines[count - 1]));
      lines[count] = line;
      byte[] row = new byte[DigestList.ROW];
      at.copyShortKey(row);
      row[2 * DigestList.PART - 1] = (byte) content;
      row[3 * DigestList.PART - 1] = (byte) state;
      rows.writeBytes(row);
      if (!at.isShort()) {
        isLong[count >> 3] |= (byte) (1 << (count & 7));
        byte[] key = at.keyBytes();
        lengths.write(key.length >>> 8);
        lengths.write(key.length);
        longKeys.writeBytes(key);
      }
      count++;
    }

    /** Writes the rows, with what the index they come from says of them. */
    void writeTo(ByteArrayOutputStream all, RecordIndex index) throws IOException {
      part(all, deltas.toByteArray());
      part(all, digests());
      part(all, facets(index));
    }

    private static void part(ByteArrayOutputStream all, byte[] bytes) {
      all.writeBytes(int4(bytes.length));
      all.writeBytes(bytes);
    }

    private static byte[] int4(int number) {
      return ByteBuffer.allocate(4).putInt(number).array();
    }

    private byte[] digests() {
      ByteArrayOutputStream list = new ByteArrayOutputStream();
      list.writeBytes(DigestList.MAGIC);
      list.writeBytes(ByteBuffer.allocate(8).putLong(count).array());
      list.writeBytes(rows.toByteArray());
      list.write(isLong, 0, RankedBits.length(count));
      list.writeBytes(lengths.toByteArray());
      list.writeBytes(longKeys.toByteArray());
      return list.toByteArray();
    }

    private byte[] facets(RecordIndex index) throws IOException {
      byte[] head = Json.canonical(index.headOf(count));
      FacetCursor cursor = index.cursor();
      byte[] fixed = new byte[count * RecordIndex.ROW];
      byte[] varying = new byte[RankedBits.length(count)];
      ByteArrayOutputStream extraLengths = new ByteArrayOutputStream();
      ByteArrayOutputStream extras = new ByteArrayOutputStream();
      for (int i = 0; i < count; i++) {
        byte[] extra = cursor.copy(lines[i], fixed, i * RecordIndex.ROW);
        if (extra.length > 0) {
          varying[i >> 3] |= (byte) (1 << (i & 7));
          extraLengths.writeBytes(int4(extra.length));
          extras.writeBytes(extra);
        }
      }
      ByteArrayOutputStream list = new ByteArrayOutputStream();
      part(list, head);
      list.writeBytes(fixed);
      list.writeBytes(varying);
      list.writeBytes(extraLengths.toByteArray());
      list.writeBytes(extras.toByteArray());
      return list.toByteArray();
    }
  }
}
