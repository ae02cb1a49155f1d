package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.source.DerivedFile;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** A sealed snapshot opened for reading. */
public final class SnapshotView implements Closeable {

  private final EvidenceObjects objects;
  private final byte[] saltKey;
  private final Manifest manifest;

  private final ObjectBytes digestBytes;
  private final ObjectBytes indexBytes;
  private final @Nullable RecordRuns runs;
  private final DigestList digests;
  private final RecordIndex index;
  private @Nullable EvidenceDatabase database;

  /** What changed since the snapshot that it was opened to be compared with. */
  private Optional<Changes> changes = Optional.empty();

  private SnapshotView(
      EvidenceObjects objects,
      byte[] saltKey,
      Manifest manifest,
      ObjectBytes digestBytes,
      ObjectBytes indexBytes,
      @Nullable RecordRuns runs)
      throws IOException {
    this.objects = objects;
    this.saltKey = saltKey;
    this.manifest = manifest;
    this.digestBytes = digestBytes;
    this.indexBytes = indexBytes;
    this.runs = runs;
    this.digests =
        DigestList.open(new NamedBytes(manifest.object("records", "digests"), digestBytes), runs);
    this.index =
        RecordIndex.open(new NamedBytes(manifest.object("records", "index"), indexBytes), runs);
  }

  /**
   * Opens a snapshot. What is read without looking at every byte of it, its lists and the index, is
   * compared with its name first, or each part of it with the sums before it is used: damage must
   * never look like a change.
   */
  public static SnapshotView open(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    return open(vault, List.of(manifest), 1).get(0);
  }

  private static List<SnapshotView> open(Vault vault, List<Manifest> manifests, int threads)
      throws VaultException, IOException {
    return SnapshotLists.open(
        vault, manifests, threads, (lists, manifest) -> open(lists, vault, manifest));
  }

  private static SnapshotView open(SnapshotLists lists, Vault vault, Manifest manifest)
      throws IOException {
    try {
      return new SnapshotView(
          vault::object, vault.saltKey(), manifest, lists.digests(), lists.index(), lists.runs());
    } catch (IOException e) {
      lists.close();
      throw e;
    }
  }

  /**
   * Two snapshots that are to be compared.
   *
   * @param from the first
   * @param to the second
   */
  public record Pair(SnapshotView from, SnapshotView to) implements Closeable {
    @Override
    public void close() throws IOException {
      try (from) {
        to.close();
      }
    }
  }

  /** Opens two snapshots as {@link #open(Vault, Manifest)} does, on several threads. */
  public static Pair openBoth(Vault vault, Manifest from, Manifest to, int threads)
      throws VaultException, IOException {
    List<SnapshotView> both = open(vault, List.of(from, to), threads);
    Pair pair = new Pair(both.get(0), both.get(1));
    try {
      pair.to.changes = Changes.between(vault::object, from, to);
      return pair;
    } catch (IOException e) {
      pair.close();
      throw e;
    }
  }

  /** Opens a snapshot that is not published, while its maker is open. */
  public static SnapshotView open(SnapshotMaker.Prepared prepared)
      throws VaultException, IOException {
    return open(prepared.writer()::open, prepared.saltKey(), prepared.manifest());
  }

  private static SnapshotView open(EvidenceObjects objects, byte[] saltKey, Manifest manifest)
      throws VaultException, IOException {
    ObjectBytes digests = objects.open(manifest.object("records", "digests"));
    try {
      ObjectBytes index = objects.open(manifest.object("records", "index"));
      try {
        return new SnapshotView(
            objects, saltKey, manifest, digests, index, runs(objects, manifest));
      } catch (VaultException | IOException e) {
        index.close();
        throw e;
      }
    } catch (VaultException | IOException e) {
      digests.close();
      throw e;
    }
  }

  private static RecordRuns runs(EvidenceObjects objects, Manifest manifest)
      throws VaultException, IOException {
    try (ObjectBytes bytes = objects.open(manifest.object("records", "runs"))) {
      return RecordRuns.read(bytes.readAll());
    }
  }

  /** Its manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /** Opens the bytes of its record list; the caller closes them. */
  public ObjectBytes list() throws VaultException, IOException {
    return objects.open(manifest.object("records", "list"));
  }

  /** The digests of its record list. */
  public DigestList digests() {
    return digests;
  }

  /** The index over its record list. */
  public RecordIndex index() {
    return index;
  }

  /** All rows of both. */
  public Excerpt records() {
    return Excerpt.all(digests, index);
  }

  /** What changed since another snapshot, where this one has a note of that. */
  public Optional<Changes> changesSince(SnapshotView earlier) throws IOException {
    return changes.isPresent() && changes.get().since().isOf(earlier.manifest)
        ? changes
        : Changes.between(objects, earlier.manifest, manifest);
  }

  /** What was sealed of its records, to compare them with. */
  SealedRecords sealed() {
    return new SealedRecords(digests, saltKey);
  }

  /** The sums over runs of both; nothing for a snapshot of an earlier version. */
  public Optional<RecordRuns> runs() {
    return Optional.ofNullable(runs);
  }

  /** Its evidence files. */
  public List<EvidenceFile> evidence() throws VaultException, IOException {
    return evidence(objects, manifest);
  }

  /** The evidence files that a list names, given as its bytes. */
  public static List<EvidenceFile> evidence(byte[] list) throws IOException {
    return EvidenceList.read(list).files();
  }

  static List<EvidenceFile> evidence(EvidenceObjects objects, Manifest manifest)
      throws VaultException, IOException {
    try (ObjectBytes bytes = objects.open(manifest.object("evidence", "list"))) {
      return EvidenceList.read(bytes.readAll()).files();
    }
  }

  /** Files of a phone that are made from those of its backup; empty for another source. */
  public List<DerivedFile> derived() throws VaultException, IOException {
    return DerivedFiles.read(evidence(), objects);
  }

  /** Opens the content of a file that is made from another; the caller closes it. */
  public InputStream content(DerivedFile file) throws VaultException, IOException {
    return DerivedFiles.open(file, objects);
  }

  /** Opens the content of an evidence file; the caller closes it. */
  public ObjectBytes content(EvidenceFile file) throws VaultException, IOException {
    return objects.open(file.sha256());
  }

  /** Opens the store behind it, to read single records. */
  public StoreReading store() throws VaultException, IOException {
    return store(objects, saltKey, manifest);
  }

  /** The captured database itself, to look at single rows; it is closed with this view. */
  public synchronized EvidenceDatabase database() throws VaultException, IOException {
    try {
      if (database == null) {
        database = EvidenceDatabase.open(evidence(), objects);
      }
      return database;
    } catch (MalformedDatabaseException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the evidence of " + manifest + " can no longer be read");
    }
  }

  static StoreReading store(EvidenceObjects objects, byte[] saltKey, Manifest manifest)
      throws VaultException, IOException {
    try (ObjectBytes list = objects.open(manifest.object("evidence", "list"))) {
      EvidenceList evidence = EvidenceList.read(list.readAll());
      return StoreReading.open(
          evidence.files(),
          objects,
          evidence.types(),
          manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(),
          manifest.asOf(),
          saltKey,
          Runnable::run,
          false);
    } catch (MalformedDatabaseException | NotAMessagesStoreException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the evidence of " + manifest + " can no longer be read");
    }
  }

  @Override
  public synchronized void close() throws IOException {
    digestBytes.close();
    indexBytes.close();
    if (database != null) {
      database.close();
    }
  }
}
