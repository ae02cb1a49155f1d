package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.DeviceIdentity;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.StoreFacts;
import org.palimpsest.source.BackupCapturing;
import org.palimpsest.source.BackupFacts;
import org.palimpsest.source.BackupSink;
import org.palimpsest.source.BackupSource;
import org.palimpsest.source.Capture;
import org.palimpsest.source.Capturing;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.FileStamp;
import org.palimpsest.source.Progress;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.Likeness;
import org.palimpsest.vault.ObjectBytes;
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

  private final Vault vault;
  private final int threads;
  private final VaultWriter writer;
  private final Progress progress;
  private final ExecutorService workers;
  private boolean reread;
  private boolean takesContacts = true;

  private final CapturedTypes types = new CapturedTypes();

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
   * message, also those on pages that have not.
   */
  public SnapshotMaker rereadAll() {
    reread = true;
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
    try (SealedMessages.Reading sealed = reread ? null : before.messages(request.tool(), workers)) {
      return prepare(request, pause, before, sealed);
    }
  }

  private Prepared prepare(
      SnapshotRequest request,
      Capture.Pause pause,
      Predecessor before,
      SealedMessages.@Nullable Reading sealed)
      throws UnreadableSourceException, VaultException, IOException, InterruptedException {
    Capture capture = capture(request, pause, new Sink(before));
    Instant asOf = asOf(request, capture);
    Map<Sha256, String> typesOf = types.of(capture.files(), before.types());
    progress.begin("reading");
    try (ReadRecords read = read(before, sealed, capture, typesOf, asOf)) {
      StoreReading reading = read.reading();
      SortedRecords sorted = read.records();
      StoreFacts facts = reading.store().facts();
      refuseEmpty(facts);
      progress.begin("sealing");
      DigestListWriter digestWriter = new DigestListWriter(sorted);
      Future<VaultWriter.Taken> digests =
          workers.submit(() -> put(digestWriter.stream()::read, before, "records", "digests"));
      RecordIndexWriter indexWriter = new RecordIndexWriter(sorted, reading.store().threads());
      Future<VaultWriter.Taken> index =
          workers.submit(() -> put(indexWriter.stream()::read, before, "records", "index"));
      RecordLines lines = new RecordLines(sorted, workers);
      VaultWriter.Taken list = put(lines::read, before, "records", "list");
      Sha256 root = lines.root();
      InputStream blocks = new ByteArrayInputStream(lines.blocks());
      VaultWriter.Taken tree = writer.put(blocks::read);
      VaultWriter.Taken digestsTaken = digests.get();
      VaultWriter.Taken indexTaken = index.get();
      InputStream sums =
          new ByteArrayInputStream(
              RecordRuns.write(
                  sorted.size(), indexWriter.head(), digestWriter.sums(), indexWriter.sums()));
      VaultWriter.Taken runs = put(sums::read, before, "records", "runs");
      InputStream evidenceLines =
          new ByteArrayInputStream(EvidenceList.write(capture.files(), typesOf));
      VaultWriter.Taken evidence = put(evidenceLines::read, before, "evidence", "list");

      ObjectNode json = describe(request, capture, asOf);
      if (read.carried() > 0) {
        ((ObjectNode) json.path("acquisition"))
            .put("carried", read.carried())
            .put("carriedBasis", CARRIED_BASIS);
      }
      ObjectNode factsJson = FactsJson.of(facts, reading.settings());
      capture.backup().ifPresent(of -> factsJson.set("backup", of.toJson()));
      json.set("facts", factsJson);
      ObjectNode counts = json.putObject("counts");
      counts.put("attachments", facts.attachments());
      counts.put("messages", facts.messages());
      counts.put("recentlyDeleted", facts.recentlyDeleted());
      counts.put("threads", facts.threads());
      counts.put(
          "tombstones", facts.tombstones().values().stream().mapToLong(Long::longValue).sum());
      ObjectNode records = json.putObject("records");
      records.put("code", RecordCode.FINGERPRINT);
      records.set("digests", object(digestsTaken));
      records.set("index", object(indexTaken));
      records.put("lines", sorted.size());
      records.set("list", object(list));
      records.put("root", root.hex());
      records.set("runs", object(runs));
      records.set("tree", object(tree));
      ObjectNode files = json.putObject("evidence");
      files.put("bytes", capture.bytes());
      capture.first(Role.DATABASE).ifPresent(main -> files.put("database", main.path()));
      files.put("files", capture.files().size());
      files.set("list", object(evidence));
      incompleteness(json, capture, facts);
      byte[] bytes = Manifest.bytes(json);
      return new Prepared(Manifest.read(bytes), bytes, writer, vault.saltKey());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("the record list could not be sealed", e);
    } catch (MalformedDatabaseException e) {
      throw unreadable(e, capture);
    } catch (NotAMessagesStoreException e) {
      throw new UnreadableSourceException(
          e.getMessage() + ", so it is not a Messages store",
          "name the Messages folder, or a chat.db or sms.db copied from one");
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
      SealedMessages.@Nullable Reading sealed,
      Capture capture,
      Map<Sha256, String> typesOf,
      Instant asOf)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    StoreReading reading = open(capture, typesOf, asOf);
    boolean done = false;
    try {
      Sha256 database = capture.first(Role.DATABASE).orElseThrow().sha256();
      if (sealed != null) {
        Optional<CarriedRecords> carried =
            CarriedRecords.read(
                new CarriedRecords.Question(before, sealed, database, reading.store(), asOf),
                writer,
                vault.saltKey(),
                workers);
        if (carried.isPresent()) {
          done = true;
          return new ReadRecords(reading, carried.get().records(), carried.get().carried());
        }
        reading.close();
        reading = open(capture, typesOf, asOf);
      }
      SortedRecords records = RecordSet.read(reading.store(), vault.saltKey(), workers);
      done = true;
      return new ReadRecords(reading, records, 0);
    } finally {
      if (!done) {
        reading.close();
      }
    }
  }

  private StoreReading open(Capture capture, Map<Sha256, String> typesOf, Instant asOf)
      throws MalformedDatabaseException, NotAMessagesStoreException, VaultException, IOException {
    return StoreReading.open(
        capture.files(),
        writer::open,
        typesOf,
        capture.attachmentsCollected(),
        asOf,
        vault.saltKey(),
        workers);
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

  /** Stores a list against the one of the snapshot before. */
  private VaultWriter.Taken put(
      VaultWriter.Input input, Predecessor before, String section, String name) throws IOException {
    return writer.putLike(input, before.list(section, name), Likeness.MOVED);
  }

  private static ObjectNode describe(SnapshotRequest request, Capture capture, Instant asOf) {
    ObjectNode json = Json.object();
    ObjectNode acquisition = json.putObject("acquisition");
    ArrayNode absent = acquisition.putArray("absent");
    capture.absent().forEach(absent::add);
    acquisition.put("attachmentsCollected", capture.attachmentsCollected());
    acquisition.put("consistent", capture.consistent());
    if (capture.contacts().isPresent()) {
      Capture.Contacts contacts = capture.contacts().get();
      ObjectNode books = acquisition.putObject("contacts");
      books.put("databases", contacts.databases());
      books.put("torn", contacts.torn());
      ArrayNode unread = books.putArray("unreadable");
      contacts.unreadable().forEach(unread::add);
    }
    acquisition.put(
        "method",
        capture.backup().isPresent()
            ? "plain file copy; digests of the backup compared and files decrypted in the same pass"
            : "plain file copy; log header compared before and after; no SQLite involved");
    acquisition.put("tries", capture.tries());
    ArrayNode unreadable = acquisition.putArray("unreadable");
    capture.unreadable().forEach(unreadable::add);
    long unread = capture.files().stream().filter(EvidenceFile::unread).count();
    if (unread > 0) {
      acquisition.put("unread", unread);
      acquisition.put(
          "unreadBasis",
          "size, modification time, change time and inode as in the snapshot before");
    }
    json.put("asOf", asOf.toString());
    json.put(
        "asOfBasis",
        capture.backup().isPresent() && capture.backup().get().date().isPresent()
            ? capture.backup().get().dateBasis()
            : request.live()
                ? "capture of a live store"
                : "last change of the captured database files");
    request.caseId().ifPresent(value -> json.put("case", value));
    device(json.putObject("device"), request, capture);
    request.note().ifPresent(value -> json.put("note", value));
    request.operator().ifPresent(value -> json.put("operator", value));
    json.put("schema", Manifest.SCHEMA);
    json.putObject("source")
        .put("kind", request.source().kind().word())
        .put("path", request.sourcePath());
    json.put("takenAt", request.takenAt().toString());
    json.set("tool", request.tool());
    return json;
  }

  private static void device(ObjectNode device, SnapshotRequest request, Capture capture) {
    device.put("label", request.device());
    if (capture.backup().isPresent()) {
      DeviceIdentity identity = capture.backup().get().identity();
      put(device, "build", identity.build());
      put(device, "model", identity.model());
      put(device, "name", identity.name());
      put(device, "serial", identity.serial());
      put(device, "udid", identity.udid());
      put(device, "version", identity.version());
    }
  }

  private static void put(ObjectNode json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  /** A backup has a date of its own, which is taken for none that lies ahead of the clock. */
  private static Instant asOf(SnapshotRequest request, Capture capture) {
    Optional<Instant> date = capture.backup().flatMap(BackupFacts::date);
    if (date.isPresent()) {
      return date.get().isAfter(request.takenAt()) ? request.takenAt() : date.get();
    }
    return request.live() ? request.takenAt() : lastChange(capture, request.takenAt());
  }

  /** A copied store shows its last change, and never a time that lies ahead of the clock. */
  private static Instant lastChange(Capture capture, Instant takenAt) {
    Instant last = Instant.MIN;
    for (EvidenceFile file : capture.files()) {
      if ((file.role() == Role.DATABASE || (file.role() == Role.WAL && file.size() > 0))
          && file.modifiedAt().isAfter(last)) {
        last = file.modifiedAt();
      }
    }
    return last.isAfter(takenAt) || last.equals(Instant.MIN) ? takenAt : last;
  }

  private static void refuseEmpty(StoreFacts facts) throws UnreadableSourceException {
    boolean neverHeldAny =
        facts.messages() == 0 && facts.counters().getOrDefault("message", 0L) == 0;
    if (neverHeldAny && facts.damage().isEmpty()) {
      throw new UnreadableSourceException(
          "the store has never held a message, as after a restore that has not finished",
          "let the device finish restoring or downloading, or name another source");
    }
  }

  private static void incompleteness(ObjectNode json, Capture capture, StoreFacts facts) {
    List<String> reasons = new ArrayList<>();
    if (!capture.consistent()) {
      reasons.add(
          "torn: the database kept changing while it was copied, "
              + capture.tries()
              + " times over");
    }
    if (!facts.damage().isEmpty()) {
      reasons.add(
          "damaged: "
              + count(
                  facts.damage().size(), "place of the database is", "places of the database are")
              + " unreadable");
    }
    if (capture.still() && facts.commitsNotApplied() > 0) {
      reasons.add(
          "damaged: "
              + count(facts.commitsNotApplied(), "commit lies", "commits lie")
              + " in the log behind a damaged frame and cannot be applied");
    }
    if (!capture.unreadable().isEmpty() && capture.backup().isEmpty()) {
      reasons.add(
          "unreadable: "
              + count(capture.unreadable().size(), "file", "files")
              + " could not be read");
    }
    // It is rolled back as SQLite would, but it and the database are two files copied one by one.
    if (capture.first(Role.JOURNAL).map(journal -> journal.size() > 0).orElse(false)) {
      reasons.add(
          "unfinished: a rollback journal lies beside the database, which may have been in the midst"
              + " of a change");
    }
    capture.backup().ifPresent(backup -> reasons.addAll(BackupReasons.of(backup.integrity())));
    json.put("complete", reasons.isEmpty());
    ArrayNode array = json.putArray("incompleteReasons");
    reasons.forEach(array::add);
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  private static UnreadableSourceException unreadable(
      MalformedDatabaseException e, Capture capture) {
    if (!capture.consistent()) {
      return new UnreadableSourceException(
          "the database kept changing while it was copied, " + capture.tries() + " times over",
          "try again when the device is less busy, or quit Messages first");
    }
    return switch (e.reason()) {
      case EMPTY ->
          new UnreadableSourceException(
              "the database file is empty",
              "let the device finish restoring, or name another copy");
      case NOT_A_DATABASE ->
          new UnreadableSourceException(
              "the file is not a SQLite database: it is another kind of file, damaged at its start,"
                  + " or encrypted",
              "name an unencrypted chat.db or sms.db");
      case TRUNCATED ->
          new UnreadableSourceException(
              "the database is cut off: " + e.getMessage(),
              "copy it again from the device, together with its -wal file");
      case DAMAGED ->
          new UnreadableSourceException(
              "the database is damaged: " + e.getMessage(),
              "copy it again from the device; keep this copy, since other tools may recover parts");
    };
  }

  private static ObjectNode object(VaultWriter.Taken taken) {
    return Json.object().put("sha256", taken.sha256().hex()).put("size", taken.size());
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
      writer.close();
    }
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

  /** Captured bytes go to the vault. */
  private final class Sink implements BackupSink {
    private final Predecessor before;
    private @Nullable Sha256 database;

    Sink(Predecessor before) {
      this.before = before;
    }

    @Override
    public Optional<Kept> known(String path, FileStamp stamp) {
      return reread ? Optional.empty() : before.known(path, stamp);
    }

    /** The database against its earlier state, and the log against the database. */
    @Override
    public Kept keep(InputStream in, Role role) throws IOException {
      return switch (role) {
        case DATABASE -> {
          Kept kept = kept(writer.putLike(in::read, before.first(role), Likeness.PAGES));
          database = kept.sha256();
          yield kept;
        }
        case WAL -> kept(writer.putLike(in::read, database, Likeness.LOG));
        default -> keep(in);
      };
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
  }

  /**
   * A snapshot that is complete but not visible yet.
   *
   * @param manifest what it says
   * @param bytes the manifest's bytes
   * @param writer holds its objects
   * @param saltKey salts its commitments
   */
  public record Prepared(Manifest manifest, byte[] bytes, VaultWriter writer, byte[] saltKey) {
    /** Its id. */
    @Override
    public String toString() {
      return manifest.toString();
    }
  }
}
