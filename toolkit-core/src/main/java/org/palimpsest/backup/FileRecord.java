package org.palimpsest.backup;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The archive of class {@code MBFile} that a row of {@code Manifest.db} holds.
 *
 * @param path the path that it repeats
 * @param size in bytes, never negative
 * @param modifiedAt when the file was changed last, in Unix time unlike Apple's other times
 * @param digest of the bytes on disk; null where the phone wrote none
 * @param key class and wrapped key; null where there is none
 */
public record FileRecord(
    String path, long size, Instant modifiedAt, byte @Nullable [] digest, byte @Nullable [] key) {

  private static final long LATEST = 1L << 40;

  /**
   * Reads one.
   *
   * @throws MalformedBackupException if the bytes are no such archive
   */
  public static FileRecord read(byte[] bytes) throws MalformedBackupException {
    ArchiveTable table = new ArchiveTable(bytes);
    int file = table.root();
    String path = table.text(table.value(file, "RelativePath"));
    OptionalLong size = table.integer(table.value(file, "Size"));
    if (path == null) {
      throw new MalformedBackupException("its archive has no path");
    }
    if (size.orElse(-1) < 0) {
      throw new MalformedBackupException("its archive has no size");
    }
    long modified = table.integer(table.value(file, "LastModified")).orElse(0);
    return new FileRecord(
        path,
        size.getAsLong(),
        Instant.ofEpochSecond(Math.max(0, Math.min(modified, LATEST))),
        table.data(table.value(file, "Digest")),
        table.data(table.value(file, "EncryptionKey")));
  }

  /** Its size, without its path. */
  @Override
  public String toString() {
    return "record of a file of " + size + " bytes";
  }
}
