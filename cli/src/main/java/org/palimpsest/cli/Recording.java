package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.vault.VaultException;

/**
 * The entry of a verb that only reads. A second copy and a medium that cannot be written to take
 * none: then the verb does its work and says that the log does not know of it.
 */
final class Recording {

  private final Workspace workspace;
  private final boolean possible;

  private Recording(Workspace workspace, boolean possible) {
    this.workspace = workspace;
    this.possible = possible;
  }

  /** Made before any work is done: where an entry is to be made, it must be possible to make it. */
  static Recording of(Workspace workspace, Terminal terminal)
      throws Failure, VaultException, IOException {
    boolean mirror = workspace.vault().isMirror();
    if (mirror || !isWritable(workspace)) {
      terminal.note(
          "not recorded in the custody log: "
              + (mirror
                  ? "this is a second copy, to which only mirror writes"
                  : "the vault cannot be written to"));
      return new Recording(workspace, false);
    }
    workspace.signer();
    return new Recording(workspace, true);
  }

  private static boolean isWritable(Workspace workspace) {
    Path log = workspace.vault().custody().resolve("log.jsonl");
    return !Files.exists(log)
        || (Files.isWritable(log)
            && Files.isWritable(log.resolveSibling("checkpoint"))
            && Files.isWritable(workspace.vault().folder()));
  }

  /**
   * Whether an entry can be made here at all, as far as that is seen without opening the keys:
   * another one's keys, or none, make none.
   */
  static boolean isPossible(Workspace workspace) throws Failure, VaultException, IOException {
    try {
      return !workspace.vault().isMirror()
          && isWritable(workspace)
          && workspace.keys().maySign(workspace.log().publicKey());
    } catch (MalformedLogException e) {
      return false;
    }
  }

  void append(Entry entry) throws Failure, VaultException, IOException, InterruptedException {
    if (possible) {
      workspace.append(entry);
    }
  }
}
