package org.palimpsest.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.sqlite.Wal;

/**
 * Copies a database that may be written to meanwhile.
 *
 * <p><b>The protocol.</b> Read the log's 32-byte header; copy the database; copy the log; read the
 * header again. The set is sound if the header before, the header in the copied log and the header
 * after are the same. While the log's salts stand, every page that a checkpoint writes into the
 * database during the copy is also a frame of the log, and the log is copied after the database, so
 * it holds that frame: a torn page of the database is masked. Only a restart of the log breaks
 * this, and a restart changes the salts in the header. Where there is no log, the database's size,
 * time and change counter must be the same before and after.
 *
 * <p>Changes of the database's time alone are no reason to try again, and "nothing may change at
 * all" would never end on a busy store.
 */
final class DatabaseCapture {

  private static final int WAL_HEADER = 32;
  private static final int DATABASE_HEADER = 100;

  private final Path main;
  private final String prefix;
  private final @Nullable Role only;
  private final EvidenceSink sink;
  private final Capture.Pause pause;
  private final int maxTries;
  private final Progress progress;

  DatabaseCapture(
      Source source, EvidenceSink sink, Capture.Pause pause, int maxTries, Progress progress) {
    this(source.database(), "", null, sink, pause, maxTries, progress);
  }

  /**
   * Prepares to copy another database than the store.
   *
   * @param prefix goes before the names of its files in the evidence
   * @param only the role that all of them have; null for those of the store
   */
  DatabaseCapture(
      Path main,
      String prefix,
      @Nullable Role only,
      EvidenceSink sink,
      Capture.Pause pause,
      int maxTries,
      Progress progress) {
    this.main = main;
    this.prefix = prefix;
    this.only = only;
    this.sink = sink;
    this.pause = pause;
    this.maxTries = maxTries;
    this.progress = progress;
  }

  /**
   * What was captured.
   *
   * @param still whether nobody was writing to the log
   * @param unreadable names of files that lie beside the database and are no files, or no log
   * @param framesLacking frames that the log's index counts and the log does not hold
   */
  record Outcome(
      List<EvidenceFile> files,
      boolean consistent,
      boolean still,
      int tries,
      List<String> unreadable,
      long framesLacking) {}

  Outcome run() throws IOException, InterruptedException {
    Attempt attempt = attempt();
    int tries = 1;
    while (!attempt.sound && tries < maxTries) {
      // The log before the database, against which it may be stored.
      for (int i = attempt.files.size() - 1; i >= 0; i--) {
        EvidenceFile file = attempt.files.get(i);
        sink.discard(new EvidenceSink.Kept(file.sha256(), file.size()));
      }
      pause.forAbout(Duration.ofMillis(20L * tries));
      attempt = attempt();
      tries++;
    }
    return new Outcome(
        attempt.files,
        attempt.sound,
        attempt.still,
        tries,
        attempt.unreadable,
        attempt.framesLacking);
  }

  private record Attempt(
      List<EvidenceFile> files,
      EvidenceSink.Kept database,
      boolean sound,
      boolean still,
      List<String> unreadable,
      long framesLacking) {}

