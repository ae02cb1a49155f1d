package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A write-ahead log (file format §4): which page stands in which frame, up to the last commit.
 *
 * <p>A frame counts only while salts and the running checksum match from the first frame on; the
 * frames after the last commit, and those left from an earlier generation, are not applied. They
 * stay in the evidence.
 */
public final class Wal {

  /** Length of the log's header in bytes. */
  public static final int HEADER_LENGTH = 32;

  private static final int FRAME_HEADER_LENGTH = 24;
  private static final int MAGIC = 0x377f0682;

  private final ByteSource source;
  private final int pageSize;
  private final Frames frames;
  private final long framesPresent;
  private final int commitsNotApplied;

  private Wal(
      ByteSource source, int pageSize, Frames frames, long framesPresent, int commitsNotApplied) {
    this.source = source;
    this.pageSize = pageSize;
    this.frames = frames;
    this.framesPresent = framesPresent;
    this.commitsNotApplied = commitsNotApplied;
  }

  /**
   * Reads the log. An empty file, a header that does not check, or a log without a commit gives a
   * log that changes nothing, exactly as SQLite's own recovery would treat it.
   */
  public static Wal read(ByteSource source) throws IOException {
    byte[] header = new byte[HEADER_LENGTH];
    if (source.size() < HEADER_LENGTH) {
      return nothing(source, 0);
    }
    source.read(0, header, 0, HEADER_LENGTH);
    ByteBuffer fields = ByteBuffer.wrap(header);
    int magic = fields.getInt(0);
    int pageSize = fields.getInt(8) == 1 ? 65_536 : fields.getInt(8);
    if ((magic & ~1) != MAGIC
        || pageSize < 512
        || pageSize > 65_536
        || Integer.bitCount(pageSize) != 1) {
      return nothing(source, 0);
    }
    Checksum checksum = new Checksum(order(magic));
    checksum.update(header, 0, 24);
    long present = (source.size() - HEADER_LENGTH) / (pageSize + FRAME_HEADER_LENGTH);
    if (!checksum.matches(fields.getInt(24), fields.getInt(28))) {
      return nothing(source, present);
    }
    return scan(source, fields, checksum, pageSize, present);
  }

  /** Whether a file that begins with these bytes is a log, so that its frames can be read. */
  public static boolean isHeader(byte[] start) {
    if (start.length < HEADER_LENGTH) {
      return false;
    }
    ByteBuffer fields = ByteBuffer.wrap(start);
    int magic = fields.getInt(0);
    Checksum checksum = new Checksum(order(magic));
    checksum.update(start, 0, 24);
    return (magic & ~1) == MAGIC && checksum.matches(fields.getInt(24), fields.getInt(28));
  }

