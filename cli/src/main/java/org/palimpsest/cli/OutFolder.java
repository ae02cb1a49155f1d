package org.palimpsest.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a verb writes into. */
final class OutFolder {

  private OutFolder() {}

  /** Refuses a file where the folder is to be; to be asked before any work is done. */
  static void requireNoFile(Path folder, String remedy) throws Failure {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw Failure.usage("there is a file where the folder is to be", remedy);
    }
  }
}
