package org.palimpsest.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.palimpsest.digest.Sha256;
import org.palimpsest.source.EvidenceFile;
import org.palimpsest.source.EvidenceFile.Role;
import org.palimpsest.vault.DamagedObjectException;
import org.palimpsest.vault.ObjectBytes;
import org.palimpsest.vault.PageSums;
import org.palimpsest.vault.Vault;
import org.palimpsest.vault.VaultException;

/** The sums over the pages of a snapshot's database, which its manifest may name. */
final class DatabasePages {

  private DatabasePages() {}

  /** The object that holds them. */
  static Optional<Sha256> named(Manifest manifest) {
    return manifest.json().path("evidence").has("pages")
        ? Optional.of(manifest.object("evidence", "pages"))
        : Optional.empty();
  }

  /** They themselves, compared with their name; empty where there are none that could be used. */
  static Optional<PageSums> read(Vault vault, Manifest manifest) throws IOException {
    Optional<Sha256> named = named(manifest);
    if (named.isEmpty()) {
      return Optional.empty();
    }
    try (ObjectBytes bytes = vault.sound(named.get())) {
      return Optional.of(PageSums.read(bytes.readAll()));
    } catch (VaultException | DamagedObjectException e) {
      // The database itself is read instead, which is slower.
      return Optional.empty();
    }
  }

  /** Whether they are what the snapshot's database gives; also when it has none. */
  static boolean areRight(Vault vault, Manifest manifest) throws VaultException, IOException {
    Optional<Sha256> named = named(manifest);
    if (named.isEmpty()) {
      return true;
    }
    Optional<EvidenceFile> database =
        SnapshotView.evidence(vault::object, manifest).stream()
            .filter(file -> file.role() == Role.DATABASE)
            .findFirst();
    if (database.isEmpty()) {
      return false;
    }
    try (ObjectBytes content = vault.object(database.get().sha256());
        InputStream in = content.stream();
        ObjectBytes stored = vault.object(named.get())) {
      return isOver(stored.readAll(), database.get().sha256(), in);
    }
  }

  private static boolean isOver(byte[] stored, Sha256 content, InputStream in) throws IOException {
    PageSums sums;
    try {
      sums = PageSums.read(stored);
    } catch (DamagedObjectException e) {
      return false;
    }
    return sums.areOver(content, in);
  }
}
