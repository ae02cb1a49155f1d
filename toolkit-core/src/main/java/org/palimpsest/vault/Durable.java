package org.palimpsest.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writing that survives a power cut: temporary name, fsync, rename, fsync of the folder. */
public final class Durable {

  private static final String TEMPORARY = ".tmp";

  private Durable() {}

  /** Writes {@code bytes} under {@code target}, replacing what is there in one step. */
  public static void write(Path target, byte[] bytes) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    rename(temporary, target);
  }

  /**
   * Deletes what writing was interrupted of in a folder. Where each file has a name of its own,
   * nothing would ever write over it.
   */
  public static void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
      for (Path entry : entries) {
        Files.deleteIfExists(entry);
      }
    }
  }

  /** Renames a file that is already on the disk and makes the new name durable. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(to.getParent());
  }

  /** Makes the names in a folder durable, on systems that can open folders. */
  public static void syncFolder(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return;
    }
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
