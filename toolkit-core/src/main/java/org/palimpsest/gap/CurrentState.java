package org.palimpsest.gap;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.LogFrames;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.StoreHeader;

/** The store as it is after the last commit, page by page; what is missing reads as absent. */
final class CurrentState {

  private final Evidence evidence;
  private final StoreHeader header;
  private final @Nullable LogFrames frames;
  private final Map<Integer, LogFrames.Frame> latest = new HashMap<>();
  private final int pages;

  private CurrentState(Evidence evidence, StoreHeader header, @Nullable LogFrames frames) {
    this.evidence = evidence;
    this.header = header;
    this.frames = frames;
    if (frames != null) {
      for (LogFrames.Frame frame : frames.frames()) {
        if (frame.standing() == LogFrames.Standing.COMMITTED) {
          latest.put(frame.page(), frame);
        }
      }
    }
    long inFile = evidence.main().size() / header.pageSize();
    long wanted =
        frames != null && frames.commits() > 0
            ? frames.pagesAfterCommit()
            : header.pageCount() > 0 ? Math.min(header.pageCount(), inFile) : inFile;
    long room = inFile + (frames == null ? 0 : frames.frames().size());
    pages = (int) Math.min(Math.min(wanted, room), Integer.MAX_VALUE - 8);
  }

  /**
   * Opens a store.
   *
   * @throws MalformedDatabaseException if neither the main file nor the log shows a database
   */
  static CurrentState open(Evidence evidence) throws MalformedDatabaseException, IOException {
    ByteSource wal = evidence.wal();
    int logPage = wal == null ? 0 : LogFrames.pageSize(wal);
    StoreHeader header = null;
    MalformedDatabaseException trouble = null;
    try {
      header = header(evidence.main(), 0);
    } catch (MalformedDatabaseException e) {
      trouble = e;
    }
    LogFrames frames = null;
    if (wal != null) {
      int size = logPage > 0 ? logPage : header == null ? 0 : header.pageSize();
      frames = size == 0 ? null : LogFrames.read(wal, size);
      if (frames != null) {
        for (LogFrames.Frame frame : frames.frames()) {
          if (frame.page() == 1 && frame.standing() == LogFrames.Standing.COMMITTED) {
            try {
              header = header(wal, frame.offset());
            } catch (MalformedDatabaseException e) {
              trouble = trouble == null ? e : trouble;
            }
          }
        }
      }
    }
    if (header == null) {
      throw java.util.Objects.requireNonNull(trouble);
    }
    if (frames != null && logPage > 0 && logPage != header.pageSize()) {
      frames = LogFrames.read(java.util.Objects.requireNonNull(wal), header.pageSize());
    }
    return new CurrentState(evidence, header, frames);
  }

  private static StoreHeader header(ByteSource file, long offset)
      throws MalformedDatabaseException, IOException {
    long left = file.size() - offset;
    if (left == 0) {
      throw new MalformedDatabaseException(
          MalformedDatabaseException.Reason.EMPTY, "the file is empty");
    }
    byte[] first = new byte[(int) Math.min(StoreHeader.length(), Math.max(0, left))];
    file.read(offset, first, 0, first.length);
    return StoreHeader.parse(first);
  }

  StoreHeader header() {
    return header;
  }

  Evidence evidence() {
    return evidence;
  }

  @Nullable LogFrames frames() {
    return frames;
  }

  /** Pages of the store. */
  int pages() {
    return pages;
  }

  /** Pages that the main file has room for. */
  int pagesInMain() {
    return (int) Math.min(evidence.main().size() / header.pageSize(), Integer.MAX_VALUE - 8);
  }

  /** Whether the log replaces a page of the main file. */
  boolean isReplaced(int page) {
    return latest.containsKey(page);
  }

  /** The commit that wrote a page, 0 when it is that of the main file. */
  int commit(int page) {
    LogFrames.Frame frame = latest.get(page);
    return frame == null ? 0 : frame.commit();
  }

  /** Where a page lies. */
  long spot(int page) {
    if (page < 1 || page > pages) {
      return Spot.NOWHERE;
    }
    LogFrames.Frame frame = latest.get(page);
    return frame != null ? Spot.of(Evidence.WAL, frame.offset()) : spotInMain(page);
  }

  /** Where a page lies in the main file. */
  long spotInMain(int page) {
    long offset = (page - 1L) * header.pageSize();
    return page < 1 || offset + header.pageSize() > evidence.main().size()
        ? Spot.NOWHERE
        : Spot.of(Evidence.MAIN, offset);
  }

  /** Reads a page; says whether it is there. */
  boolean read(int page, byte[] into) throws IOException {
    return readAt(spot(page), into);
  }

  boolean readAt(long spot, byte[] into) throws IOException {
    if (spot == Spot.NOWHERE) {
      return false;
    }
    ByteSource file = evidence.file(Spot.file(spot));
    if (Spot.offset(spot) + header.pageSize() > file.size()) {
      return false;
    }
    file.read(Spot.offset(spot), into, 0, header.pageSize());
    return true;
  }
}
