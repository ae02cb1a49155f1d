package org.palimpsest.vault;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/**
 * Takes objects into a vault. Everything goes to temporary packs first; {@link #publish} gives them
 * their final names, and without it nothing of them stays.
 *
 * <p>Several threads may put small objects at once. A large object is read by the calling thread,
 * compressed on all cores, and has a pack of its own.
 */
public final class VaultWriter implements ObjectPlaces, Closeable {

  private static final int LARGE = 4 << 20;

  private final Vault vault;
  private final Drafts drafts;
  private final ExecutorService compressors;
  private final ExecutorService syncing;
  private final SegmentCompressor compressor = new SegmentCompressor();

  private final Buffers heads = new Buffers(LARGE);
  private final Buffers blocks = new Buffers(LargeObject.BLOCK);
  private final Buffers packed = new Buffers(SegmentCompressor.bound(LargeObject.BLOCK));

  private final Map<Sha256, StoredObject> added = new HashMap<>();
  private final PackFiles files;
  private final Compositions compositions = new Compositions();
  private boolean again;

  VaultWriter(Vault vault, Path folder, int threads) throws IOException {
    this.vault = vault;
    this.drafts = new Drafts(folder, vault.sealing());
    this.files = new PackFiles(vault.sealing());
    // Whoever puts an object compresses too.
    this.compressors = Executors.newFixedThreadPool(Math.max(1, threads - 1), VaultWriter::daemon);
    this.syncing = Executors.newSingleThreadExecutor(VaultWriter::daemon);
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
    return put(input, true);
  }

  /** Takes an object in that is read soon and then thrown away: it is not made smaller. */
  public Taken putPlain(Input input) throws IOException {
    return put(input, false);
  }

  private Taken put(Input input, boolean stays) throws IOException {
    byte[] head = heads.take();
    try {
      int count = fill(input, head);
      return count < LARGE ? small(head, count, stays) : large(head, input, stays);
    } finally {
      heads.give(head);
    }
  }

  /**
   * An object that was taken in.
   *
   * @param sha256 its name
   * @param size in bytes
   */
  public record Taken(Sha256 sha256, long size) {}

  static int fill(Input input, byte[] target) throws IOException {
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

  private Taken small(byte[] bytes, int count, boolean stays) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    digest.update(bytes, 0, count);
    Sha256 name = Sha256.finish(digest);
    if (!isNew(name)) {
      return new Taken(name, count);
    }
    boolean packs = stays && compressor.compressible(bytes, count);
    int[] lengths = new int[ObjectBytes.segments(count)];
    byte[] packed = packs ? new byte[SegmentCompressor.bound(count)] : bytes;
    if (packs) {
      compressor.compress(bytes, count, packed, lengths);
    }
    synchronized (this) {
      if (isNew(name)) {
        PackDraft draft = drafts.forSmall();
        long offset = draft.length();
        if (packs) {
          draft.segments(packed, lengths, count);
        } else {
          draft.raw(bytes, count);
        }
        added.put(name, draft.close(name, count, offset, packs ? Codec.ZSTD : Codec.RAW));
      }
    }
    return new Taken(name, count);
  }

  /** Compresses segments. */
  SegmentCompressor compressor() {
    return compressor;
  }

  /** A place for what does not fit into memory; the caller closes it before this writer. */
  public Scratch scratch() throws IOException {
    return new Scratch(newDraft(), files);
  }

  synchronized PackDraft newDraft() throws IOException {
    return drafts.make();
  }

  private Taken large(byte[] head, Input input, boolean stays) throws IOException {
    PackDraft draft = newDraft();
    boolean kept = false;
    try {
      LargeObject object =
          new LargeObject(
              draft,
              stays && compressor.mostlyCompressible(head) ? compressor : null,
              compressors,
              blocks,
              packed);
      StoredObject stored = object.take(head, input);
      synchronized (this) {
        if (isNew(stored.sha256())) {
          added.put(stored.sha256(), stored);
          drafts.keep(draft);
          if (stays) {
            draft.syncIn(syncing);
          }
          kept = true;
        }
      }
      return new Taken(stored.sha256(), stored.size());
    } finally {
      if (!kept) {
        draft.close();
      }
    }
  }

  /** Takes an object over as it is stored in another pack, unit by unit. */
  synchronized void move(StoredObject object) throws IOException {
    PackDraft draft = drafts.forSmall();
    long offset = draft.length();
    long at = object.offset();
    for (int stored : ObjectBytes.units(object, vault)) {
      byte[] unit = vault.files().unit(object.pack(), at, stored);
      draft.unit(unit, 0, unit.length);
      at += stored;
    }
    added.put(
        object.sha256(),
        draft.close(
            object.sha256(), object.size(), offset, object.codec(), object.base(), object.table()));
  }

  /**
   * Takes an object in that resembles one that is there, storing what differs.
   *
   * @param base the one that is there; if it is not, or nothing is to be gained, the object is
   *     stored as {@link #put} does
   */
  public Taken putLike(Input input, @Nullable Sha256 base, Likeness likeness) throws IOException {
    if (base == null || !PatchBase.serves(find(base), this)) {
      return put(input);
    }
    return putPatch(
        base,
        patch -> {
          switch (likeness) {
            case PAGES -> patch.pages(input);
            case LOG -> patch.log(input);
            case MOVED -> patch.moved(input);
          }
        });
  }

  /**
   * A database that was taken in.
   *
   * @param taken what was
   * @param sums of its pages; empty for one that is quickly read, since it rests on no patch
   */
  public record TakenPages(Taken taken, Optional<PageSums> sums) {}

