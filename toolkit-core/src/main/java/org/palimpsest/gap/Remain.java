package org.palimpsest.gap;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is left of one row, or of an entry that named one. It holds where the bytes lie and what was
 * solved, not the values: those are read again when they are wanted.
 */
public final class Remain {

  /** What the store itself says about it. */
  public enum Standing {
    /** No row of that identity and content is there. */
    DELETED,
    /** A row of that identity is there, or is itself a remain, with other content. */
    EARLIER_VERSION,
    /** A part of a record. */
    FRAGMENT;

    /** The form in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What kind of record it was. */
  public enum Kind {
    /** A row of a table. */
    ROW,
    /** An entry of an index: key columns and ROWID. */
    INDEX_ENTRY,
    /** That a message belongs to a chat: a row of the join table or an entry of its indexes. */
    THREAD_LINK;

    /** The form in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  final Shape shape;
  final Image image;
  final int start;
  final int typesAt;
  final int columns;
  final long[] solved;
  final int bodyAt;
  final int localEnd;
  final long payload;
  final Cell.Proof proof;
  final long content;
  final long key;

  /** Of an entry whose end was overwritten, what its key begins with. */
  long beginning;

  /** Of a link with a ROWID, that ROWID and the message. */
  long linked;

  /** What the entry would be as one of each index of which freed pages were met. */
  long[] copies = Cell.NONE;

  final int chain;
  final boolean truncated;
  final @Nullable List<long[]> alternatives;

  long rowid;
  boolean rowidKnown;
  boolean rowidProven;
  Standing standing = Standing.DELETED;
  long[] chainSpots = Cell.NONE;
  boolean complete;

  Remain(Cell cell, Image image, long content, long key) {
    this.shape = cell.shape;
    this.image = image;
    this.start = cell.start;
    this.typesAt = cell.typesAt;
    this.columns = cell.columns;
    this.solved = cell.solved;
    this.bodyAt = cell.bodyAt;
    this.localEnd = cell.localEnd;
    this.payload = cell.payload;
    this.proof = cell.proof;
    this.content = content;
    this.key = key;
    this.chain = cell.chain;
    this.truncated = cell.truncated;
    this.alternatives = cell.alternatives;
    this.rowid = cell.rowid;
    this.rowidKnown = cell.rowidKnown;
    this.rowidProven = cell.rowidKnown && !shape.isIndex();
    this.complete = !cell.truncated;
  }

  /** What the store itself says about it. */
  public Standing standing() {
    return standing;
  }

  /** What kind of record it was. */
  public Kind kind() {
    return shape.link ? Kind.THREAD_LINK : shape.isIndex() ? Kind.INDEX_ENTRY : Kind.ROW;
  }

  /** The table that it belonged to. */
  public String table() {
    return shape.table;
  }

  /** The rung that found it. */
  public Rung rung() {
    if (image.region().rung() == Rung.LOG_STATES || image.region().rung() == Rung.JOURNAL_STATES) {
      return image.region().rung();
    }
    if (shape.isIndex()) {
      return Rung.INDEX_ENTRIES;
    }
    return chain != 0 ? Rung.OVERFLOW_CHAINS : region().rung();
  }

  /** Where it lies. */
  public Region region() {
    return image.region();
  }

  /** Its page. */
  public int page() {
    return image.page();
  }

  /** Where its cell begins in the file, in bytes. */
  public long offset() {
    return Spot.offset(image.spot()) + start;
  }

  /** Whether all of its values are there. */
  public boolean complete() {
    return complete;
  }

  /** The commit of the log that shows it, 0 when none does. */
  public int commit() {
    return image.commit();
  }

  /** Whether a ROWID was found. */
  public boolean rowidKnown() {
    return rowidKnown;
  }

  /** Its ROWID, when one was found. */
  public long rowid() {
    return rowid;
  }

  /** Whether the bytes leave no other ROWID. */
  public boolean rowidProven() {
    return rowidProven;
  }

  /** Whether its ROWID is known, can have been given out, and no row of the table has it. */
  public boolean isNumberMissing() {
    return rowidKnown && shape.canGive(rowid) && !shape.rowids.contains(rowid);
  }

  /** How good the place is; the lower, the better. */
  int rank() {
    // Of several records that hold one link the one with the most columns says the most.
    int lacking = shape.link ? Math.max(0, shape.tableColumns - shape.columnsOfTable()) : 0;
    return (complete ? 0 : 10_000)
        + 1000 * lacking
        + (rowidKnown ? 0 : 100)
        + 10 * proof.rank
        + (shape.isIndex() ? 500 : 0)
        + image.region().rank();
  }

  /** The place, without content. */
  @Override
  public String toString() {
    return kind().word() + " on page " + page() + " at offset " + offset();
  }
}