  private static ByteOrder order(int magic) {
    return (magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static Wal scan(
      ByteSource source, ByteBuffer header, Checksum checksum, int pageSize, long present)
      throws IOException {
    Frames frames = new Frames();
    byte[] frame = new byte[FRAME_HEADER_LENGTH + pageSize];
    ByteBuffer fields = ByteBuffer.wrap(frame);
    long i = 0;
    for (; i < Math.min(present, Integer.MAX_VALUE - 8); i++) {
      long offset = HEADER_LENGTH + i * frame.length;
      source.read(offset, frame, 0, frame.length);
      if (fields.getInt(8) != header.getInt(16) || fields.getInt(12) != header.getInt(20)) {
        break;
      }
      checksum.update(frame, 0, 8);
      checksum.update(frame, FRAME_HEADER_LENGTH, pageSize);
      int page = fields.getInt(0);
      if (!checksum.matches(fields.getInt(16), fields.getInt(20)) || page <= 0) {
        break;
      }
      frames.add(page);
      int sizeAfterCommit = fields.getInt(4);
      if (sizeAfterCommit > 0) {
        frames.commit(sizeAfterCommit);
      }
    }
    return new Wal(
        source, pageSize, frames, present, commitsFrom(source, header, i, present, frame.length));
  }

  /** Commits with the log's salts from a frame on that does not check. */
  private static int commitsFrom(
      ByteSource source, ByteBuffer header, long from, long present, int frameLength)
      throws IOException {
    byte[] frame = new byte[FRAME_HEADER_LENGTH];
    ByteBuffer fields = ByteBuffer.wrap(frame);
    int commits = 0;
    for (long i = from; i < present; i++) {
      source.read(HEADER_LENGTH + i * frameLength, frame, 0, frame.length);
      boolean ofThisLog =
          fields.getInt(8) == header.getInt(16) && fields.getInt(12) == header.getInt(20);
      commits += ofThisLog && fields.getInt(4) > 0 ? 1 : 0;
    }
    return commits;
  }

  private static Wal nothing(ByteSource source, long present) {
    return new Wal(source, 0, new Frames(), present, 0);
  }

  /** Size of the database in pages after a commit. */
  int databasePages(int commit) {
    return frames.databasePages[commit - 1];
  }

  int pageSize() {
    return pageSize;
  }

  /** Frames up to and including the last commit. */
  public int appliedFrames() {
    return frames.applied;
  }

  /** Commits that the log holds. */
  public int commits() {
    return frames.commits;
  }

  /** The pages that a commit wrote, each once, in the order of the log. */
  public int[] pagesOf(int commit) {
    int from = commit == 1 ? 0 : frames.ends[commit - 2];
    return Arrays.stream(frames.pages, from, frames.ends[commit - 1]).distinct().toArray();
  }

  /**
   * Commits that bear the log's salts and lie at or behind a frame that does not check. In a log
   * that nobody writes to, they were lost to damage; SQLite passes over them without a word.
   */
  public int commitsNotApplied() {
    return commitsNotApplied;
  }

  /** Whole frames present, applied or not. */
  public long framesPresent() {
    return framesPresent;
  }

  /** The frame that holds a page after a commit, -1 when none does. */
  int frame(int page, int commit) {
    int frame = frames.latest.getOrDefault(page, -1);
    while (frame >= 0 && frames.commitOf[frame] > commit) {
      frame = frames.previous[frame];
    }
    return frame;
  }

  /** Pages of which some frame is applied. */
  Set<Integer> pages() {
    return frames.latest.keySet();
  }

  /** The commit that a frame is part of. */
  int commitOf(int frame) {
    return frames.commitOf[frame];
  }

  /** Where the page of a frame begins in the log. */
  long offset(int frame) {
    return HEADER_LENGTH + (long) frame * (FRAME_HEADER_LENGTH + pageSize) + FRAME_HEADER_LENGTH;
  }

  /** Reads the page of a frame. */
  void read(int frame, byte[] target, int at) throws IOException {
    source.read(offset(frame), target, at, pageSize);
  }

  /** The frames that are applied, with the commit of each and the page's earlier frame. */
  private static final class Frames {
    private final Map<Integer, Integer> latest = new HashMap<>();
    private int[] pages = new int[16];
    private int[] commitOf = new int[16];
    private int[] previous = new int[16];
    private int[] ends = new int[4];
    private int[] databasePages = new int[4];
    private int count;
    private int applied;
    private int commits;

    void add(int page) {
      if (count == pages.length) {
        pages = Arrays.copyOf(pages, 2 * count);
        commitOf = Arrays.copyOf(commitOf, 2 * count);
        previous = Arrays.copyOf(previous, 2 * count);
      }
      pages[count++] = page;
    }

    void commit(int pagesAfter) {
      if (commits == ends.length) {
        ends = Arrays.copyOf(ends, 2 * commits);
        databasePages = Arrays.copyOf(databasePages, 2 * commits);
      }
      ends[commits] = count;
      databasePages[commits++] = pagesAfter;
      for (; applied < count; applied++) {
        Integer before = latest.put(pages[applied], applied);
        previous[applied] = before == null ? -1 : before;
        commitOf[applied] = commits;
      }
    }
  }

  /** A running checksum for a log of that magic number. */
  static Checksum checksum(int magic) {
    return new Checksum((magic & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /** The log's running checksum (file format §4.2). */
  static final class Checksum {
    private final ByteOrder order;
    private int first;
    private int second;

    Checksum(ByteOrder order) {
      this.order = order;
    }

    void update(byte[] bytes, int at, int length) {
      ByteBuffer words = ByteBuffer.wrap(bytes, at, length).order(order);
      int a = first;
      int b = second;
      for (int i = at; i < at + length; i += 8) {
        a += words.getInt(i) + b;
        b += words.getInt(i + 4) + a;
      }
      first = a;
      second = b;
    }

    boolean matches(int wantedFirst, int wantedSecond) {
      return first == wantedFirst && second == wantedSecond;
    }
  }

  @Override
  public String toString() {
    return "Wal" + Arrays.asList(framesPresent, appliedFrames(), commits());
  }
}
