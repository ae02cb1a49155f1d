package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.Vault;

/**
 * What the custody log says of a small file of the vault.
 *
 * @param name the file's
 * @param hashes those that the latest entry gives which names it; two where it may be the one or
 *     the other, as when a passphrase was being changed; none where no entry names it
 */
record LoggedFile(String name, Set<Sha256> hashes) {

  static LoggedFile latest(List<LoggedEntry> entries, String name) {
    Set<Sha256> latest = Set.of();
    for (LoggedEntry entry : entries) {
      Set<Sha256> here = new HashSet<>();
      for (Entry.Item item : entry.entry().objects()) {
        if (item.name().equals(name)) {
          here.add(item.sha256());
        }
      }
      latest = here.isEmpty() ? latest : here;
    }
    return new LoggedFile(name, latest);
  }

  /** How an entry names a small file of a vault. */
  static Entry.Item item(Vault vault, String name, String role) throws IOException {
    return item(name, Files.readAllBytes(vault.folder().resolve(name)), role);
  }

  static Entry.Item item(String name, byte[] bytes, String role) {
    return new Entry.Item(name, bytes.length, Sha256.of(bytes), role);
  }

  /** Whether a vault's file is as the log says; empty where the log does not say. */
  Optional<Boolean> holds(Path vault) throws IOException {
    if (hashes.isEmpty()) {
      return Optional.empty();
    }
    Path file = vault.resolve(name);
    return Optional.of(Files.exists(file) && hashes.contains(Sha256.of(Files.readAllBytes(file))));
  }
}
