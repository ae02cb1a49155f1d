package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that a verb gives away: whole or not at all, and never in place of another. */
final class OutFile {

  private OutFile() {}

  /** What must succeed before the file gets its name, such as the entry in the custody log. */
  interface Condition {
    void meet()
        throws Failure, IOException, org.palimpsest.vault.VaultException, InterruptedException;
  }

  /** Refuses a name that is taken; to be asked before any work is done. */
  static void requireFree(Path file) throws Failure {
    if (Files.exists(file)) {
      throw Failure.usage("there is a file of that name already", "name another with --out");
    }
  }

  static void write(Path file, byte[] bytes, Condition condition)
      throws Failure, IOException, org.palimpsest.vault.VaultException, InterruptedException {
    requireFree(file);
    Path absolute = file.toAbsolutePath();
    Path temporary = Drafts.file(absolute);
    boolean done = false;
    try {
      Files.write(temporary, bytes, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
      condition.meet();
      // Not in place of a file that appeared meanwhile.
      if (Files.exists(absolute)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(temporary);
      }
    }
  }
}
