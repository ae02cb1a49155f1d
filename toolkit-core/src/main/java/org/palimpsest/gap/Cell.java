package org.palimpsest.gap;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cell as the carver found it in a page. */
final class Cell {

  /** How its boundaries are known. */
  enum Proof {
    /** Payload length, ROWID and header agree. */
    WHOLE(0),
    /** The header is whole, and the free block has exactly the cell's length. */
    HEADER_AND_SPAN(1),
    /** The header is whole. */
    HEADER(2),
    /** Parts of the header were overwritten and follow from the free block's exact length. */
    SPAN(3),
    /** Parts of the header were overwritten and follow from the neighbouring cells. */
    NEIGHBOURS(4);

    /** The lower, the better. */
    final int rank;

    Proof(int rank) {
      this.rank = rank;
    }
  }

  Shape shape;
  Proof proof = Proof.WHOLE;
  int start;
  int end;
  int typesAt;
  int columns;
  long[] solved = NONE;
  int bodyAt;
  long payload;
  int localEnd;
  long rowid;
  boolean rowidKnown;
  boolean truncated;
  int weight;

  /** Whether the cell's end is where something else begins. */
  boolean endIsTight;

  /** Whether another cell was written over its end. */
  boolean overwritten;

  /** Whether its values cannot stand, unless their end was overwritten. */
  boolean impossible;

  /** Whether the page itself counts the cell. */
  boolean counted;

  /** The first page of its overflow chain, 0 when it has none. */
  int chain;

  @Nullable List<long[]> alternatives;

  static final long[] NONE = {};

  Cell(Shape shape) {
    this.shape = shape;
  }
}
