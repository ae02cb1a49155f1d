package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
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

  /** Most units that are read at once. */
  static final int RUN = 16;

  private static final int MOST_AT_ONCE =
      RUN * ((int) Zstd.compressBound(Codec.SEGMENT) + PackSeal.TAG);

  private static final byte[] NONE = new byte[0];

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

  private final Buffers buffers = new Buffers(MOST_AT_ONCE);

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
    requireWhole(stored);
    byte[] unit = new byte[stored - overhead()];
    Open used = take(pack);
    try {
      if (used.seal == null) {
        read(used.channel, ByteBuffer.wrap(unit), offset);
      } else {
        byte[] sealed = new byte[stored];
        read(used.channel, ByteBuffer.wrap(sealed), offset);
        used.seal.open(sealed, 0, stored, unit, 0, offset);
      }
      return unit;
    } finally {
      give(used);
    }
  }

  /** Units that were read together, in an array that is used again when they are closed. */
  static final class Units implements AutoCloseable {
    private final byte[] bytes;
    private final int[] starts;
    private final Buffers from;

    private Units(byte[] bytes, int[] starts, Buffers from) {
      this.bytes = bytes;
      this.starts = starts;
      this.from = from;
    }

    /** The array in which they lie. */
    byte[] bytes() {
      return bytes;
    }

    int at(int unit) {
      return starts[unit];
    }

    int length(int unit) {
      return starts[unit + 1] - starts[unit];
    }

    @Override
    public void close() {
      from.give(bytes);
    }
  }

  /**
   * Reads units that lie one behind the other, as they were before they were sealed.
   *
   * @param stored lengths of at most {@link #RUN} of them, none longer than a segment can become
   */
  Units units(Path pack, long offset, int... stored) throws IOException {
    int sum = 0;
    int[] starts = new int[stored.length + 1];
    for (int i = 0; i < stored.length; i++) {
      requireWhole(stored[i]);
      sum = Math.addExact(sum, stored[i]);
      starts[i + 1] = starts[i] + stored[i] - overhead();
    }
    if (sum > MOST_AT_ONCE) {
      throw new DamagedObjectException("a unit is longer than it can be");
    }
    byte[] all = buffers.take();
    Open used = take(pack);
    try {
      read(used.channel, ByteBuffer.wrap(all, 0, sum), offset);
      if (used.seal == null) {
        byte[] units = all;
        all = NONE;
        return new Units(units, starts, buffers);
      }
      byte[] units = buffers.take();
      int at = 0;
      for (int i = 0; i < stored.length; i++) {
        used.seal.open(all, at, stored[i], units, starts[i], offset + at);
        at += stored[i];
      }
      return new Units(units, starts, buffers);
    } finally {
      give(used);
      if (all.length > 0) {
        buffers.give(all);
      }
    }
  }

  private void requireWhole(int stored) throws IOException {
    if (stored < overhead()) {
      throw new DamagedObjectException("a sealed unit is too short");
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

  /** Closes one that is going away, if nobody is reading it. */
  synchronized void forget(Path pack) throws IOException {
    Open found = open.get(pack);
    if (found != null && found.users == 0) {
      open.remove(pack);
      found.channel.close();
    }
  }

  /** Closes all of them. */
  @Override
  public void close() throws IOException {
    // Whoever is decoding holds a segment and waits for a pack, so nobody may wait the other way
    // round.
    try {
      closePacks();
    } finally {
      decoder.close();
    }
  }

  private synchronized void closePacks() throws IOException {
    for (Open each : open.values()) {
      each.channel.close();
    }
    open.clear();
  }
}
