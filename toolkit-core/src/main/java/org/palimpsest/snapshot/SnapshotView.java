package org.palimpsest.snapshot;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.palimpsest.messages.NotAMessagesStoreException;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** A sealed snapshot opened for reading. */
public final class SnapshotView implements Closeable {

  private final EvidenceObjects objects;
  private final byte[] saltKey;
  private final Manifest manifest;
  private final ObjectBytes list;
  private final ObjectBytes indexBytes;
  private final RecordIndex index;

  private SnapshotView(
      EvidenceObjects objects,
      byte[] saltKey,
      Manifest manifest,
      ObjectBytes list,
      ObjectBytes indexBytes)
      throws IOException {
    this.objects = objects;
    this.saltKey = saltKey;
    this.manifest = manifest;
    this.list = list;
    this.indexBytes = indexBytes;
    this.index = RecordIndex.open(indexBytes);
  }

  /**
   * Opens a snapshot. What is read without looking at every byte of it, its lists and the index, is
   * compared with its name first: damage must never look like a change.
   */
  public static SnapshotView open(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    vault.requireSound(manifest.object("records", "list"));
    vault.requireSound(manifest.object("records", "index"));
    vault.requireSound(manifest.object("evidence", "list"));
    return open(vault::object, vault.saltKey(), manifest);
  }

  /** Opens a snapshot that is not published, while its maker is open. */
  public static SnapshotView open(SnapshotMaker.Prepared prepared)
      throws VaultException, IOException {
    return open(prepared.writer()::open, prepared.saltKey(), prepared.manifest());
  }

  private static SnapshotView open(EvidenceObjects objects, byte[] saltKey, Manifest manifest)
      throws VaultException, IOException {
    ObjectBytes list = objects.open(manifest.object("records", "list"));
    try {
      ObjectBytes index = objects.open(manifest.object("records", "index"));
      try {
        return new SnapshotView(objects, saltKey, manifest, list, index);
      } catch (IOException e) {
        index.close();
        throw e;
      }
    } catch (VaultException | IOException e) {
      list.close();
      throw e;
    }
  }

  /** Its manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /** The bytes of its record list. */
  public ByteSource list() {
    return list;
  }

  /** The index over its record list. */
  public RecordIndex index() {
    return index;
  }

  /** Its evidence files. */
  public List<EvidenceFile> evidence() throws VaultException, IOException {
    return evidence(objects, manifest);
  }

  static List<EvidenceFile> evidence(EvidenceObjects objects, Manifest manifest)
      throws VaultException, IOException {
    try (ObjectBytes bytes = objects.open(manifest.object("evidence", "list"))) {
      return EvidenceList.read(bytes.readAll());
    }
  }

  /** Opens the content of an evidence file; the caller closes it. */
  public ObjectBytes content(EvidenceFile file) throws VaultException, IOException {
    return objects.open(file.sha256());
  }

  /** Opens the store behind it, to read single records. */
  public StoreReading store() throws VaultException, IOException {
    return store(objects, saltKey, manifest);
  }

  static StoreReading store(EvidenceObjects objects, byte[] saltKey, Manifest manifest)
      throws VaultException, IOException {
    try {
      return StoreReading.open(
          evidence(objects, manifest),
          objects,
          manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(),
          manifest.asOf(),
          saltKey);
    } catch (MalformedDatabaseException | NotAMessagesStoreException e) {
      throw new VaultException(
          VaultException.Reason.DAMAGED, "the evidence of " + manifest + " can no longer be read");
    }
  }

  @Override
  public void close() throws IOException {
    list.close();
    indexBytes.close();
  }
}
