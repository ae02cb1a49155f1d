package org.palimpsest.bag;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.palimpsest.snapshot.Manifest;
import org.palimpsest.snapshot.SnapshotView;
import org.palimpsest.source.EvidenceFile;

/**
 * What a snapshot of a package says of its evidence files. Whoever seals a package can write what
 * they like, so nothing of it is used as a name or a time before it was looked at here.
 */
public final class EvidenceRows {

  /** Bytes of the longest name that common file systems hold. */
  private static final int LONGEST_NAME = 255;

  private static final int LONGEST_PATH = 4096;
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private EvidenceRows() {}

  /**
   * Reads a list.
   *
   * @throws IOException if a line is none
   */
  static List<EvidenceFile> read(byte[] list) throws IOException {
    return SnapshotView.evidence(list);
  }

  /** What is wrong with them; null if nothing is. */
  static @Nullable String fault(List<EvidenceFile> rows, Manifest manifest) {
    Set<String> paths = new TreeSet<>();
    for (EvidenceFile row : rows) {
      if (!isPath(row.path())) {
        return "its evidence list has a path that is none";
      }
      paths.add(row.path());
      if (row.modifiedAt().isBefore(FIRST) || row.modifiedAt().isAfter(LAST)) {
        return "its evidence list has a time that is none";
      }
    }
    JsonNode database = manifest.json().path("evidence").path("database");
    return database.isMissingNode() || paths.contains(database.asText())
        ? null
        : "its database is not in its evidence list";
  }

  /**
   * Whether one folder can hold them all. A phone's backup may list two files of one path, a file
   * whose path is a folder's, or a name that is longer than any file's; that is evidence too, and
   * no fault of the package.
   */
  public static boolean fitIntoOneFolder(List<EvidenceFile> rows) {
    Set<String> paths = new TreeSet<>();
    for (EvidenceFile row : rows) {
      if (!paths.add(plain(row.path()))) {
        return false;
      }
    }
    for (String path : paths) {
      for (String name : path.split("/", -1)) {
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
          return false;
        }
      }
      for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
        if (paths.contains(path.substring(0, at))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Empty names say nothing. */
  private static String plain(String path) {
    return path.replaceAll("/{2,}", "/");
  }

  /** Relative, with forward slashes, and of names that lead nowhere else. */
  private static boolean isPath(String path) {
    if (path.length() > LONGEST_PATH || path.indexOf('\0') >= 0) {
      return false;
    }
    if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
