package org.palimpsest.gap;

/** Decides whether the ROWID at the end of an index's entry leaves no doubt. */
final class Rowid {

  private Rowid() {}

  /**
   * Whether the ROWID is proven. It is the last value of the entry, so what is written over a freed
   * entry later takes its last bytes first; a width that follows from a free block's length is
   * believed only when neither a byte more nor a byte less gives a ROWID that is missing as well.
   */
  static boolean isProven(Cell cell) {
    Shape shape = cell.shape;
    long rowid = cell.rowid;
    if (cell.truncated || rowid <= 0 || rowid > shape.ceiling || shape.rowids.contains(rowid)) {
      return false;
    }
    if (shape.rowids.count() == 0 && !shape.numbered) {
      // A table of which nothing tells that it ever held a row.
      return false;
    }
    if (cell.counted) {
      return true;
    }
    if (!cell.endIsTight && cell.proof != Cell.Proof.SPAN) {
      return false;
    }
    if (cell.proof == Cell.Proof.WHOLE) {
      return true;
    }
    return cell.proof == Cell.Proof.SPAN
        && cell.alternatives == null
        && !anyMissing(shape, rowid << 8, rowid << 8 | 0xff)
        && !isMissing(shape, rowid >> 8);
  }

  private static boolean anyMissing(Shape shape, long first, long last) {
    long limit =
        shape.ceiling != Long.MAX_VALUE ? shape.ceiling : 2 * shape.rowids.highest() + 100_000;
    for (long rowid = first; rowid <= last && rowid <= limit; rowid++) {
      if (!shape.rowids.contains(rowid)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMissing(Shape shape, long rowid) {
    return rowid > 0 && rowid <= shape.ceiling && !shape.rowids.contains(rowid);
  }
}
