package org.palimpsest.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.seal.LogKey;
import org.palimpsest.snapshot.Snapshots;
import org.palimpsest.vault.Vault;

/**
 * What the verbs of one scheduled run share: the key of the log is opened, and the log read from
 * end to end, once. Each append still makes sure that the lines before it are those that were
 * signed.
 */
final class Session {

  private final Map<Path, LogKey> signers = new HashMap<>();
  private final Map<Path, Snapshots> snapshots = new HashMap<>();

  Optional<LogKey> signer(Path vault) {
    return Optional.ofNullable(signers.get(vault));
  }

  void remember(Path vault, LogKey signer) {
    signers.put(vault, signer);
  }

  /** The snapshots of a vault, each manifest of which is read once. */
  Snapshots snapshots(Vault vault) {
    return snapshots.computeIfAbsent(vault.folder(), folder -> new Snapshots(vault));
  }

  @Override
  public String toString() {
    return "session";
  }
}
