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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.json.MalformedJsonException;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.messages.StoreFacts;
import org.palimpsest.source.Capture;
import org.palimpsest.source.Capturing;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.source.EvidenceSink;
import org.palimpsest.source.Progress;
import org.palimpsest.source.UnreadableSourceException;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;

/**
 * Takes one snapshot. {@link #prepare} captures, reads and computes everything under temporary
 * names; {@link Snapshots#publish} makes it visible. Closing without publishing leaves the vault as
 * it was.
 */
public final class SnapshotMaker implements Closeable {

  private final Vault vault;
  private final int threads;
  private final VaultWriter writer;
  private final Progress progress;
  private final ExecutorService workers;

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
   * Captures a source and reads it.
   *
   * @throws UnreadableSourceException if there is no Messages store to be read; nothing was written
   */
  public Prepared prepare(SnapshotRequest request, Capture.Pause pause)
      throws UnreadableSourceException, VaultException, IOException, InterruptedException {
    progress.begin("copying");
    Capture capture = new Capturing(request.source(), new Sink(), pause, threads, progress).run();
    Instant asOf = request.live() ? request.takenAt() : lastChange(capture, request.takenAt());
    progress.begin("reading");
    try (StoreReading reading =
        StoreReading.open(
            capture.files(),
            writer::open,
            capture.attachmentsCollected(),
            asOf,
            vault.saltKey(),
            workers)) {
      SortedRecords sorted = RecordSet.read(reading.store(), vault.saltKey(), workers);
      StoreFacts facts = reading.store().facts();
      refuseEmpty(facts);
      progress.begin("sealing");
      Future<VaultWriter.Taken> digests =
          workers.submit(() -> writer.put(DigestListWriter.stream(sorted)::read));
      Future<VaultWriter.Taken> index =
          workers.submit(
              () -> writer.put(RecordIndex.write(sorted, reading.store().threads())::read));
      RecordLines lines = new RecordLines(sorted, workers);
      VaultWriter.Taken list = writer.put(lines::read);
      Sha256 root = lines.root();
      InputStream evidenceLines = new ByteArrayInputStream(EvidenceList.write(capture.files()));
      VaultWriter.Taken evidence = writer.put(evidenceLines::read);

      ObjectNode json = describe(request, capture, asOf);
      json.set("facts", FactsJson.of(facts, reading.settings()));
      ObjectNode counts = json.putObject("counts");
      counts.put("attachments", facts.attachments());
      counts.put("messages", facts.messages());
      counts.put("recentlyDeleted", facts.recentlyDeleted());
      counts.put("threads", facts.threads());
      counts.put(
          "tombstones", facts.tombstones().values().stream().mapToLong(Long::longValue).sum());
      ObjectNode records = json.putObject("records");
      records.set("digests", object(digests.get()));
      records.set("index", object(index.get()));
      records.put("lines", sorted.size());
      records.set("list", object(list));
      records.put("root", root.hex());
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

  private static ObjectNode describe(SnapshotRequest request, Capture capture, Instant asOf) {
    ObjectNode json = Json.object();
    ObjectNode acquisition = json.putObject("acquisition");
    ArrayNode absent = acquisition.putArray("absent");
    capture.absent().forEach(absent::add);
    acquisition.put("attachmentsCollected", capture.attachmentsCollected());
    acquisition.put("consistent", capture.consistent());
    acquisition.put(
        "method", "plain file copy; log header compared before and after; no SQLite involved");
    acquisition.put("tries", capture.tries());
    ArrayNode unreadable = acquisition.putArray("unreadable");
    capture.unreadable().forEach(unreadable::add);
    json.put("asOf", asOf.toString());
    json.put(
        "asOfBasis",
        request.live() ? "capture of a live store" : "last change of the captured database files");
    request.caseId().ifPresent(value -> json.put("case", value));
    json.putObject("device").put("label", request.device());
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
    if (!capture.unreadable().isEmpty()) {
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

  /** Captured bytes go to the vault. */
  private final class Sink implements EvidenceSink {
    @Override
    public Kept keep(InputStream in) throws IOException {
      VaultWriter.Taken taken = writer.put(in::read);
      return new Kept(taken.sha256(), taken.size());
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
