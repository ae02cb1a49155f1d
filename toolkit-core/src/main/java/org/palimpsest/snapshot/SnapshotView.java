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

  private final Vault vault;
  private final Manifest manifest;
  private final ObjectBytes list;
  private final ObjectBytes indexBytes;
  private final RecordIndex index;

  private SnapshotView(Vault vault, Manifest manifest, ObjectBytes list, ObjectBytes indexBytes)
      throws IOException {
    this.vault = vault;
    this.manifest = manifest;
    this.list = list;
    this.indexBytes = indexBytes;
    this.index = RecordIndex.open(indexBytes);
  }

  /** Opens a snapshot. */
  public static SnapshotView open(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    ObjectBytes list = vault.object(manifest.object("records", "list"));
    try {
      ObjectBytes index = vault.object(manifest.object("records", "index"));
      try {
        return new SnapshotView(vault, manifest, list, index);
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
    return evidence(vault, manifest);
  }

  static List<EvidenceFile> evidence(Vault vault, Manifest manifest)
      throws VaultException, IOException {
    try (ObjectBytes bytes = vault.object(manifest.object("evidence", "list"))) {
      return EvidenceList.read(bytes.readAll());
    }
  }

  /** Opens the store behind it, to read single records. */
  public StoreReading store() throws VaultException, IOException {
    return store(vault, manifest);
  }

  static StoreReading store(Vault vault, Manifest manifest) throws VaultException, IOException {
    try {
      return StoreReading.open(
          evidence(vault, manifest),
          vault::object,
          manifest.json().path("acquisition").path("attachmentsCollected").asBoolean(),
          manifest.asOf(),
          vault.saltKey());
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
