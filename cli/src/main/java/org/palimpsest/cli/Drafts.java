package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What is written for the time being, under names that nothing else has. */
final class Drafts {

  private static final String PREFIX = "palimpsest-new-";

  private Drafts() {}

  /** A new folder beside a target, for its owner alone; what an earlier run left is not touched. */
  static Path folder(Path target) throws IOException {
    return Files.createTempDirectory(above(target), PREFIX);
  }

  /** A new and empty file beside a target, for its owner alone. */
  static Path file(Path target) throws IOException {
    return Files.createTempFile(above(target), PREFIX, "");
  }

  private static Path above(Path target) throws IOException {
    return Files.createDirectories(
        Objects.requireNonNull(target.toAbsolutePath().normalize().getParent()));
  }

  /** Deletes a folder that this program made, and never what a link in it leads to. */
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> paths;
    try (var all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
