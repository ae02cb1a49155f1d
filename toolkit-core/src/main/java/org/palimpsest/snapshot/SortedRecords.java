package org.palimpsest.snapshot;

/** Records in the order of their keys. Safe for use by several threads. */
sealed interface SortedRecords permits RecordsInMemory, RecordsAside {

  /** Sees a record by the buffer that holds it. */
  @FunctionalInterface
  interface Visitor {
    void visit(RecordBuffer buffer, int offset);
  }

  /** How many there are. */
  int size();

  /**
   * The buffer that holds a record.
   *
   * @throws java.io.UncheckedIOException if it was put aside and cannot be read again
   */
  RecordBuffer buffer(int record);

  /** Where it lies there. */
  int offset(int record);

  /** Shows every record, in whatever order is the quickest. */
  void each(Visitor visitor);

  /** Bytes of a record's line with its LF. */
  default int lineLength(int record) {
    return buffer(record).keyLength(offset(record)) + 2 + 2 * RecordBuffer.COMMITMENTS + 1;
  }
}
