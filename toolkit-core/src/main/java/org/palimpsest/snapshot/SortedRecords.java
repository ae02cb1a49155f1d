package org.palimpsest.snapshot;

/** Records in the order of their keys. Safe for use by several threads. */
sealed interface SortedRecords permits RecordsInMemory, RecordsAside {

  /** So many records are brought near at once: they fit beside whatever is made of them. */
  int NEAR = 256;

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

  /**
   * Brings records near the processor before they are looked at: in their order they lie all over
   * the memory, and it waits for one after the other unless it is asked for several at once.
   */
  void approach(int from, int to);

  /** Shows every record, in whatever order is the quickest. */
  void each(Visitor visitor);

  /** Bytes of a record's line with its LF. */
  default int lineLength(int record) {
    return buffer(record).keyLength(offset(record)) + 2 + 2 * RecordBuffer.COMMITMENTS + 1;
  }
}