  /**
   * Takes a database in as {@link #putLike} does.
   *
   * @param sums of the base's pages; null if there are none
   * @param trusting whether pages that did not change are known by them, without being read. Of
   *     whatever is to be kept they are compared, since damage of the base that nobody has seen yet
   *     would be taken over with them
   */
  public TakenPages putPages(
      Input input, @Nullable Sha256 base, @Nullable PageSums sums, boolean trusting)
      throws IOException {
    if (base == null || !PatchBase.serves(find(base), this)) {
      return new TakenPages(put(input), Optional.empty());
    }
    PageSums below = sums != null && sums.areOf(base) ? sums : null;
    boolean wanted = below != null || find(base).orElseThrow().codec() == Codec.PATCH;
    byte[][] hashes = new byte[1][];
    Taken taken =
        putPatch(
            base,
            patch -> {
              patch.pages(input, new PatchWriter.Summing(wanted, below, trusting));
              hashes[0] = patch.sums();
            });
    return new TakenPages(
        taken, wanted ? Optional.of(PageSums.of(taken.sha256(), hashes[0])) : Optional.empty());
  }

  /** What goes into a patch. */
  private interface Content {
    void into(PatchWriter patch) throws IOException;
  }

  /** Stores an object in another way than it is there. */
  Taken storeAgain(Input input, @Nullable Sha256 base, Likeness likeness) throws IOException {
    again = true;
    try {
      return putLike(input, base, likeness);
    } finally {
      again = false;
    }
  }

  private Taken putPatch(Sha256 base, Content content) throws IOException {
    PatchOutput out = new PatchOutput(this, files.overhead());
    PackDraft own = null;
    StoredObject below = find(base).orElseThrow();
    FutureTask<ObjectBytes> opening = new FutureTask<>(() -> ObjectBytes.open(below, this));
    compressors.execute(opening);
    try (PatchBase opened = new PatchBase(opening);
        PatchWriter patch = new PatchWriter(opened, below.size(), out, compressors)) {
      content.into(patch);
      StoredObject object = patch.finish(base);
      own = out.own();
      synchronized (this) {
        if (isNew(object.sha256())) {
          added.put(object.sha256(), object);
          if (own != null) {
            drafts.keep(own);
            own.syncIn(syncing);
            own = null;
          }
        } else if (own == null) {
          drafts.takeBack(object);
        }
      }
      return new Taken(object.sha256(), object.size());
    } finally {
      if (own == null) {
        own = out.own();
      }
      if (own != null && !drafts.isKept(own)) {
        own.close();
      }
    }
  }

  /** Units of a patch that were collected in memory. */
  synchronized StoredObject closePatch(
      List<byte[]> units, Sha256 name, long size, Sha256 base, int table) throws IOException {
    PackDraft draft = drafts.forSmall();
    long offset = draft.length();
    for (byte[] unit : units) {
      draft.unit(unit, 0, unit.length);
    }
    return draft.close(name, size, offset, Codec.PATCH, base, table);
  }

  /** Takes back an object that this writer added, as when a capture turned out torn. */
  public synchronized void discard(Taken taken) throws IOException {
    StoredObject object = added.get(taken.sha256());
    if (object == null) {
      return;
    }
    if (object.codec() == Codec.PATCH) {
      // What it was stored against may be taken back too.
      drafts.takeBack(object);
      added.remove(taken.sha256());
    }
    if (drafts.discard(object)) {
      added.remove(taken.sha256());
    }
  }

  private synchronized boolean isNew(Sha256 name) throws IOException {
    return again ? !added.containsKey(name) : find(name).isEmpty();
  }

  @Override
  public PackFiles files() {
    return files;
  }

  @Override
  public Compositions compositions() {
    return compositions;
  }

  @Override
  public synchronized Optional<StoredObject> find(Sha256 name) throws IOException {
    StoredObject own = added.get(name);
    return own != null ? Optional.of(own) : vault.find(name);
  }

  /**
   * Where an object is the same as another one, as far as the way it is stored tells.
   *
   * @return empty when it tells nothing
   */
  public Optional<CopiedRanges> copied(Sha256 name, Sha256 other) throws IOException {
    Optional<StoredObject> object = find(name);
    if (object.isEmpty()) {
      return Optional.empty();
    }
    if (name.equals(other)) {
      return Optional.of(CopiedRanges.whole(object.get().size()));
    }
    return object.get().codec() == Codec.PATCH && other.equals(object.get().base())
        ? Optional.of(CopiedRanges.of(object.get(), files))
        : Optional.empty();
  }

  /** Opens an object of the vault or of this writer. */
  public ObjectBytes open(Sha256 name) throws VaultException, IOException {
    Optional<StoredObject> object = find(name);
    if (object.isEmpty()) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "object " + name.abbreviated(12) + " is gone");
    }
    return ObjectBytes.open(object.get(), this);
  }

  /**
   * Gives every pack its final name; what was put is durable when this returns.
   *
   * @return the packs
   */
  public synchronized Set<Path> publish() throws IOException {
    Set<Path> packs = new HashSet<>();
    drafts.publish(
        vault.packs(),
        object -> {
          vault.add(object);
          added.remove(object.sha256());
          packs.add(object.pack());
        });
    return packs;
  }

  /** Throws away what was not published. */
  @Override
  public synchronized void close() throws IOException {
    compressors.shutdownNow();
    syncing.shutdownNow();
    drafts.close();
    files.close();
    compressor.close();
  }
}
