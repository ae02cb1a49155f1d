package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.palimpsest.vault.VaultException.Reason;

/**
 * The one writer's lock. The operating system drops it when its process ends, however it ends, so a
 * dead run never blocks the next one. The file says who holds it; it stays, empty, afterwards.
 */
public final class VaultLock implements Closeable {

  private final FileChannel channel;
  private final FileLock lock;

  private VaultLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @param owner one line that says who holds it and since when
   * @throws VaultException {@link Reason#LOCKED}, naming the owner, when another run holds it
   */
  public static VaultLock take(Vault vault, String owner) throws VaultException, IOException {
    return take(vault.folder(), owner);
  }

  /** Takes the lock of a folder that is, or is to become, a vault. */
  public static VaultLock take(Path folder, String owner) throws VaultException, IOException {
    Path file = folder.resolve("lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      ByteBuffer line = ByteBuffer.allocate(200);
      channel.read(line, 0);
      channel.close();
      String holder = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8).strip();
      throw new VaultException(
          Reason.LOCKED, "another run holds the vault" + (holder.isEmpty() ? "" : ": " + holder));
    }
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)));
      return new VaultLock(channel, lock);
    } catch (IOException e) {
      // A full disk, say: closing gives the lock back.
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    // Whatever the disk says, the lock is given back.
    try (channel;
        lock) {
      channel.truncate(0);
    }
  }
}
