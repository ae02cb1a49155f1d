package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.StoreFacts;
import org.palimpsest.source.BackupCapturing;
import org.palimpsest.source.BackupSink;
import org.palimpsest.source.BackupSource;
import org.palimpsest.source.Capture;
import org.palimpsest.source.Capturing;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.Progress;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.PageLinks;
import org.palimpsest.vault.PageSums;
import org.palimpsest.vault.Scratch;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;

/**
 * Takes one snapshot. {@link #prepare} captures, reads and computes everything under temporary
 * names; {@link Snapshots#publish} makes it visible. Closing without publishing leaves the vault as
 * it was.
 */
public final class SnapshotMaker implements Closeable {

  private static final String CARRIED_BASIS = "pages and joined rows as in the snapshot before";

  private static final String UNCHANGED_BASIS = "every file as in the snapshot before";

  private final Vault vault;
  private final int threads;
  private final VaultWriter writer;
  private final Progress progress;
  private final ExecutorService workers;
  private boolean reread;
  private boolean takesContacts = true;
  private boolean looking;
  private boolean rootless;
  private @Nullable Scratch scratch;

  private final CapturedTypes types = new CapturedTypes();
  private boolean imported;

  /**
   * Prepares to take a snapshot; the caller holds the vault's lock.
   *
   * @param threads working threads
   * @param progress hears each stage as it begins, and how far the copying is
   */
  public SnapshotMaker(Vault vault, int threads, Progress progress) throws IOException {
    this.vault = vault;
    this.threads = threads;
    this.writer = vault.writer(threads);
    this.progress = progress;
    this.workers = Executors.newFixedThreadPool(threads);
  }

  /**
   * Reads every attachment, also those that the file system says have not changed, and every
   * message, also those on pages that have not; unless no byte of the store is another than in the
   * snapshot before, so that reading them again could give nothing else.
   */
  public SnapshotMaker rereadAll() {
    reread = true;
    return this;
  }

  /**
   * Makes what a snapshot is looked at by and no more: it has no record list and cannot be
   * published.
   */
  public SnapshotMaker onlyToLook() {
    looking = true;
    return this;
  }

  /**
   * Does the same and makes no root either, so that of the snapshot before the digest list is
   * enough.
   */
  public SnapshotMaker onlyToCompare() {
    looking = true;
    rootless = true;
    return this;
  }

  /**
   * Says that the files were taken from a package, where they were put for the time being: what the
   * file system says of them is not what it said of the originals.
   */
  public SnapshotMaker fromPackage() {
    imported = true;
    return this;
  }

  /** Leaves address books where they are. */
  public SnapshotMaker withoutContacts() {
    takesContacts = false;
    return this;
  }

  /**
   * Captures a source and reads it.
   *
   * @throws UnreadableSourceException if there is no Messages store to be read; nothing was written
   */
  public Prepared prepare(SnapshotRequest request, Capture.Pause pause)
      throws UnreadableSourceException, VaultException, IOException, InterruptedException {
    progress.begin("copying");
    Predecessor before = Predecessor.of(vault, request.device());
    boolean carries = before.mayCarry(request.tool());
    Manifest earlier =
        carries && !reread && before.isSmall() ? before.manifest().orElse(null) : null;
    try (CarriedLater carried = new CarriedLater(vault, earlier, rootless, workers)) {
      return prepare(request, pause, before, carries, carried);
    }
  }

