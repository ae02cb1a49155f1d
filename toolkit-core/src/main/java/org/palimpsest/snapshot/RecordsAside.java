package org.palimpsest.snapshot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.palimpsest.vault.Scratch;

/**
 * Records that are too many for memory, put aside in the order of their keys.
 *
 * <p>Sorted in the usual way of what does not fit: as many as fit are sorted and put aside as one
 * part, then the next; in the end the parts are merged. What came first stands first among equal
 * keys, as in memory, so that the same records get the same names however many there are.
 */
final class RecordsAside implements SortedRecords {

  /** Records of a block, which is read as one. */
  private static final int BLOCK = 4096;

  /** Blocks at hand, for those who go through the records side by side. */
  private static final int KEPT = 32;

  private final Scratch scratch;
  private final List<Scratch.Place> blocks;
  private final int size;
  private final AtomicReferenceArray<@Nullable Held> kept = new AtomicReferenceArray<>(KEPT);

  private record Held(int number, RecordBuffer records) {}

  private RecordsAside(Scratch scratch, List<Scratch.Place> blocks, int size) {
    this.scratch = scratch;
    this.blocks = blocks;
    this.size = size;
  }

  /** Puts records aside. */
  static RecordsAside of(SortedRecords records, Scratch scratch) throws IOException {
    Writer writer = new Writer(scratch);
    for (int i = 0; i < records.size(); i++) {
      writer.add(records.buffer(i), records.offset(i));
    }
    return writer.finish();
  }

  /**
   * Merges parts into one; keys that occur more than once are made unique as in {@link
   * RecordsInMemory#of}.
   *
   * @param parts in the order in which their records were read
   */
  static RecordsAside merged(List<? extends SortedRecords> parts, Scratch scratch)
      throws IOException {
    RecordBuffer twins = new RecordBuffer();
    RecordsAside all = merge(parts, scratch, twins);
    while (twins.count() > 0) {
      // Their new names stand elsewhere, and may be those of others.
      RecordBuffer again = new RecordBuffer();
      all = merge(List.of(RecordsInMemory.ordered(List.of(twins)), all), scratch, again);
      twins = again;
    }
    return all;
  }

  /** A part, and how far it was gone through. */
  private static final class Cursor {
    private final SortedRecords part;
    private final int number;
    private int at;
    private RecordBuffer buffer;
    private int offset;

    Cursor(SortedRecords part, int number) {
      this.part = part;
      this.number = number;
      this.buffer = part.buffer(0);
      this.offset = part.offset(0);
    }

    boolean next() {
      if (++at == part.size()) {
        return false;
      }
      buffer = part.buffer(at);
      offset = part.offset(at);
      return true;
    }

    static int compare(Cursor a, Cursor b) {
      int order = a.buffer.compareKey(a.offset, b.buffer, b.offset);
      return order != 0 ? order : Integer.compare(a.number, b.number);
    }
  }

  private static RecordsAside merge(
      List<? extends SortedRecords> parts, Scratch scratch, RecordBuffer twins) throws IOException {
    PriorityQueue<Cursor> open = new PriorityQueue<>(Cursor::compare);
    for (SortedRecords part : parts) {
      if (part.size() > 0) {
        open.add(new Cursor(part, open.size()));
      }
    }
    Writer writer = new Writer(scratch);
    RecordBuffer last = new RecordBuffer();
    int lastOffset = 0;
    int equal = 1;
    for (Cursor first = open.poll(); first != null; first = open.poll()) {
      boolean twin =
          writer.size > 0 && first.buffer.compareKey(first.offset, last, lastOffset) == 0;
      equal = twin ? equal + 1 : 1;
      if (twin) {
        RecordsInMemory.copy(first.buffer, first.offset, "~" + equal, twins);
      } else {
        writer.add(first.buffer, first.offset);
      }
      last = first.buffer;
      lastOffset = first.offset;
      if (first.next()) {
        open.add(first);
      }
    }
    return writer.finish();
  }

  /** Puts sorted records aside, a block at a time. */
  private static final class Writer {
    private final Scratch scratch;
    private final List<Scratch.Place> blocks = new ArrayList<>();
    private byte[] block = new byte[1 << 20];
    private int filled;
    private int inBlock;
    private int size;

    Writer(Scratch scratch) {
      this.scratch = scratch;
    }

    void add(RecordBuffer buffer, int offset) throws IOException {
      int length = buffer.length(offset);
      if (block.length - filled < length) {
        block = java.util.Arrays.copyOf(block, Math.max(2 * block.length, filled + length));
      }
      filled += buffer.copy(offset, block, filled);
      size = Math.addExact(size, 1);
      if (++inBlock == BLOCK) {
        flush();
      }
    }

    private void flush() throws IOException {
      blocks.add(scratch.put(block, filled));
      filled = 0;
      inBlock = 0;
    }

    RecordsAside finish() throws IOException {
      if (inBlock > 0) {
        flush();
      }
      return new RecordsAside(scratch, blocks, size);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public RecordBuffer buffer(int record) {
    int number = record / BLOCK;
    Held held = kept.get(number % KEPT);
    if (held == null || held.number != number) {
      try {
        held = new Held(number, RecordBuffer.over(scratch.get(blocks.get(number))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      kept.set(number % KEPT, held);
    }
    return held.records;
  }

  @Override
  public int offset(int record) {
    return buffer(record).offset(record % BLOCK);
  }

  @Override
  public void approach(int from, int to) {
    // They lie in order, and are read a block at a time.
  }

  @Override
  public void each(Visitor visitor) {
    for (int i = 0; i < size; i++) {
      visitor.visit(buffer(i), offset(i));
    }
  }

  /** How many there are. */
  @Override
  public String toString() {
    return size + " records";
  }
}
