package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Gives each file of a snapshot its place in a folder. A file whose path is also a folder's, or
 * that a disk cannot hold beside another or under its name, goes aside under a number.
 */
final class ExtractedNames {

  private static final String ASIDE = "Renamed";

  private final Path target;
  private final Map<String, String> renamed = new LinkedHashMap<>();
  private int last;

  ExtractedNames(Path target) {
    this.target = target;
  }

  /** Where a file goes; a path that climbs out of the target is refused. */
  static Path inside(Path target, String path) throws Failure {
    try {
      Path resolved = target.resolve(path).normalize();
      if (resolved.startsWith(target) && !resolved.equals(target)) {
        return resolved;
      }
    } catch (InvalidPathException e) {
      return target.resolve(ASIDE);
    }
    throw new Failure(
        Exit.INTEGRITY,
        "the evidence list names a path outside its snapshot",
        "see what is damaged with: palimpsest verify");
  }

  /** Makes an empty file for a path; its name within the target. */
  String begin(String path) throws Failure, IOException {
    Path own = inside(target, path);
    if (!own.equals(target.resolve(ASIDE))) {
      try {
        create(own);
        return path;
      } catch (FileSystemException e) {
        // What else is wrong with the disk shows at once again.
      }
    }
    Files.createDirectories(target.resolve(ASIDE));
    String name = next();
    while (Files.exists(target.resolve(name))) {
      name = next();
    }
    Files.createFile(target.resolve(name));
    renamed.put(name, path);
    return name;
  }

  private String next() {
    last++;
    return ASIDE + "/" + String.format(Locale.ROOT, "%06d", last);
  }

  private static void create(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createFile(file);
  }

  /** Which path each file stands for that could not have its own, by its name. */
  Map<String, String> renamed() {
    return renamed;
  }
}