  private Prepared prepare(
      SnapshotRequest request,
      Capture.Pause pause,
      Predecessor before,
      boolean carries,
      CarriedLater carried)
      throws UnreadableSourceException, VaultException, IOException, InterruptedException {
    VaultSink sink = sink(before, carried);
    Capture captured = capture(request, pause, sink);
    Capture capture = imported ? captured.withoutStamps() : captured;
    Instant asOf = CaptureTime.asOf(request, capture);
    Map<Sha256, String> typesOf =
        types.of(capture.files(), before.types(), carries ? before.readAttachments() : Set.of());
    if (carries) {
      Optional<Manifest> same = UnchangedStore.since(vault, before, capture, asOf);
      if (same.isPresent()) {
        return unchanged(request, before, capture, typesOf, asOf, same.get());
      }
    }
    progress.begin("reading");
    try (ReadRecords read = read(before, carried, sink.links(), capture, typesOf, asOf)) {
      StoreReading reading = read.reading();
      SortedRecords sorted = read.records();
      StoreFacts facts = reading.store().facts();
      Refusals.refuseEmpty(facts);
      progress.begin("sealing");
      ListSealer lists = sealer(before);
      ObjectNode records = lists.records(sorted, reading.store().threads());
      ObjectNode json = AcquisitionJson.of(request, capture, asOf, imported);
      if (read.carried() > 0) {
        ((ObjectNode) json.path("acquisition"))
            .put("carried", read.carried())
            .put("carriedBasis", CARRIED_BASIS);
      }
      ObjectNode factsJson = FactsJson.of(facts, reading.settings());
      capture
          .backup()
          .ifPresent(
              backup -> {
                backup.compare(facts.newest(), asOf);
                factsJson.set("backup", backup.toJson());
              });
      json.set("facts", factsJson);
      ObjectNode counts = json.putObject("counts");
      counts.put("attachments", facts.attachments());
      counts.put("messages", facts.messages());
      counts.put("recentlyDeleted", facts.recentlyDeleted());
      counts.put("threads", facts.threads());
      counts.put(
          "tombstones", facts.tombstones().values().stream().mapToLong(Long::longValue).sum());
      json.set("records", records);
      ObjectNode files = lists.evidence(json, capture, typesOf);
      if (sink.sums().isPresent() && !looking) {
        InputStream pages = new ByteArrayInputStream(sink.sums().get().bytes());
        files.set("pages", ListSealer.object(lists.put(pages::read, "evidence", "pages")));
      }
      AcquisitionJson.incompleteness(
          json, capture, facts.damage().size(), facts.commitsNotApplied());
      return prepared(json);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (MalformedDatabaseException e) {
      throw Refusals.unreadable(e, capture);
    } catch (NotAMessagesStoreException e) {
      throw new UnreadableSourceException(
          e.getMessage() + ", so it is not a Messages store",
          "name the Messages folder, or a chat.db or sms.db copied from one");
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a manifest was written that cannot be read", e);
    }
  }

  private ListSealer sealer(Predecessor before) {
    return new ListSealer(vault, writer, before, looking, rootless, workers);
  }

  private Prepared prepared(ObjectNode json) throws MalformedJsonException {
    byte[] bytes = Manifest.bytes(json);
    Manifest manifest = rootless ? Manifest.ofLook(bytes) : Manifest.read(bytes);
    return new Prepared(manifest, bytes, writer, vault.saltKey(), !looking);
  }

  /** A snapshot of a store in which no file has changed since the one before. */
  private Prepared unchanged(
      SnapshotRequest request,
      Predecessor before,
      Capture capture,
      Map<Sha256, String> typesOf,
      Instant asOf,
      Manifest same)
      throws IOException {
    ObjectNode json = AcquisitionJson.of(request, capture, asOf, imported);
    json.set("facts", same.json().path("facts"));
    json.set("counts", same.json().path("counts"));
    ObjectNode records = json.putObject("records");
    records.setAll((ObjectNode) same.json().path("records"));
    ((ObjectNode) json.path("acquisition"))
        .put("carried", records.path("lines").asLong())
        .put("carriedBasis", UNCHANGED_BASIS);
    if (looking) {
      records.remove(List.of("list", "tree", "turnover", "changes"));
    }
    if (rootless) {
      records.remove("root");
    }
    sealer(before).evidence(json, capture, typesOf);
    AcquisitionJson.incompleteness(json, capture, 0, 0);
    try {
      return prepared(json);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("a manifest was written that cannot be read", e);
    }
  }

  /**
   * All records of a store, which stays open.
   *
   * @param carried how many were taken over from the snapshot before
   */
  private record ReadRecords(StoreReading reading, SortedRecords records, long carried)
      implements Closeable {
    @Override
    public void close() throws IOException {
      reading.close();
    }
  }

  private ReadRecords read(
      Predecessor before,
      CarriedLater later,
      @Nullable PageLinks links,
      Capture capture,
      Map<Sha256, String> typesOf,
      Instant asOf)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    SealedMessages.Reading sealed = later.begin();
    if (sealed != null) {
      try (Earlier earlier = Earlier.begin(before, writer, vault.saltKey(), workers)) {
        StoreReading reading = open(capture, typesOf, asOf, false);
        Optional<CarriedRecords> carried = Optional.empty();
        try {
          Sha256 database = capture.first(Role.DATABASE).orElseThrow().sha256();
          CarriedRecords.Question asked =
              new CarriedRecords.Question(earlier, sealed, database, links, reading.store(), asOf);
          carried = CarriedRecords.read(asked, writer, vault.saltKey(), workers);
        } finally {
          if (carried.isEmpty()) {
            reading.close();
          }
        }
        if (carried.isPresent()) {
          return new ReadRecords(reading, carried.get().records(), carried.get().carried());
        }
      }
      // The records of the snapshot before would take the room of those that are read now.
      later.close();
    }
    StoreReading reading = open(capture, typesOf, asOf, true);
    boolean done = false;
    try {
      SortedRecords records =
          RecordSet.read(
              reading.store(), vault.saltKey(), workers, new RecordCollector(this::scratch));
      done = true;
      return new ReadRecords(reading, records, 0);
    } finally {
      if (!done) {
        reading.close();
      }
    }
  }

