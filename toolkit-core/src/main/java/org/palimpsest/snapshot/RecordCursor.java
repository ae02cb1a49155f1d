package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.palimpsest.sqlite.ByteSource;

/**
 * Walks a record list together with its index, line by line and row by row, so that one pass over
 * both is enough for whatever is asked.
 */
public final class RecordCursor {

  private static final int ROWS = 4096;

  private final RecordIndex index;
  private final LineCursor line;
  private final byte[] window = new byte[ROWS * RecordIndex.ROW];
  private final ByteBuffer fields = ByteBuffer.wrap(window);
  private long windowFrom;
  private long windowTo;
  private int at;

  private RecordCursor(RecordIndex index, LineCursor line) {
    this.index = index;
    this.line = line;
  }

  /**
   * The records that start within {@code [from … to)} of the list.
   *
   * @param from offset of the start of a line
   * @param to offset of the start of a line, or the size
   * @param firstNumber number of the first line
   */
  public static RecordCursor over(
      ByteSource list, RecordIndex index, long from, long to, long firstNumber) {
    return new RecordCursor(index, LineCursor.over(list, from, to, firstNumber));
  }

  /** Goes to the next record; false at the end. */
  public boolean next() throws IOException {
    if (!line.next()) {
      return false;
    }
    long number = line.number();
    if (number < windowFrom || number >= windowTo) {
      windowFrom = number;
      windowTo = index.read(number, ROWS, window);
    }
    at = (int) (number - windowFrom) * RecordIndex.ROW;
    return true;
  }

  /** Its line. */
  public LineCursor line() {
    return line;
  }

  /** Position of its thread among the index's threads, -1 for none. */
  public int thread() {
    return fields.getInt(at + 32);
  }

  /** Whether a flag of {@link Facets} is set. */
  public boolean has(int flag) {
    return (fields.getInt(at + 36) & flag) != 0;
  }

  /** Messages: the stored date. */
  public long date() {
    return fields.getLong(at + 8);
  }

  /** Its facets. */
  public Facets facets() throws IOException {
    return index.facets(fields, at);
  }
}
