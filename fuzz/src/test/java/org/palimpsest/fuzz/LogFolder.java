package org.palimpsest.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palimpsest.custody.CustodyLog;

/** A log in a temporary folder with the key and the checkpoint of the forged one. */
final class LogFolder {

  private final Path folder;

  LogFolder() {
    try {
      folder = Files.createTempDirectory("palimpsest-fuzz");
      folder.toFile().deleteOnExit();
      for (String name : new String[] {"log.pub", "checkpoint"}) {
        Files.write(folder.resolve(name), Resources.read("log/" + name));
        folder.resolve(name).toFile().deleteOnExit();
      }
      folder.resolve("log.jsonl").toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CustodyLog withLines(byte[] lines) throws IOException {
    Files.write(folder.resolve("log.jsonl"), lines);
    return CustodyLog.open(folder);
  }
}