  private Scratch scratch() throws IOException {
    Scratch known = scratch;
    if (known == null) {
      known = writer.scratch();
      scratch = known;
    }
    return known;
  }

  private StoreReading open(
      Capture capture, Map<Sha256, String> typesOf, Instant asOf, boolean whole)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    return StoreReading.open(
        capture.files(),
        writer::open,
        typesOf,
        capture.attachmentsCollected(),
        asOf,
        vault.saltKey(),
        workers,
        whole);
  }

  VaultSink sink(Predecessor before, CarriedLater carried) {
    Future<Optional<PageSums>> pages = workers.submit(before::pages);
    return new VaultSink(writer, before, types, reread, pages, looking, carried);
  }

  private Capture capture(SnapshotRequest request, Capture.Pause pause, BackupSink sink)
      throws UnreadableSourceException, IOException, InterruptedException {
    Optional<BackupSource> backup = request.source().backup();
    if (backup.isPresent()) {
      BackupCapturing capturing = new BackupCapturing(backup.get(), sink, threads, progress);
      return (takesContacts ? capturing : capturing.withoutContacts()).run();
    }
    Capturing capturing = new Capturing(request.source(), sink, pause, threads, progress);
    return (takesContacts ? capturing : capturing.withoutContacts()).run();
  }

  /** Throws away what was not published. */
  @Override
  public void close() throws IOException {
    workers.shutdownNow();
    try {
      // What still writes would leave its draft behind, after the others were thrown away.
      if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new IOException("a part of the snapshot could not be stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      try (writer) {
        if (scratch != null) {
          scratch.close();
        }
      }
    }
  }

  /**
   * A snapshot that is complete but not visible yet.
   *
   * @param manifest what it says
   * @param bytes the manifest's bytes
   * @param writer holds its objects
   * @param saltKey salts its commitments
   * @param whole whether it has all its lists, and so can be published
   */
  public record Prepared(
      Manifest manifest, byte[] bytes, VaultWriter writer, byte[] saltKey, boolean whole) {
    /** Its id. */
    @Override
    public String toString() {
      return manifest.toString();
    }
  }
}
