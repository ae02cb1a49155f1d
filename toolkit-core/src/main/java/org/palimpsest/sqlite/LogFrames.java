package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Every whole frame of a write-ahead log with its standing (file format §4), also those that are
 * not applied: the frames after the last commit, those of an earlier generation that a restart has
 * left behind, and those that do not check.
 */
public final class LogFrames {

  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;

  /** What a frame is worth. */
  public enum Standing {
    /** Part of a commit. */
    COMMITTED,
    /** Checks, but no commit follows. */
    UNCOMMITTED,
    /** Left from before the log was restarted. */
    OLDER,
    /** Of this generation, but its checksum fails. */
    TORN
  }

  /**
   * A frame.
   *
   * @param page number of its page
   * @param offset where its page begins in the log, in bytes
   * @param commit number of its commit in this log, the first is 1; 0 when it belongs to none
   * @param standing what it is worth
   * @param generation first salt, which tells generations apart
   */
  public record Frame(int page, long offset, int commit, Standing standing, int generation) {}

  private final List<Frame> frames;
  private final int commits;
  private final int pagesAfterCommit;

  private LogFrames(List<Frame> frames, int commits, int pagesAfterCommit) {
    this.frames = List.copyOf(frames);
    this.commits = commits;
    this.pagesAfterCommit = pagesAfterCommit;
  }

  /** The page size that a log's header names, 0 when it has no sound header. */
  public static int pageSize(ByteSource log) throws IOException {
    if (log.size() < Wal.HEADER_LENGTH) {
      return 0;
    }
    byte[] header = new byte[Wal.HEADER_LENGTH];
    log.read(0, header, 0, header.length);
    ByteBuffer fields = ByteBuffer.wrap(header);
    int size = fields.getInt(8) == 1 ? 65_536 : fields.getInt(8);
    boolean sound =
        (fields.getInt(0) & ~1) == MAGIC
            && size >= 512
            && size <= 65_536
            && Integer.bitCount(size) == 1;
    return sound ? size : 0;
  }

  /**
   * Reads the frames.
   *
   * @param pageSize the database's page size; frames of another size are not its own
   */
  public static LogFrames read(ByteSource log, int pageSize) throws IOException {
    List<Frame> frames = new ArrayList<>();
    if (log.size() < Wal.HEADER_LENGTH) {
      return new LogFrames(frames, 0, 0);
    }
    byte[] header = new byte[Wal.HEADER_LENGTH];
    log.read(0, header, 0, header.length);
    ByteBuffer head = ByteBuffer.wrap(header);
    Wal.Checksum sum = Wal.checksum(head.getInt(0));
    sum.update(header, 0, 24);
    boolean chain = pageSize(log) == pageSize && sum.matches(head.getInt(24), head.getInt(28));
    byte[] frame = new byte[FRAME_HEADER + pageSize];
    ByteBuffer fields = ByteBuffer.wrap(frame);
    long present = (log.size() - Wal.HEADER_LENGTH) / frame.length;
    int commits = 0;
    int pages = 0;
    int settled = 0;
    for (long i = 0; i < present; i++) {
      long offset = Wal.HEADER_LENGTH + i * frame.length;
      log.read(offset, frame, 0, chain ? frame.length : FRAME_HEADER);
      int page = fields.getInt(0);
      boolean same = fields.getInt(8) == head.getInt(16) && fields.getInt(12) == head.getInt(20);
      if (chain) {
        sum.update(frame, 0, 8);
        sum.update(frame, FRAME_HEADER, pageSize);
        chain = same && page > 0 && sum.matches(fields.getInt(16), fields.getInt(20));
      }
      if (page <= 0) {
        continue;
      }
      Standing standing = chain ? Standing.UNCOMMITTED : same ? Standing.TORN : Standing.OLDER;
      frames.add(new Frame(page, offset + FRAME_HEADER, 0, standing, fields.getInt(8)));
      if (chain && fields.getInt(4) > 0) {
        commits++;
        pages = fields.getInt(4);
        for (; settled < frames.size(); settled++) {
          Frame each = frames.get(settled);
          frames.set(
              settled,
              new Frame(
                  each.page(), each.offset(), commits, Standing.COMMITTED, each.generation()));
        }
      }
    }
    return new LogFrames(frames, commits, pages);
  }

  /** The frames in the order of the file. */
  public List<Frame> frames() {
    return frames;
  }

  /** Commits of this generation. */
  public int commits() {
    return commits;
  }

  /** Pages of the database after the last commit, 0 when there is none. */
  public int pagesAfterCommit() {
    return pagesAfterCommit;
  }
}
