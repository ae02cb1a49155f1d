package org.palimpsest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;

/** Folders as a whole: what is in them, and copies of them. */
final class Tree {

  private Tree() {}

  /**
   * What a folder holds: every name, with size, time and hash of each file. Of a vault's lock file,
   * which a run fills and empties, the time is left out.
   */
  static Map<String, String> of(Path folder) throws IOException {
    Map<String, String> content = new TreeMap<>();
    if (!Files.exists(folder)) {
      return content;
    }
    for (Path path : paths(folder)) {
      String name = folder.relativize(path).toString();
      if (Files.isDirectory(path)) {
        content.put(name + "/", "");
      } else {
        String time = path.endsWith("lock") ? "" : Files.getLastModifiedTime(path).toString();
        content.put(
            name, Files.size(path) + " " + time + " " + Sha256.of(Files.readAllBytes(path)));
      }
    }
    return content;
  }

  /**
   * A folder as it was.
   *
   * @param folder which
   * @param content what it held
   */
  record Picture(Path folder, Map<String, String> content) {

    /** Asserts that the folder holds what it held, untouched. */
    void isStillTrue() throws IOException {
      Map<String, String> now = of(folder);
      Set<String> differing = new TreeSet<>(content.keySet());
      differing.addAll(now.keySet());
      differing.removeIf(name -> Objects.equals(content.get(name), now.get(name)));
      assertThat(differing).as("what was written, changed or lost").isEmpty();
    }
  }

  /** Remembers what a folder holds. */
  static Picture picture(Path folder) throws IOException {
    return new Picture(folder, of(folder));
  }

  /** The files below a folder, sorted. */
  static List<Path> files(Path folder) throws IOException {
    return paths(folder).stream().filter(Files::isRegularFile).toList();
  }

  private static List<Path> paths(Path folder) throws IOException {
    try (var walk = Files.walk(folder)) {
      return new ArrayList<>(walk.sorted().toList());
    }
  }

  /** Copies a folder with the times of its files. */
  static Path copy(Path from, Path to) throws IOException {
    for (Path path : paths(from)) {
      Path target = to.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(target);
      } else {
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return to;
  }

  /** Deletes a folder. */
  static void delete(Path folder) throws IOException {
    List<Path> paths = paths(folder);
    paths.sort(Comparator.reverseOrder());
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
