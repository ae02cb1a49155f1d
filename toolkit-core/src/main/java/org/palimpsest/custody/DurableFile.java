package org.palimpsest.custody;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.palimpsest.vault.Durable;

/** The few ways in which a log writes to disk, each durable when it returns. */
final class DurableFile {

  private DurableFile() {}

  /** A new file; an existing one is never replaced. */
  static void create(Path file, byte[] bytes) throws IOException {
    write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Durable.syncFolder(file.toAbsolutePath().getParent());
  }

  /** Writes what is to replace {@code target} beside it. */
  static Path prepare(Path target, byte[] bytes) throws IOException {
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    write(
        temporary,
        bytes,
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    return temporary;
  }

  /**
   * Puts a prepared file in its place in one step; {@link Durable#syncFolder} makes that durable.
   */
  static void replace(Path prepared, Path target) throws IOException {
    Files.move(
        prepared, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Adds bytes at the end, in one write where the system takes them all. */
  static void append(FileChannel channel, long end, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long at = end;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
    channel.force(true);
  }

  static void truncate(FileChannel channel, long length) throws IOException {
    channel.truncate(length);
    channel.force(true);
  }

  private static void write(Path file, byte[] bytes, OpenOption... options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      append(channel, 0, bytes);
    }
  }
}
