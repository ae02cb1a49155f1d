package org.palimpsest.merkle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the format documents, so that tests can hold them to what the code does. */
public final class FormatDocument {

  private FormatDocument() {}

  /** The text of {@code docs/format/NAME}, found by walking up from the module's folder. */
  public static String read(String name) throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path candidate = folder.resolve("docs").resolve("format").resolve(name);
      if (Files.exists(candidate)) {
        return Files.readString(candidate);
      }
      folder = folder.getParent();
    }
    throw new AssertionError("no docs/format/" + name + " above the module");
  }
}
