package org.palimpsest.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An open file of a disk in memory, or an open folder, which can only be synced. */
final class MemoryChannel extends FileChannel {

  private final MemoryDisk disk;
  private final MemoryDisk.@Nullable File file;
  private final MemoryDisk.@Nullable Folder folder;
  private long position;
  private @Nullable FileLock lock;

  MemoryChannel(MemoryDisk disk, MemoryDisk.File file) {
    this.disk = disk;
    this.file = file;
    this.folder = null;
  }

  MemoryChannel(MemoryDisk disk, MemoryDisk.Folder folder) {
    this.disk = disk;
    this.file = null;
    this.folder = folder;
  }

  private MemoryDisk.File file() throws IOException {
    if (file == null) {
      throw new IOException("Is a directory");
    }
    return file;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = read(target, position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long read(ByteBuffer[] targets, int from, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int read(ByteBuffer target, long at) throws IOException {
    synchronized (disk) {
      disk.reach("read");
      byte[] bytes = file().bytes;
      if (at >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(target.remaining(), bytes.length - at);
      target.put(bytes, (int) at, count);
      return count;
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = write(source, position);
    position += count;
    return count;
  }

  @Override
  public long write(ByteBuffer[] sources, int from, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source, long at) throws IOException {
    synchronized (disk) {
      MemoryDisk.File target = file();
      disk.step(true, "write");
      int count = source.remaining();
      int end = Math.toIntExact(at + count);
      if (end > target.bytes.length) {
        target.bytes = Arrays.copyOf(target.bytes, end);
      }
      source.get(target.bytes, (int) at, count);
      target.time = disk.now();
      return count;
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long next) {
    position = next;
    return this;
  }

  @Override
  public long size() throws IOException {
    synchronized (disk) {
      disk.reach("size");
      return file().bytes.length;
    }
  }

  @Override
  public FileChannel truncate(long length) throws IOException {
    synchronized (disk) {
      MemoryDisk.File target = file();
      if (length < target.bytes.length) {
        disk.step(false, "truncate");
        target.bytes = Arrays.copyOf(target.bytes, (int) length);
        target.time = disk.now();
      }
      return this;
    }
  }

  @Override
  public void force(boolean metadata) throws IOException {
    if (folder != null) {
      disk.syncFolder(folder);
    } else {
      disk.syncFile(file());
    }
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long at, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long at, long size, boolean shared) throws IOException {
    return tryLock(at, size, shared);
  }

  @Override
  public FileLock tryLock(long at, long size, boolean shared) throws IOException {
    synchronized (disk) {
      disk.reach("lock");
      MemoryDisk.File locked = file();
      if (locked.locked) {
        throw new OverlappingFileLockException();
      }
      locked.locked = true;
      lock =
          new FileLock(this, at, size, shared) {
            private boolean valid = true;

            @Override
            public boolean isValid() {
              return valid;
            }

            @Override
            public void release() {
              valid = false;
              locked.locked = false;
            }
          };
      return lock;
    }
  }

  /** Closing gives the lock back, as systems do. */
  @Override
  protected void implCloseChannel() throws IOException {
    FileLock held = lock;
    if (held != null) {
      held.release();
    }
  }
}
