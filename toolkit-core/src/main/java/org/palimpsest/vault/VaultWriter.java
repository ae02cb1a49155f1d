package org.palimpsest.vault;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Takes objects into a vault. Everything goes to temporary packs first; {@link #publish} gives them
 * their final names, and without it nothing of them stays.
 *
 * <p>Several threads may put small objects at once. A large object is read by the calling thread,
 * compressed on all cores, and has a pack of its own.
 */
public final class VaultWriter implements Closeable {

  private static final int LARGE = 4 << 20;
  private static final long PACK_SIZE = 64L << 20;
  private static final int LEVEL = 1;

  /** Half the table of level 1: a tenth faster on pages of a database, and 3 % larger. */
  private static final int HASH_LOG = 13;

  /** Bytes handed to a compressing thread at once: sixteen segments. */
  private static final int BLOCK = 16 * Codec.SEGMENT;

  private static final int BLOCKS_AHEAD = 6;

  private final Vault vault;
  private final Path folder;
  private final ExecutorService compressors;
  private final Deque<ZstdCompressCtx> contexts = new ConcurrentLinkedDeque<>();

  /** Getting and clearing four megabytes for each small file takes longer than keeping the file. */
  private final Deque<byte[]> heads = new ConcurrentLinkedDeque<>();

  private final Map<Sha256, StoredObject> added = new HashMap<>();
  private final List<PackDraft> full = new ArrayList<>();
  private @Nullable PackDraft current;
  private int drafts;

  VaultWriter(Vault vault, Path folder, int threads) throws IOException {
    this.vault = vault;
    this.folder = folder;
    Files.createDirectories(folder);
    this.compressors = Executors.newFixedThreadPool(threads, VaultWriter::daemon);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "compress");
    thread.setDaemon(true);
    return thread;
  }

  /** Bytes to be taken in, read once from first to last. */
  @FunctionalInterface
  public interface Input {
    /** Reads up to {@code length} bytes, -1 at the end, as {@link java.io.InputStream} does. */
    int read(byte[] target, int at, int length) throws IOException;
  }

  /**
   * Takes an object in.
   *
   * @return its name and size; the same for bytes that the vault holds already
   */
  public Taken put(Input input) throws IOException {
    byte[] head = heads.poll();
    if (head == null) {
      head = new byte[LARGE];
    }
    try {
      int count = fill(input, head);
      return count < LARGE ? small(head, count) : large(head, input);
    } finally {
      heads.push(head);
    }
  }

  /**
   * An object that was taken in.
   *
   * @param sha256 its name
   * @param size in bytes
   */
  public record Taken(Sha256 sha256, long size) {}

  private static int fill(Input input, byte[] target) throws IOException {
    int count = 0;
    while (count < target.length) {
      int got = input.read(target, count, target.length - count);
      if (got < 0) {
        break;
      }
      count += got;
    }
    return count;
  }

  private Taken small(byte[] bytes, int count) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    digest.update(bytes, 0, count);
    Sha256 name = Sha256.finish(digest);
    if (find(name).isPresent()) {
      return new Taken(name, count);
    }
    byte @Nullable [] packed = compressible(bytes, count) ? pack(bytes, count) : null;
    synchronized (this) {
      if (find(name).isEmpty()) {
        PackDraft draft = draftForSmall();
        long offset = draft.length();
        if (packed == null) {
          draft.append(bytes, count);
        } else {
          draft.append(packed, packed.length);
        }
        added.put(name, draft.close(name, count, offset, packed == null ? Codec.RAW : Codec.ZSTD));
      }
    }
    return new Taken(name, count);
  }

  /** The frames of a whole object with its seek table. */
  private byte[] pack(byte[] bytes, int count) {
    int segments = ObjectBytes.segments(count);
    byte[] packed = new byte[(int) Zstd.compressBound(count) + 64 * (segments + 2)];
    int[] lengths = new int[segments];
    int at = compress(bytes, count, packed, lengths);
    if (segments <= 1) {
      return Arrays.copyOf(packed, at);
    }
    byte[] table = ObjectBytes.seekTable(lengths, count);
    byte[] whole = Arrays.copyOf(packed, at + table.length);
    System.arraycopy(table, 0, whole, at, table.length);
    return whole;
  }

  private int compress(byte[] bytes, int count, byte[] target, int[] lengths) {
    int at = 0;
    for (int i = 0; i < lengths.length; i++) {
      int from = i * Codec.SEGMENT;
      int length = Math.min(Codec.SEGMENT, count - from);
      lengths[i] = compress(bytes, from, length, target, at);
      at += lengths[i];
    }
    return at;
  }

  /** Whether the first segment shrinks enough for compression to be worth its time. */
  private boolean compressible(byte[] bytes, int count) {
    return count >= 64 && shrinks(bytes, 0, Math.min(Codec.SEGMENT, count));
  }

  /** The same for the beginning of a large object, by a majority of three places. */
  private boolean mostlyCompressible(byte[] head) {
    int shrinking = 0;
    for (int at : new int[] {0, head.length / 2, head.length - Codec.SEGMENT}) {
      shrinking += shrinks(head, at, Codec.SEGMENT) ? 1 : 0;
    }
    return shrinking > 1;
  }

  private boolean shrinks(byte[] bytes, int from, int length) {
    byte[] trial = new byte[(int) Zstd.compressBound(length)];
    return compress(bytes, from, length, trial, 0) < length - length / 32;
  }

  /** One frame; contexts are kept, since making one costs a good part of a segment's time. */
  private int compress(byte[] bytes, int from, int length, byte[] target, int at) {
    ZstdCompressCtx context = contexts.poll();
    if (context == null) {
      context = new ZstdCompressCtx();
      context.setLevel(LEVEL);
      context.setHashLog(HASH_LOG);
    }
    try {
      return context.compressByteArray(target, at, target.length - at, bytes, from, length);
    } finally {
      contexts.push(context);
    }
  }

  private PackDraft draftForSmall() throws IOException {
    if (current != null && current.length() >= PACK_SIZE) {
      full.add(current);
      current = null;
    }
    if (current == null) {
      current = newDraft();
    }
    return current;
  }

  private synchronized PackDraft newDraft() throws IOException {
    return new PackDraft(folder.resolve("draft-" + drafts++));
  }

  private Taken large(byte[] head, Input input) throws IOException {
    PackDraft draft = newDraft();
    boolean kept = false;
    try {
      Stream stream = new Stream(draft, mostlyCompressible(head));
      for (int from = 0; from < head.length; from += BLOCK) {
        stream.add(Arrays.copyOfRange(head, from, Math.min(head.length, from + BLOCK)));
      }
      while (true) {
        byte[] block = new byte[BLOCK];
        int count = fill(input, block);
        if (count > 0) {
          stream.add(count == BLOCK ? block : Arrays.copyOf(block, count));
        }
        if (count < BLOCK) {
          break;
        }
      }
      StoredObject object = stream.finish();
      synchronized (this) {
        if (find(object.sha256()).isEmpty()) {
          added.put(object.sha256(), object);
          full.add(draft);
          draft.syncIn(compressors);
          kept = true;
        }
      }
      return new Taken(object.sha256(), object.size());
    } finally {
      if (!kept) {
        draft.close();
      }
    }
  }

  private record Block(byte[] bytes, int[] lengths, int stored) {}

  /** Hashes blocks in order, compresses them side by side and writes them in order. */
  private final class Stream {
    private final PackDraft draft;
    private final boolean compressed;
    private final MessageDigest digest = Sha256.newDigest();
    private final Deque<Future<Block>> ahead = new ArrayDeque<>();
    private int[] lengths = new int[1024];
    private int segments;
    private long size;

    Stream(PackDraft draft, boolean compressed) {
      this.draft = draft;
      this.compressed = compressed;
    }

    void add(byte[] block) throws IOException {
      size += block.length;
      if (compressed) {
        ahead.add(compressors.submit(() -> compressBlock(block)));
      }
      digest.update(block);
      if (!compressed) {
        draft.append(block, block.length);
      } else if (ahead.size() >= BLOCKS_AHEAD) {
        writeFirst();
      }
    }

    private Block compressBlock(byte[] block) {
      int[] blockLengths = new int[ObjectBytes.segments(block.length)];
      byte[] target = new byte[(int) Zstd.compressBound(Codec.SEGMENT) * blockLengths.length];
      int stored = compress(block, block.length, target, blockLengths);
      return new Block(target, blockLengths, stored);
    }

    private void writeFirst() throws IOException {
      try {
        Block block = ahead.remove().get();
        draft.append(block.bytes, block.stored);
        if (segments + block.lengths.length > lengths.length) {
          lengths = Arrays.copyOf(lengths, 2 * lengths.length);
        }
        System.arraycopy(block.lengths, 0, lengths, segments, block.lengths.length);
        segments += block.lengths.length;
      } catch (ExecutionException e) {
        throw new IOException("compression failed", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }

    StoredObject finish() throws IOException {
      while (!ahead.isEmpty()) {
        writeFirst();
      }
      if (compressed) {
        byte[] table = ObjectBytes.seekTable(Arrays.copyOf(lengths, segments), size);
        draft.append(table, table.length);
      }
      Codec codec = compressed ? Codec.ZSTD : Codec.RAW;
      return draft.close(Sha256.finish(digest), size, 0, codec);
    }
  }

  /** Takes back a large object that this writer added, as when a capture turned out torn. */
  public synchronized void discard(Taken taken) throws IOException {
    StoredObject object = added.get(taken.sha256());
    if (object == null) {
      return;
    }
    for (int i = 0; i < full.size(); i++) {
      PackDraft draft = full.get(i);
      if (draft.file().equals(object.pack()) && draft.objects().size() == 1) {
        draft.close();
        full.remove(i);
        added.remove(taken.sha256());
        return;
      }
    }
  }

  private synchronized Optional<StoredObject> find(Sha256 name) throws IOException {
    StoredObject own = added.get(name);
    return own != null ? Optional.of(own) : vault.find(name);
  }

  /** Opens an object of the vault or of this writer. */
  public ObjectBytes open(Sha256 name) throws VaultException, IOException {
    Optional<StoredObject> object = find(name);
    if (object.isEmpty()) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "object " + name.abbreviated(12) + " is gone");
    }
    return ObjectBytes.open(object.get());
  }

  /** Gives every pack its final name; what was put is durable when this returns. */
  public synchronized void publish() throws IOException {
    if (current != null) {
      full.add(current);
      current = null;
    }
    while (!full.isEmpty()) {
      PackDraft draft = full.get(0);
      if (!draft.objects().isEmpty()) {
        for (StoredObject object : draft.publish(vault.packs())) {
          vault.add(object);
          added.remove(object.sha256());
        }
      }
      full.remove(0);
    }
  }

  /** Throws away what was not published. */
  @Override
  public synchronized void close() throws IOException {
    compressors.shutdownNow();
    if (current != null) {
      full.add(current);
      current = null;
    }
    for (PackDraft draft : full) {
      draft.close();
    }
    full.clear();
    Files.deleteIfExists(folder);
    contexts.forEach(ZstdCompressCtx::close);
    contexts.clear();
  }
}
