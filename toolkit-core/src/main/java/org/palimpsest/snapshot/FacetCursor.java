package org.palimpsest.snapshot;

import java.io.IOException;

/**
 * Reads facets of lines that are asked for in their order. The rows of a run are read and compared
 * with its sum together anyway; they are kept until a line of another one is asked for. Where one
 * run after the other is wanted, twice as many are read at once. For use by one thread.
 */
public final class FacetCursor {

  /** Rows that are read at first. */
  private static final int LEAST = 64;

  private final RecordIndex index;
  private final byte[] rows = new byte[RecordRuns.MOST * RecordIndex.ROW];
  private long from;
  private long to;
  private int most = LEAST;

  FacetCursor(RecordIndex index) {
    this.index = index;
  }

  /** The facets of a line. */
  public Facets facets(long line) throws IOException {
    return index.facets(rows, place(line), line);
  }

  /** Copies the fixed row of a line, and returns its variable part. */
  byte[] copy(long line, byte[] target, int at) throws IOException {
    System.arraycopy(rows, place(line), target, at, RecordIndex.ROW);
    return index.extra(line);
  }

  /** Where the fixed row of a line lies among those that were read. */
  private int place(long line) throws IOException {
    if (line < from || line >= to) {
      long start = index.runOf(line);
      most = start == to && to > 0 ? Math.min(2 * most, RecordRuns.MOST) : LEAST;
      to = from;
      long end = index.read(start, most, rows);
      from = start;
      to = end;
    }
    return (int) (line - from) * RecordIndex.ROW;
  }
}
