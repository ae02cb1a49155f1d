package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Tells what is not there from what may not be looked for. */
final class Absence {

  private Absence() {}

  /**
   * Refuses a file that is not there as bad usage, and one that may not be seen as unreadable.
   *
   * @param cause what is said of one that is not there
   */
  static void require(Path file, String cause) throws Failure, IOException {
    try {
      Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw Failure.usage(cause, "check the path");
    }
  }
}
