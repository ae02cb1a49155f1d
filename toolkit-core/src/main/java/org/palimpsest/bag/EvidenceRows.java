package org.palimpsest.bag;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
final class EvidenceRows {

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
      if (!isPath(row.path()) || !paths.add(row.path())) {
        return "its evidence list has a path that is none, or the same one twice";
      }
      if (row.modifiedAt().isBefore(FIRST) || row.modifiedAt().isAfter(LAST)) {
        return "its evidence list has a time that is none";
      }
    }
    for (String path : paths) {
      for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
        if (paths.contains(path.substring(0, at))) {
          return "its evidence list has a file in the place of a folder";
        }
      }
    }
    JsonNode database = manifest.json().path("evidence").path("database");
    return database.isMissingNode() || paths.contains(database.asText())
        ? null
        : "its database is not in its evidence list";
  }

  /** Relative, with forward slashes, and with names that a file can have. */
  private static boolean isPath(String path) {
    if (path.length() > LONGEST_PATH || path.indexOf('\0') >= 0) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..") || name.length() > LONGEST_NAME) {
        return false;
      }
    }
    return true;
  }
}
