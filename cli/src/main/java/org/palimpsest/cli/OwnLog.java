package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.Vault;

/**
 * Whether a log is that of the vault in whose folder it lies. One key signs the logs of several
 * vaults, so that another one's log would be signed as well.
 */
final class OwnLog {

  private static final String ORIGIN = "palimpsest.local/vault/";

  private OwnLog() {}

  /** How the log of a vault is called. */
  static String origin(String vaultId) {
    return ORIGIN + vaultId;
  }

  /** Refuses a log that is not the vault's own. */
  static void require(Vault vault, CustodyLog log)
      throws Failure, IOException, MalformedLogException {
    if (!log.publicKey().name().equals(origin(vault.id()))) {
      throw new Failure(
          Exit.INTEGRITY,
          "the custody log in this vault is that of another vault",
          "restore the folder custody from a second copy of this vault");
    }
    Sha256 actual = Sha256.of(Files.readAllBytes(vault.description()));
    List<LoggedEntry> first = log.entries(Action.INIT);
    if (first.isEmpty() || !names(first.get(0), actual)) {
      throw new Failure(
          Exit.INTEGRITY,
          "the file vault.json is not the one that the custody log begins with",
          "restore it from a second copy of this vault");
    }
  }

  private static boolean names(LoggedEntry entry, Sha256 description) {
    for (Entry.Item item : entry.entry().objects()) {
      if (item.name().equals(VaultVerification.DESCRIPTION)) {
        return item.sha256().equals(description);
      }
    }
    return false;
  }
}
