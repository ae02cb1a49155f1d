package org.palimpsest.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.vault.Scratch;

/** Takes records as they are read and puts them aside when they become too many for memory. */
final class RecordCollector {

  /** Bytes of records that stay in memory: those of a million messages and more. */
  static final long MOST = 160L << 20;

  /** Where that is not enough, a part of so many bytes is put aside at a time. */
  static final long PART = 64L << 20;

  /** Gives the place to put them. */
  interface Aside {
    Scratch open() throws IOException;
  }

  private final @Nullable Aside aside;
  private final List<SortedRecords> parts = new ArrayList<>();
  private final long part;
  private List<RecordBuffer> buffers = new ArrayList<>();
  private long most;
  private long bytes;

  /** Keeps all in memory. */
  RecordCollector() {
    this(null, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Puts them aside when they become too many. */
  RecordCollector(Aside aside) {
    this(aside, MOST, PART);
  }

  /**
   * Does the same.
   *
   * @param most bytes that stay in memory
   * @param part bytes of a part where they are more
   */
  RecordCollector(@Nullable Aside aside, long most, long part) {
    this.aside = aside;
    this.most = most;
    this.part = part;
  }

  /** Takes records, in the order in which they were read. */
  void add(RecordBuffer records) throws IOException {
    buffers.add(records);
    bytes += records.size();
    if (aside != null && bytes > most) {
      putAside(aside.open());
      most = part;
    }
  }

  private void putAside(Scratch scratch) throws IOException {
    parts.add(RecordsAside.of(RecordsInMemory.ordered(buffers), scratch));
    buffers = new ArrayList<>();
    bytes = 0;
  }

  /** All of them in the order of their keys. */
  SortedRecords sorted() throws IOException {
    if (aside == null || parts.isEmpty()) {
      return RecordsInMemory.of(buffers);
    }
    Scratch scratch = aside.open();
    putAside(scratch);
    return RecordsAside.merged(parts, scratch);
  }
}
