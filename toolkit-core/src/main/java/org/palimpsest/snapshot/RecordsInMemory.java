package org.palimpsest.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Records in the order of their keys, all in memory.
 *
 * <p>A key is a kind, a slash and an id, nearly always a guid. Records are first told apart by
 * kind; within a kind the eight bytes after the slash are sorted by radix, which is linear, and
 * only where those are equal are whole keys compared.
 */
final class RecordsInMemory implements SortedRecords {

  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final List<RecordBuffer> buffers;

  /** Buffer in the upper half, offset in the lower. */
  private final long[] order;

  private final Appended appended;

  /** Keeps what {@link #approach} reads from being left out; nobody asks for it. */
  @SuppressWarnings("UnusedVariable")
  private volatile int touched;

  private RecordsInMemory(List<RecordBuffer> buffers, long[] order) {
    this(buffers, order, Appended.NONE);
  }

  private RecordsInMemory(List<RecordBuffer> buffers, long[] order, Appended appended) {
    this.buffers = buffers;
    this.order = order;
    this.appended = appended;
  }

  /** Places of records in their order, and the prefixes by which they were sorted. */
  private record Order(long[] places, long[] prefixes) {}

  /** Sorts, and leaves keys that occur more than once as they are, in the order of the buffers. */
  static RecordsInMemory ordered(List<RecordBuffer> buffers) {
    return new RecordsInMemory(buffers, sort(buffers).places);
  }

  /** Sorts; keys that occur more than once are made unique by {@code ~2}, {@code ~3} …. */
  static RecordsInMemory of(List<RecordBuffer> buffers) {
    List<RecordBuffer> named = buffers;
    while (true) {
      Order sorted = sort(named);
      RecordsInMemory records = new RecordsInMemory(named, sorted.places);
      List<RecordBuffer> separated = records.separated(sorted.prefixes);
      if (separated.isEmpty()) {
        return records;
      }
      // A new name may be one that another record has, which then gets a new one too.
      named = separated;
    }
  }

  /**
   * Puts records among those of messages that are in order already.
   *
   * @param messages records of messages, sorted
   * @param without which of these are left out
   * @param others records of all kinds, in no order
   * @return empty where two records have the same key
   */
  static Optional<RecordsInMemory> merged(
      SealedMessages messages, BitSet without, List<RecordBuffer> others) {
    Order sorted = sort(others);
    Appended kept = new Appended(messages, without, others.size());
    List<RecordBuffer> buffers = new ArrayList<>(others);
    buffers.addAll(messages.parts());
    long[] order = new long[sorted.places.length + messages.count() - without.cardinality()];
    int at = 0;
    int done = 0;
    for (int i = 0; i < sorted.places.length; i++) {
      long place = sorted.places[i];
      RecordBuffer buffer = others.get((int) (place >> 32));
      if (i > 0 && compare(others, sorted.places[i - 1], place) == 0) {
        return Optional.empty();
      }
      RecordKind kind = buffer.kind((int) place);
      int to =
          kind == RecordKind.MESSAGE
              ? messages.firstAtLeast(buffer, (int) place, done)
              : kind.compareTo(RecordKind.MESSAGE) < 0 ? done : messages.count();
      at = kept.copy(done, to, order, at);
      done = to;
      if (kind == RecordKind.MESSAGE
          && done < messages.count()
          && !without.get(done)
          && messages.compareKey(done, buffer, (int) place) == 0) {
        return Optional.empty();
      }
      order[at++] = place;
    }
    kept.copy(done, messages.count(), order, at);
    return Optional.of(new RecordsInMemory(buffers, order, kept));
  }

  /**
   * Records that lie in the last buffers.
   *
   * @param without those of them that do not count
   * @param first the first of these buffers
   */
  private record Appended(SealedMessages messages, BitSet without, int first) {

    static final Appended NONE =
        new Appended(new SealedMessages(List.of(), false), new BitSet(), Integer.MAX_VALUE);

    /** Puts the places of the records {@code [from … to)}; returns where these end. */
    int copy(int from, int to, long[] order, int start) {
      int at = start;
      for (int i = without.nextClearBit(from); i < to; i = without.nextClearBit(i + 1)) {
        order[at++] = (long) (first + messages.part(i)) << 32 | messages.offset(i);
      }
      return at;
    }
  }

  private static Order sort(List<RecordBuffer> buffers) {
    int total = buffers.stream().mapToInt(RecordBuffer::count).sum();
    // The records themselves are looked at once, for they are too many to stay near the processor.
    byte[] kinds = new byte[total];
    long[] heads = new long[total];
    int[] starts = new int[RecordKind.values().length + 1];
    int seen = 0;
    for (RecordBuffer buffer : buffers) {
      for (int i = 0; i < buffer.count(); i++) {
        int offset = buffer.offset(i);
        kinds[seen] = (byte) buffer.kind(offset).place();
        heads[seen] = buffer.prefix(offset);
        starts[kinds[seen] + 1]++;
        seen++;
      }
    }
    for (int kind = 1; kind < starts.length; kind++) {
      starts[kind] += starts[kind - 1];
    }
    long[] order = new long[total];
    long[] prefixes = new long[total];
    int[] next = starts.clone();
    seen = 0;
    for (int b = 0; b < buffers.size(); b++) {
      RecordBuffer buffer = buffers.get(b);
      for (int i = 0; i < buffer.count(); i++) {
        int at = next[kinds[seen]]++;
        order[at] = (long) b << 32 | buffer.offset(i);
        prefixes[at] = heads[seen++];
      }
    }
    for (int kind = 1; kind < starts.length; kind++) {
      radix(prefixes, order, starts[kind - 1], starts[kind]);
      ties(buffers, prefixes, order, starts[kind - 1], starts[kind]);
    }
    return new Order(order, prefixes);
  }

