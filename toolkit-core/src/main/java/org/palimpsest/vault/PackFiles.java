package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs that are open for reading. A patch can rest on hundreds of packs, and reading it jumps from
 * one to the other, so that opening them again and again would take most of the time. Where a
 * process may not hold so many open, those that nobody is reading are closed. Safe for use by
 * several threads.
 */
final class PackFiles implements Closeable {

  /** More than a chain of patches has. */
  private static final int MOST_OPEN = 600;

  private static final class Open {
    private final FileChannel channel;
    private final @Nullable PackSeal seal;
    private int users;

    Open(FileChannel channel, @Nullable PackSeal seal) {
      this.channel = channel;
      this.seal = seal;
    }
  }

  private final @Nullable Sealing sealing;

  private final UnitDecoder decoder = new UnitDecoder();

  private final Map<Path, Open> open = new LinkedHashMap<>(16, 0.75f, true);

  PackFiles(@Nullable Sealing sealing) {
    this.sealing = sealing;
  }

  /** Decodes units of these packs. */
  UnitDecoder decoder() {
    return decoder;
  }

  /** Bytes by which a unit is longer as it is stored. */
  int overhead() {
    return sealing == null ? 0 : PackSeal.TAG;
  }

  /** Bytes of a pack. */
  long size(Path pack) throws IOException {
    Open used = take(pack);
    try {
      return used.channel.size();
    } finally {
      give(used);
    }
  }

  /** Reads one unit, as it was before it was sealed. */
  byte[] unit(Path pack, long offset, int stored) throws IOException {
    return units(pack, offset, new int[] {stored})[0];
  }

  /** Reads units that lie one behind the other. */
  byte[][] units(Path pack, long offset, int[] stored) throws IOException {
    int sum = 0;
    for (int each : stored) {
      if (each < overhead()) {
        throw new DamagedObjectException("a sealed unit is too short");
      }
      sum = Math.addExact(sum, each);
    }
    Open used = take(pack);
    try {
      byte[] all = new byte[sum];
      read(used.channel, ByteBuffer.wrap(all), offset);
      if (used.seal == null && stored.length == 1) {
        return new byte[][] {all};
      }
      byte[][] units = new byte[stored.length][];
      int at = 0;
      for (int i = 0; i < stored.length; i++) {
        units[i] = new byte[stored[i] - overhead()];
        if (used.seal == null) {
          System.arraycopy(all, at, units[i], 0, stored[i]);
        } else {
          used.seal.open(all, at, stored[i], units[i], 0, offset + at);
        }
        at += stored[i];
      }
      return units;
    } finally {
      give(used);
    }
  }

  /** Reads bytes as they lie there. */
  void raw(Path pack, long offset, byte[] target, int at, int length) throws IOException {
    Open used = take(pack);
    try {
      read(used.channel, ByteBuffer.wrap(target, at, length), offset);
    } finally {
      give(used);
    }
  }

  private static void read(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    long position = from;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, position);
      if (count < 0) {
        throw new DamagedObjectException("a pack ends too early");
      }
      position += count;
    }
  }

  private synchronized Open take(Path pack) throws IOException {
    Open found = open.get(pack);
    if (found == null) {
      FileChannel channel = open(pack);
      try {
        found = new Open(channel, seal(channel));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      open.put(pack, found);
      closeIdle(MOST_OPEN);
    }
    found.users++;
    return found;
  }

  private @Nullable PackSeal seal(FileChannel channel) throws IOException {
    if (sealing == null) {
      return null;
    }
    byte[] salt = new byte[Sealing.SALT];
    read(channel, ByteBuffer.wrap(salt), 0);
    return sealing.of(Sealing.PACK, salt);
  }

  private synchronized void give(Open used) {
    used.users--;
  }

  private FileChannel open(Path pack) throws IOException {
    try {
      return FileChannel.open(pack, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (open.isEmpty()) {
        throw e;
      }
      // Perhaps the system allows no more.
      closeIdle(0);
      return FileChannel.open(pack, StandardOpenOption.READ);
    }
  }

  /** Closes those that nobody is reading, the longest unused first, until so many are left. */
  private void closeIdle(int left) throws IOException {
    List<FileChannel> idle = new ArrayList<>();
    Iterator<Open> oldest = open.values().iterator();
    while (open.size() > left && oldest.hasNext()) {
      Open candidate = oldest.next();
      if (candidate.users == 0) {
        idle.add(candidate.channel);
        oldest.remove();
      }
    }
    for (FileChannel channel : idle) {
      channel.close();
    }
  }

  /** Closes all of them. */
  @Override
  public synchronized void close() throws IOException {
    for (Open each : open.values()) {
      each.channel.close();
    }
    open.clear();
    decoder.close();
  }
}
