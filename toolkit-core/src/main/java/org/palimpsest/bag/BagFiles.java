package org.palimpsest.bag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the folder of a package. BagIt says nothing of folders; here each has its place, so
 * that none can stand where a file is looked for.
 */
final class BagFiles {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";

  /** What a path in a package looks like. */
  static final String PATH = NAME + "(/" + NAME + ")*";

  private static final String REPORTS = "data/reports";
  private static final String REPORT = REPORTS + "/report-[1-9][0-9]*";
  private static final Set<String> FOLDERS =
      Set.of(
          "data",
          "data/objects",
          "data/snapshots",
          REPORTS,
          "custody",
          "custody/stamps",
          "custody/evidence",
          "trust");

  private final Path folder;
  private final TreeMap<String, Path> files = new TreeMap<>();
  private final Set<String> lowered = new HashSet<>();
  private final TreeSet<String> reports = new TreeSet<>();

  BagFiles(Path folder) {
    this.folder = folder;
  }

  /** Looks at all that lies there, and says what has no place; null if everything has. */
  @Nullable String walk() throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        String wrong = path.equals(folder) ? null : fault(path);
        if (wrong != null) {
          return wrong;
        }
      }
    }
    for (String report : reports) {
      if (!files.containsKey(report + "/report.json")) {
        return report + " holds no report.json";
      }
    }
    return null;
  }

  private @Nullable String fault(Path path) {
    String name = name(path);
    boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (!isFolder && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return "holds a link or another thing than a file";
    }
    if (!name.matches(PATH)) {
      return "holds a name that no file of a package has";
    }
    if (!lowered.add(name.toLowerCase(Locale.ROOT))) {
      return "holds two names that differ by upper and lower case alone: " + name;
    }
    if (isFolder) {
      if (name.matches(REPORT)) {
        reports.add(name);
      } else if (!FOLDERS.contains(name)) {
        return "holds a folder that has no place in a package: " + name;
      }
    } else if (name.startsWith(REPORTS + "/") && !name.matches(REPORT + "/" + NAME)) {
      return "holds a file where only folders of reports have a place: " + name;
    } else {
      files.put(name, path);
    }
    return null;
  }

  /** Where a backslash can stand in a name, it is none of this program's. */
  private String name(Path path) {
    StringBuilder name = new StringBuilder();
    for (Path part : folder.relativize(path)) {
      name.append(name.isEmpty() ? "" : "/").append(part);
    }
    return name.toString();
  }

  /** Every file by its path, with forward slashes. */
  SortedMap<String, Path> all() {
    return Collections.unmodifiableSortedMap(files);
  }

  /**
   * The content of a file.
   *
   * @throws NoSuchFileException if no file has that name
   */
  byte[] bytes(String name) throws IOException {
    Path file = files.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return Files.readAllBytes(file);
  }
}
