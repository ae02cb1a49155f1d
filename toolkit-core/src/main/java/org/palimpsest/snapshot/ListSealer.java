package org.palimpsest.snapshot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.Json;
import org.palimpsest.messages.MessageThread;
import org.palimpsest.source.Capture;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.Likeness;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;
import org.palimpsest.vault.VaultWriter;
import org.palimpsest.work.Awaited;

/** Stores the lists of a snapshot against those of the one before. */
final class ListSealer {

  private final Vault vault;
  private final VaultWriter writer;
  private final Predecessor before;
  private final boolean looking;
  private final boolean rootless;
  private final ExecutorService workers;

  /**
   * Prepares to store them.
   *
   * @param looking whether no more is needed than comparing takes, and a root
   * @param rootless whether no root is needed either
   */
  ListSealer(
      Vault vault,
      VaultWriter writer,
      Predecessor before,
      boolean looking,
      boolean rootless,
      ExecutorService workers) {
    this.vault = vault;
    this.writer = writer;
    this.before = before;
    this.looking = looking;
    this.rootless = rootless;
    this.workers = workers;
  }

  /** Stores the lists of all records and says where they are. */
  ObjectNode records(SortedRecords sorted, List<MessageThread> threads) throws IOException {
    DigestListWriter digestWriter = new DigestListWriter(sorted);
    Future<VaultWriter.Taken> digests =
        workers.submit(() -> put(digestWriter.stream()::read, "records", "digests"));
    RecordIndexWriter indexWriter = new RecordIndexWriter(sorted, threads);
    Future<VaultWriter.Taken> index =
        workers.submit(() -> put(indexWriter.stream()::read, "records", "index"));
    ObjectNode records = Json.object();
    records.put("code", RecordCode.FINGERPRINT);
    records.put("lines", sorted.size());
    if (!rootless) {
      Sha256 root = looking ? RecordLines.root(sorted, workers) : list(sorted, records);
      records.put("root", root.hex());
    }
    records.set("digests", object(Awaited.of(digests)));
    records.set("index", object(Awaited.of(index)));
    byte[] runs =
        RecordRuns.write(
            sorted.size(), indexWriter.head(), digestWriter.sums(), indexWriter.sums());
    records.set("runs", object(put(new ByteArrayInputStream(runs)::read, "records", "runs")));
    if (!looking) {
      Sha256 root = Sha256.parse(records.path("root").asText());
      note(records, root, RecordRuns.read(runs));
    }
    return records;
  }

  private Sha256 list(SortedRecords sorted, ObjectNode records) throws IOException {
    RecordLines lines = new RecordLines(sorted, workers);
    records.set("list", object(put(lines::read, "records", "list")));
    InputStream blocks = new ByteArrayInputStream(lines.blocks());
    records.set("tree", object(writer.put(blocks::read)));
    return lines.root();
  }

  /** Notes what changed since the snapshot before, if that has sums and can be read. */
  private void note(ObjectNode records, Sha256 root, RecordRuns runs) throws IOException {
    Optional<Manifest> earlier = before.manifest().filter(RecordRuns::isNamed);
    if (earlier.isEmpty() || earlier.get().root().equals(root)) {
      return;
    }
    Optional<byte[]> turnover;
    Optional<byte[]> changes;
    try (SnapshotLists lists = SnapshotLists.of(vault, earlier.get());
        ObjectBytes digests = writer.open(Sha256.parse(records.at("/digests/sha256").asText()));
        ObjectBytes index = writer.open(Sha256.parse(records.at("/index/sha256").asText()))) {
      Changes.Summed theirs = lists.summed();
      Changes.Summed own = Changes.Summed.of(digests, index, runs);
      turnover = Turnover.write(earlier.get().root(), theirs.keys(), own.keys());
      changes = Changes.write(Changes.Since.of(earlier.get()), theirs, own);
    } catch (VaultException | DamagedObjectException e) {
      // The one before is damaged, which verify says; its lists would be asked, and say it too.
      return;
    }
    note(records, "turnover", turnover);
    note(records, "changes", changes);
  }

  private void note(ObjectNode records, String name, Optional<byte[]> note) throws IOException {
    if (note.isPresent()) {
      InputStream bytes = new ByteArrayInputStream(note.get());
      records.set(name, object(writer.put(bytes::read)));
    }
  }

  /**
   * Stores the list of evidence files and says in a manifest where it is.
   *
   * @param typesOf types of attachments by the hash of their bytes
   * @return what it says of the evidence
   */
  ObjectNode evidence(ObjectNode json, Capture capture, Map<Sha256, String> typesOf)
      throws IOException {
    InputStream lines = new ByteArrayInputStream(EvidenceList.write(capture.files(), typesOf));
    VaultWriter.Taken list = put(lines::read, "evidence", "list");
    ObjectNode files = json.putObject("evidence");
    files.put("bytes", capture.bytes());
    capture.first(Role.DATABASE).ifPresent(main -> files.put("database", main.path()));
    files.put("files", capture.files().size());
    files.set("list", object(list));
    // Of a database that is the one it was, the sums are too.
    Optional<Manifest> earlier = before.manifest();
    if (earlier.isPresent()
        && DatabasePages.named(earlier.get()).isPresent()
        && capture
            .first(Role.DATABASE)
            .filter(main -> main.sha256().equals(before.first(Role.DATABASE)))
            .isPresent()) {
      files.set("pages", earlier.get().json().path("evidence").path("pages"));
    }
    return files;
  }

  /** Stores a list, which is to be like the one of the snapshot before. */
  VaultWriter.Taken put(VaultWriter.Input input, String section, String name) throws IOException {
    return looking
        ? writer.putPlain(input)
        : writer.putLike(input, before.list(section, name), Likeness.MOVED);
  }

  /** How a manifest names an object. */
  static ObjectNode object(VaultWriter.Taken taken) {
    return Json.object().put("sha256", taken.sha256().hex()).put("size", taken.size());
  }
}
