package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.work.Awaited;

/** A pack that is being written under a temporary name. Not safe for use by several threads. */
final class PackDraft implements Closeable {

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.newDigest();
  private final List<StoredObject> objects = new ArrayList<>();
  private long length;
  private @Nullable Future<?> syncing;

  private final @Nullable Sealing sealing;
  private final @Nullable PackSeal seal;

  PackDraft(Path file, @Nullable Sealing sealing) throws IOException {
    this.file = file;
    this.sealing = sealing;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (sealing == null) {
      this.seal = null;
    } else {
      byte[] salt = sealing.newSalt();
      this.seal = sealing.of(Sealing.PACK, salt);
      append(salt, 0, salt.length);
    }
  }

  /** Where the first object of a pack begins. */
  int start() {
    return sealing == null ? 0 : Sealing.SALT;
  }

  /** Appends a unit and returns the bytes it takes. */
  int unit(byte[] bytes, int from, int count) throws IOException {
    if (seal == null) {
      append(bytes, from, count);
      return count;
    }
    byte[] sealed = seal.seal(bytes, from, count, length);
    append(sealed, 0, sealed.length);
    return sealed.length;
  }

  /** The frames of a whole object with its seek table, which only more than one frame needs. */
  void segments(byte[] packed, int[] lengths, long size) throws IOException {
    int[] stored = new int[lengths.length];
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      stored[i] = unit(packed, at, lengths[i]);
      at += lengths[i];
    }
    if (lengths.length > 1) {
      byte[] table = ObjectBytes.seekTable(stored, size);
      unit(table, 0, table.length);
    }
  }

  /** Raw bytes; where units are sealed, one for each segment. */
  void raw(byte[] bytes, int count) throws IOException {
    int piece = seal == null ? Math.max(1, count) : Codec.SEGMENT;
    for (int from = 0; from < count; from += piece) {
      unit(bytes, from, Math.min(piece, count - from));
    }
  }

  Path file() {
    return file;
  }

  long length() {
    return length;
  }

  List<StoredObject> objects() {
    return objects;
  }

  private void append(byte[] bytes, int from, int count) throws IOException {
    digest.update(bytes, from, count);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, from, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    length += count;
  }

  StoredObject close(Sha256 sha256, long size, long offset, Codec codec) {
    return close(sha256, size, offset, codec, null, 0);
  }

  StoredObject close(
      Sha256 sha256, long size, long offset, Codec codec, @Nullable Sha256 base, int table) {
    StoredObject object =
        new StoredObject(sha256, size, file, offset, length - offset, codec, base, table);
    objects.add(object);
    return object;
  }

  /** Begins to make what was written durable, while other work goes on. */
  void syncIn(ExecutorService background) {
    syncing =
        background.submit(
            () -> {
              channel.force(true);
              return null;
            });
  }

  private void awaitSync() throws IOException {
    if (syncing == null) {
      return;
    }
    try {
      Awaited.of(syncing);
    } finally {
      syncing = null;
    }
  }

  /** Puts the pack and its index under their final names. The index comes first: a pack counts. */
  List<StoredObject> publish(Path folder) throws IOException {
    awaitSync();
    channel.force(true);
    channel.close();
    Sha256 name = Sha256.finish(digest);
    StringBuilder index = new StringBuilder();
    objects.forEach(object -> index.append(object.indexLine()));
    byte[] lines = index.toString().getBytes(StandardCharsets.US_ASCII);
    index.append("end ").append(Sha256.of(lines).hex()).append('\n');
    byte[] text = index.toString().getBytes(StandardCharsets.US_ASCII);
    Durable.write(
        folder.resolve(name.hex() + PackIndex.SUFFIX),
        sealing == null ? text : sealing.sealFile(Sealing.INDEX, text));
    Path pack = folder.resolve(name.hex() + PackIndex.PACK_SUFFIX);
    Durable.rename(file, pack);
    List<StoredObject> published = new ArrayList<>();
    for (StoredObject o : objects) {
      published.add(o.in(pack, o.offset()));
    }
    return published;
  }

  /** Throws the draft away. */
  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }
}