  /** Sorts {@code [from … to)} of both arrays by prefix, unsigned, keeping equal ones in order. */
  private static void radix(long[] prefixes, long[] order, int from, int to) {
    int length = to - from;
    long[] keys = Arrays.copyOfRange(prefixes, from, to);
    long[] values = Arrays.copyOfRange(order, from, to);
    long[] keysTo = new long[length];
    long[] valuesTo = new long[length];
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
      scatter(keys, values, shift, starts(keys, shift), keysTo, valuesTo);
      long[] swap = keys;
      keys = keysTo;
      keysTo = swap;
      swap = values;
      values = valuesTo;
      valuesTo = swap;
    }
    System.arraycopy(keys, 0, prefixes, from, length);
    System.arraycopy(values, 0, order, from, length);
  }

  // Each loop has a method of its own: Java compiles a method anew for each loop that is hot.

  /** Where the keys with each digit begin. */
  private static int[] starts(long[] keys, int shift) {
    int[] starts = new int[DIGITS + 1];
    for (long key : keys) {
      starts[(int) (key >>> shift & (DIGITS - 1)) + 1]++;
    }
    for (int i = 0; i < DIGITS; i++) {
      starts[i + 1] += starts[i];
    }
    return starts;
  }

  private static void scatter(
      long[] keys, long[] values, int shift, int[] starts, long[] keysTo, long[] valuesTo) {
    for (int i = 0; i < keys.length; i++) {
      int place = starts[(int) (keys[i] >>> shift & (DIGITS - 1))]++;
      keysTo[place] = keys[i];
      valuesTo[place] = values[i];
    }
  }

  private static void ties(
      List<RecordBuffer> buffers, long[] prefixes, long[] order, int from, int to) {
    int start = from;
    while (start < to) {
      int end = start + 1;
      while (end < to && prefixes[end] == prefixes[start]) {
        end++;
      }
      if (end - start > 1) {
        Long[] run = new Long[end - start];
        for (int i = 0; i < run.length; i++) {
          run[i] = order[start + i];
        }
        Arrays.sort(run, (a, b) -> compare(buffers, a, b));
        for (int i = 0; i < run.length; i++) {
          order[start + i] = run[i];
        }
      }
      start = end;
    }
  }

  private static int compare(List<RecordBuffer> buffers, long a, long b) {
    return buffers.get((int) (a >> 32)).compareKey((int) a, buffers.get((int) (b >> 32)), (int) b);
  }

  /** All records in new buffers, twins renamed; nothing when there are no twins. */
  private List<RecordBuffer> separated(long[] prefixes) {
    List<RecordBuffer> result = new ArrayList<>();
    RecordBuffer copy = null;
    int twins = 1;
    for (int i = 1; i < order.length; i++) {
      // Most keys differ in their prefixes, which lie at hand.
      boolean twin =
          prefixes[i - 1] == prefixes[i] && compare(buffers, order[i - 1], order[i]) == 0;
      twins = twin ? twins + 1 : 1;
      if (twins > 1) {
        if (copy == null) {
          copy = new RecordBuffer();
          for (int j = 0; j < i; j++) {
            copy(buffer(j), offset(j), "", copy);
          }
        }
        copy(buffer(i), offset(i), "~" + twins, copy);
      } else if (copy != null) {
        copy(buffer(i), offset(i), "", copy);
      }
    }
    if (copy != null) {
      result.add(copy);
    }
    return result;
  }

  /** Copies a record with something behind its key. */
  static void copy(RecordBuffer buffer, int offset, String suffix, RecordBuffer copy) {
    byte[] key = buffer.key(offset);
    byte[] tail = suffix.getBytes(StandardCharsets.US_ASCII);
    byte[] named = Arrays.copyOf(key, key.length + tail.length);
    System.arraycopy(tail, 0, named, key.length, tail.length);
    byte[] commitments = new byte[RecordBuffer.COMMITMENTS];
    buffer.copyCommitments(offset, commitments, 0);
    ByteBuffer fixed = ByteBuffer.allocate(RecordBuffer.FACETS);
    buffer.putFacets(offset, fixed);
    byte[] extra = new byte[buffer.extraLength(offset)];
    buffer.putExtra(offset, ByteBuffer.wrap(extra));
    copy.add(
        named,
        commitments,
        new Facets(
            fixed.getLong(0),
            fixed.getLong(8),
            fixed.getLong(16),
            fixed.getLong(24),
            fixed.getInt(32),
            fixed.getInt(36),
            fixed.getInt(40),
            extra));
  }

  @Override
  public void each(Visitor visitor) {
    int inAppended = 0;
    for (int b = 0; b < buffers.size(); b++) {
      RecordBuffer buffer = buffers.get(b);
      for (int i = 0; i < buffer.count(); i++) {
        if (b < appended.first || !appended.without.get(inAppended++)) {
          visitor.visit(buffer, buffer.offset(i));
        }
      }
    }
  }

  @Override
  public void approach(int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += buffer(i).touch(offset(i));
    }
    touched = sum;
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public RecordBuffer buffer(int record) {
    return buffers.get((int) (order[record] >> 32));
  }

  @Override
  public int offset(int record) {
    return (int) order[record];
  }
}
