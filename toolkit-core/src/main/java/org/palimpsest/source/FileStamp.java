package org.palimpsest.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file system says of a file without reading it. A file whose stamp is the same in all parts
 * as when it was last read can be taken for unchanged: a program that puts size and modification
 * time back cannot put the change time back, and another file has another number.
 *
 * @param size in bytes
 * @param modifiedAt when its content was changed
 * @param changedAt when its content or description was changed, which no program sets
 * @param inode its number in the file system
 */
public record FileStamp(long size, Instant modifiedAt, Instant changedAt, long inode) {

  /** The stamp of a file; empty where the file system does not tell all of it. */
  static Optional<FileStamp> of(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Optional.empty();
    }
    Map<String, Object> values =
        Files.readAttributes(
            file, "unix:size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS);
    return of(values.get("size"), values.get("lastModifiedTime"), values.get("ctime"), values);
  }

  private static Optional<FileStamp> of(
      @Nullable Object size,
      @Nullable Object modified,
      @Nullable Object changed,
      Map<String, Object> values) {
    if (size instanceof Long bytes
        && modified instanceof FileTime modifiedAt
        && changed instanceof FileTime changedAt
        && values.get("ino") instanceof Long inode) {
      return Optional.of(
          new FileStamp(bytes, modifiedAt.toInstant(), changedAt.toInstant(), inode));
    }
    return Optional.empty();
  }
}
