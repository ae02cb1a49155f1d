package org.palimpsest.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Compares rows of a list with the sums over its runs before they are used, each run once. Without
 * sums the list was compared with its name as a whole, and nothing is left to be done.
 */
final class SoundRows {

  /** Most rows that are read at once. */
  private static final int AT_ONCE = 4096;

  private final @Nullable RecordRuns runs;
  private final RecordRuns.Rows rows;
  private final AtomicIntegerArray compared;

  /** Making one costs as much as hashing a run. */
  private final Deque<Room> rooms = new ConcurrentLinkedDeque<>();

  /** What hashing runs needs, for one thread at a time. */
  private static final class Room {
    private final MessageDigest digest = Sha256.newDigest();
    private byte[] rows = new byte[0];

    byte[] of(int length) {
      if (rows.length < length) {
        rows = new byte[length];
      }
      return rows;
    }
  }

  SoundRows(@Nullable RecordRuns runs, RecordRuns.Rows rows) {
    this.runs = runs;
    this.rows = rows;
    this.compared = new AtomicIntegerArray(runs == null ? 0 : runs.count());
  }

  /**
   * Compares all runs that lie in {@code [from … to)} or reach into it.
   *
   * @throws IOException if one is not what its sum says
   */
  void require(long from, long to) throws IOException {
    if (runs == null || from >= to) {
      return;
    }
    int run = runs.of(from);
    while (run < runs.count() && runs.start(run) < to) {
      if (compared.get(run) != 0) {
        run++;
        continue;
      }
      int end = run + 1;
      while (end < runs.count()
          && runs.start(end) < to
          && runs.start(end + 1) - runs.start(run) <= AT_ONCE
          && compared.get(end) == 0) {
        end++;
      }
      compare(runs, run, end);
      run = end;
    }
  }

  /**
   * Reads rows from a row on, compared, and returns the row behind the last. Where it can, it ends
   * where a run does: whoever goes on from there has each run read once.
   *
   * @param end the row before which it ends
   * @param most rows at most, unless the run that the first of them lies in has more
   * @param into room for as many rows and for those of a run
   * @throws IOException if a run is not what its sum says
   */
  long read(long from, long end, int most, byte[] into) throws IOException {
    long to = Math.min(end, from + most);
    if (runs == null || from >= to) {
      rows.fixed(from, to, into);
      return to;
    }
    int run = runs.of(from);
    if (to < end) {
      long boundary = runs.start(runs.of(to));
      to = boundary > from ? boundary : Math.min(end, runs.start(run + 1));
    }
    rows.fixed(from, to, into);
    if (runs.start(run) < from) {
      require(from, Math.min(to, runs.start(++run)));
    }
    Room room = null;
    while (run < runs.count() && runs.start(run + 1) <= to) {
      if (compared.get(run) == 0) {
        room = room == null ? takeRoom() : room;
        compare(runs, run, into, from, room.digest);
      }
      run++;
    }
    if (room != null) {
      rooms.push(room);
    }
    if (run < runs.count() && runs.start(run) < to) {
      require(runs.start(run), to);
    }
    return to;
  }

  /** Where the run begins that a row lies in; the row itself where there are no sums. */
  long start(long row) {
    return runs == null ? row : runs.start(runs.of(row));
  }

  private Room takeRoom() {
    Room room = rooms.poll();
    return room == null ? new Room() : room;
  }

  /** Compares a run that lies in rows which begin with the row {@code from}. */
  private void compare(RecordRuns all, int run, byte[] fixed, long from, MessageDigest digest)
      throws IOException {
    int length = rows.row();
    int first = all.start(run);
    int end = all.start(run + 1);
    digest.update(fixed, (int) (first - from) * length, (end - first) * length);
    parts(first, end, digest);
    rows.requireSum(run, RunSums.finish(digest));
    compared.set(run, 1);
  }

  /** Reads neighbours in one go. */
  private void compare(RecordRuns all, int first, int end) throws IOException {
    Room room = takeRoom();
    int start = all.start(first);
    byte[] fixed = room.of((all.start(end) - start) * rows.row());
    rows.fixed(start, all.start(end), fixed);
    for (int run = first; run < end; run++) {
      compare(all, run, fixed, start, room.digest);
    }
    rooms.push(room);
  }

  private void parts(int from, int to, MessageDigest digest) throws IOException {
    ByteArrayOutputStream parts = null;
    for (int row = from; row < to; row++) {
      byte[] part = rows.part(row);
      if (part != null) {
        parts = parts == null ? new ByteArrayOutputStream() : parts;
        RunSums.part(row - from, part, parts);
      }
    }
    if (parts != null) {
      digest.update(parts.toByteArray());
    }
  }
}
