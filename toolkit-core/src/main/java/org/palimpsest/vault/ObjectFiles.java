package org.palimpsest.vault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/** Whole files of a vault, hashed and copied. */
final class ObjectFiles {

  private static final int PIECE = 1 << 20;

  private ObjectFiles() {}

  /** The hash of a file's bytes. */
  static Sha256 hash(Path file, LongConsumer progress) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        progress.accept(count);
      }
    }
    return Sha256.finish(digest);
  }

  /**
   * Copies a file under a temporary name, makes it durable, reads it back, and gives it its name
   * only if the bytes that were read back are those that were read.
   *
   * @param scratch folder for the temporary name, on the target's disk
   * @throws DamagedObjectException if the copy read back differs; nothing is left of it
   */
  static void copy(Path from, Path to, Path scratch, LongConsumer progress) throws IOException {
    copy(from, to, scratch, progress, null);
  }

  /**
   * Copies a file in the same way if it has that hash.
   *
   * @return whether it has; if not, nothing was changed
   */
  static boolean copyNamed(Path from, Path to, Path scratch, LongConsumer progress, Sha256 expected)
      throws IOException {
    return copy(from, to, scratch, progress, expected);
  }

  private static boolean copy(
      Path from, Path to, Path scratch, LongConsumer progress, @Nullable Sha256 expected)
      throws IOException {
    Files.createDirectories(scratch);
    Path draft = scratch.resolve("draft-" + to.getFileName());
    try {
      Sha256 read = write(from, draft, progress);
      if (expected != null && !read.equals(expected)) {
        return false;
      }
      if (!hash(draft, count -> {}).equals(read)) {
        throw new DamagedObjectException("a copy that was read back differs from what was written");
      }
      Durable.rename(draft, to);
      return true;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static Sha256 write(Path from, Path draft, LongConsumer progress) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] buffer = new byte[PIECE];
    try (InputStream in = Files.newInputStream(from);
        FileChannel out =
            FileChannel.open(
                draft,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        progress.accept(count);
      }
      out.force(true);
    }
    return Sha256.finish(digest);
  }
}