  private Attempt attempt() throws IOException {
    Path wal = Path.of(main + "-wal");
    byte[] walBefore = head(wal, WAL_HEADER);
    Fingerprint logBefore = isFile(wal) ? Fingerprint.of(wal) : null;
    Fingerprint before = Fingerprint.of(main);
    progress.expect(before.size() + (isFile(wal) ? Files.size(wal) : 0));
    List<EvidenceFile> files = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    EvidenceSink.Kept database = keep(main, Role.DATABASE, files, null);
    byte[] walCopied = new byte[0];
    if (isFile(wal)) {
      Head copied = new Head(WAL_HEADER);
      EvidenceSink.Kept kept = keep(wal, Role.WAL, files, copied);
      if (kept != null) {
        walCopied = copied.bytes();
        // SQLite would pass over a log that does not begin as one, and with it over the newest
        // rows.
        if (kept.size() > 0 && !Wal.isHeader(walCopied)) {
          unreadable.add(name(wal));
        }
      }
    }
    byte[] walAfter = head(wal, WAL_HEADER);
    Fingerprint after = Fingerprint.of(main);
    boolean still = Objects.equals(logBefore, isFile(wal) ? Fingerprint.of(wal) : null);
    if (database == null) {
      throw new NoSuchFileException("database");
    }
    boolean sound =
        Arrays.equals(walBefore, walAfter)
            && Arrays.equals(walBefore, walCopied)
            && (walBefore.length == WAL_HEADER || before.equals(after));
    Head index = new Head(LogIndex.LENGTH);
    keep(Path.of(main + "-shm"), Role.SHM, files, index);
    keep(Path.of(main + "-journal"), Role.JOURNAL, files, null);
    // A writer writes frames before it counts them, so the log as it is by now holds them all.
    long framesLacking =
        isFile(wal) ? LogIndex.lacking(index.bytes(), walCopied, Files.size(wal)) : 0;
    for (String suffix : List.of("-wal", "-shm", "-journal")) {
      Path companion = Path.of(main + suffix);
      if (Files.exists(companion, LinkOption.NOFOLLOW_LINKS) && !isFile(companion)) {
        unreadable.add(name(companion));
      }
    }
    return new Attempt(files, database, sound, still, List.copyOf(unreadable), framesLacking);
  }

  /** Anything else is not opened: a link may lead out of the source, a pipe would be waited for. */
  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private String name(Path file) {
    return prefix + file.getFileName();
  }

  private EvidenceSink.@Nullable Kept keep(
      Path file, Role role, List<EvidenceFile> files, @Nullable Head head) throws IOException {
    BasicFileAttributes attributes;
    EvidenceSink.Kept kept;
    Optional<FileStamp> stamp;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        return null;
      }
      stamp = of(role) == Role.DATABASE ? FileStamp.of(file) : Optional.empty();
      kept = same(file, stamp);
      if (kept == null) {
        try (SourceStream in =
            new SourceStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), progress)) {
          kept = in.keptBy(sink, head == null ? in : head.over(in), of(role));
        }
      }
    } catch (NoSuchFileException e) {
      return null;
    }
    Instant modified = attributes.lastModifiedTime().toInstant();
    files.add(
        new EvidenceFile(name(file), of(role), kept.size(), modified, kept.sha256(), stamp, false));
    return kept;
  }

  /** What was kept of a file before, if its bytes are the same. */
  private EvidenceSink.@Nullable Kept same(Path file, Optional<FileStamp> stamp)
      throws IOException {
    if (stamp.isEmpty()) {
      return null;
    }
    try (SourceStream in =
        new SourceStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), progress)) {
      return in.sameBy(sink, name(file), stamp.get()).orElse(null);
    }
  }

  private Role of(Role role) {
    return only == null ? role : only;
  }

  private static byte[] head(Path file, int length) throws IOException {
    if (!isFile(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(length);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /** Size, time and change counters of a database. */
  private record Fingerprint(long size, Instant modified, List<Byte> counters) {
    static Fingerprint of(Path file) throws IOException {
      byte[] header = head(file, DATABASE_HEADER);
      List<Byte> counters = new ArrayList<>();
      for (int at : new int[] {24, 25, 26, 27, 92, 93, 94, 95}) {
        counters.add(at < header.length ? header[at] : (byte) 0);
      }
      return new Fingerprint(
          Files.size(file), Files.getLastModifiedTime(file).toInstant(), counters);
    }
  }

  /** Remembers the first bytes of a stream while they are read by somebody else. */
  private static final class Head {
    private final int length;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();

    Head(int length) {
      this.length = length;
    }

    byte[] bytes() {
      return first.toByteArray();
    }

    InputStream over(InputStream in) {
      return new java.io.FilterInputStream(in) {
        @Override
        public int read() throws IOException {
          byte[] one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int at, int count) throws IOException {
          int got = super.read(target, at, count);
          if (got > 0 && first.size() < length) {
            first.write(target, at, Math.min(got, length - first.size()));
          }
          return got;
        }
      };
    }
  }
}
