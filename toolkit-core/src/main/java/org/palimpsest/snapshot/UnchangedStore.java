package org.palimpsest.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.messages.MessagesStore;
import org.palimpsest.source.Capture;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/**
 * Whether a store is, file by file, what it was in the snapshot before. Then the same program reads
 * the same records in it, which need not be read.
 */
final class UnchangedStore {

  /** Rows of the index that are looked at in one go. */
  private static final int BLOCK = 1 << 16;

  private UnchangedStore() {}

  /**
   * The snapshot before, if the store has not changed since.
   *
   * @param before of which records may be taken over
   */
  static Optional<Manifest> since(Vault vault, Predecessor before, Capture capture, Instant asOf)
      throws IOException {
    Optional<Manifest> manifest = before.manifest();
    boolean same =
        manifest.isPresent()
            && capture.backup().isEmpty()
            && capture.consistent()
            && capture.attachmentsCollected()
                == manifest.get().json().at("/acquisition/attachmentsCollected").asBoolean()
            && same(before.files(), capture.files())
            && noneTurned(vault, manifest.get(), asOf);
    return same ? manifest : Optional.empty();
  }

  private static boolean same(List<EvidenceFile> before, List<EvidenceFile> now) {
    Map<String, EvidenceFile> earlier = new HashMap<>();
    long files = 0;
    for (EvidenceFile file : before) {
      if (isRead(file)) {
        earlier.put(file.path(), file);
        files++;
      }
    }
    for (EvidenceFile file : now) {
      if (isRead(file)) {
        EvidenceFile was = earlier.remove(file.path());
        if (was == null || was.role() != file.role() || !was.sha256().equals(file.sha256())) {
          return false;
        }
        files--;
      }
    }
    return earlier.isEmpty() && files == 0;
  }

  /** What records are read from: not shared memory, and no address book. */
  private static boolean isRead(EvidenceFile file) {
    return file.role() != Role.SHM && file.role() != Role.CONTACTS;
  }

  /**
   * Whether no message that waits for its upload is stuck by now that was not, or the other way.
   */
  private static boolean noneTurned(Vault vault, Manifest manifest, Instant asOf)
      throws IOException {
    if (asOf.equals(manifest.asOf())) {
      return true;
    }
    try (ObjectBytes bytes = vault.object(manifest.object("records", "index"))) {
      RecordIndex index = RecordIndex.open(bytes, SnapshotLists.runs(vault, manifest));
      int rows = Math.toIntExact(manifest.json().path("records").path("lines").asLong());
      for (int from = 0; from < rows; from += BLOCK) {
        int to = Math.min(rows, from + BLOCK);
        ByteBuffer fixed = ByteBuffer.wrap(index.fixed(from, to));
        for (int at = 0; at < fixed.capacity(); at += RecordIndex.ROW) {
          long date = fixed.getLong(at + 8);
          if ((fixed.getInt(at + 36) & Facets.UPLOADED) == 0
              && MessagesStore.isStalled(date, manifest.asOf())
                  != MessagesStore.isStalled(date, asOf)) {
            return false;
          }
        }
      }
      return true;
    } catch (VaultException | DamagedObjectException e) {
      return false;
    }
  }
}
