package org.palimpsest.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.BackupSink;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.FileStamp;
import org.palimpsest.sqlite.PageLinks;
import org.palimpsest.vault.Likeness;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.PageSums;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;
import org.palimpsest.work.Awaited;

/** Captured bytes go to the vault. */
final class VaultSink implements BackupSink {
  private final VaultWriter writer;
  private final Predecessor before;
  private final CapturedTypes types;
  private final boolean reread;
  private final Future<Optional<PageSums>> pages;
  private final boolean looking;
  private final CarriedLater carried;
  private @Nullable Sha256 database;
  private Optional<PageSums> sums = Optional.empty();
  private @Nullable PageLinks links;

  /**
   * Begins a capture.
   *
   * @param types sees the first bytes of each file
   * @param reread whether nothing is taken for the same without being read
   * @param pages sums over the pages of the database before
   * @param looking whether nothing is kept, so that pages may be known by their sums to be the same
   * @param carried is begun when a database turns out to have changed
   */
  VaultSink(
      VaultWriter writer,
      Predecessor before,
      CapturedTypes types,
      boolean reread,
      Future<Optional<PageSums>> pages,
      boolean looking,
      CarriedLater carried) {
    this.writer = writer;
    this.before = before;
    this.types = types;
    this.reread = reread;
    this.pages = pages;
    this.looking = looking;
    this.carried = carried;
  }

  /** Sums over the pages of the database that was kept last. */
  Optional<PageSums> sums() {
    return sums;
  }

  /** Links of its pages, null if they were not noted. */
  @Nullable PageLinks links() {
    return links;
  }

  @Override
  public Optional<Kept> known(String path, FileStamp stamp) {
    return reread ? Optional.empty() : before.known(path, stamp);
  }

  /** A database whose stamp is the same is hashed, and stored against nothing if that is too. */
  @Override
  public Optional<Kept> same(String path, FileStamp stamp, InputStream in) throws IOException {
    Optional<EvidenceFile> likely = before.likely(path, stamp);
    if (likely.isEmpty() || !before.holds(likely.get())) {
      return Optional.empty();
    }
    PageLinks noted = new PageLinks();
    MessageDigest digest = Sha256.newDigest();
    BlocksAhead.of(
        in,
        (block, count) -> {
          digest.update(block, 0, count);
          noted.take(block, 0, count);
        });
    if (!Sha256.finish(digest).equals(likely.get().sha256())) {
      return Optional.empty();
    }
    database = likely.get().sha256();
    sums = Optional.empty();
    links = noted;
    return Optional.of(new Kept(likely.get().sha256(), likely.get().size()));
  }

  /** The database against its earlier state, and the log against the database. */
  @Override
  public Kept keep(InputStream in, Role role) throws IOException {
    return switch (role) {
      case DATABASE -> {
        VaultWriter.TakenPages pages = database(in);
        sums = pages.sums();
        database = pages.taken().sha256();
        yield kept(pages.taken());
      }
      case WAL -> kept(writer.putLike(in::read, database, Likeness.LOG));
      default -> keep(in);
    };
  }

  private VaultWriter.TakenPages database(InputStream in) throws IOException {
    PageLinks noted = carried.begin() == null ? null : new PageLinks();
    links = noted;
    VaultWriter.Input input =
        noted == null
            ? in::read
            : (target, at, length) -> {
              int count = in.read(target, at, length);
              noted.take(target, at, Math.max(0, count));
              return count;
            };
    return writer.putPages(input, before.first(Role.DATABASE), known().orElse(null), looking);
  }

  private Optional<PageSums> known() throws IOException {
    return Awaited.of(pages);
  }

  private static Kept kept(VaultWriter.Taken taken) {
    return new Kept(taken.sha256(), taken.size());
  }

  @Override
  public Kept keep(InputStream in) throws IOException {
    HeadStream head = new HeadStream(in);
    Kept kept = kept(writer.put(head::read));
    types.saw(kept.sha256(), head.head());
    return kept;
  }

  @Override
  public Opened open(Kept kept) throws IOException {
    try {
      return new KeptBytes(writer.open(kept.sha256()));
    } catch (VaultException e) {
      throw new IOException("what was kept just now cannot be read again", e);
    }
  }

  @Override
  public void discard(Kept kept) throws IOException {
    writer.discard(new VaultWriter.Taken(kept.sha256(), kept.size()));
  }

  /** Bytes of the vault, for a source that reads again what it gave. */
  private record KeptBytes(ObjectBytes bytes) implements BackupSink.Opened {
    @Override
    public long size() {
      return bytes.size();
    }

    @Override
    public void read(long offset, byte[] target, int at, int length) throws IOException {
      bytes.read(offset, target, at, length);
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
