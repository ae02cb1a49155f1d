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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/** A pack that is being written under a temporary name. Not safe for use by several threads. */
final class PackDraft implements Closeable {

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest = Sha256.newDigest();
  private final List<StoredObject> objects = new ArrayList<>();
  private long length;
  private @Nullable Future<?> syncing;

  PackDraft(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
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

  void append(byte[] bytes, int count) throws IOException {
    digest.update(bytes, 0, count);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    length += count;
  }

  StoredObject close(Sha256 sha256, long size, long offset, Codec codec) {
    StoredObject object = new StoredObject(sha256, size, file, offset, length - offset, codec);
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
      syncing.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("a pack was not synced", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
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
    Durable.write(
        folder.resolve(name.hex() + PackIndex.SUFFIX),
        index.toString().getBytes(StandardCharsets.US_ASCII));
    Path pack = folder.resolve(name.hex() + PackIndex.PACK_SUFFIX);
    Durable.rename(file, pack);
    List<StoredObject> published = new ArrayList<>();
    for (StoredObject o : objects) {
      published.add(
          new StoredObject(o.sha256(), o.size(), pack, o.offset(), o.stored(), o.codec()));
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
