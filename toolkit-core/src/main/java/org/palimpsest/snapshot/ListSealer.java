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
    VaultWriter.Taken digestsTaken = Awaited.of(digests);
    records.set("digests", object(digestsTaken));
    records.set("index", object(Awaited.of(index)));
    byte[] runs =
        RecordRuns.write(
            sorted.size(), indexWriter.head(), digestWriter.sums(), indexWriter.sums());
    records.set("runs", object(put(new ByteArrayInputStream(runs)::read, "records", "runs")));
    if (!looking) {
      Sha256 root = Sha256.parse(records.path("root").asText());
      Optional<byte[]> turnover = turnover(root, digestsTaken.sha256(), RecordRuns.read(runs));
      if (turnover.isPresent()) {
        InputStream bytes = new ByteArrayInputStream(turnover.get());
        records.set("turnover", object(writer.put(bytes::read)));
      }
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

  /** What came and went since the snapshot before; empty if that has no sums or cannot be read. */
  private Optional<byte[]> turnover(Sha256 root, Sha256 digests, RecordRuns runs)
      throws IOException {
    Optional<Manifest> earlier = before.manifest().filter(RecordRuns::isNamed);
    if (earlier.isEmpty() || earlier.get().root().equals(root)) {
      return Optional.empty();
    }
    try (ObjectBytes own = writer.open(digests);
        ObjectBytes theirs = SnapshotLists.list(vault, earlier.get(), "digests", true)) {
      RecordRuns sums = SnapshotLists.runs(vault, earlier.get());
      return Turnover.write(
          earlier.get().root(),
          new Turnover.Summed(DigestList.open(theirs, sums), sums),
          new Turnover.Summed(DigestList.open(own, runs), runs));
    } catch (VaultException | DamagedObjectException e) {
      // The one before is damaged, which verify says; its lists would be asked, and say it too.
      return Optional.empty();
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
