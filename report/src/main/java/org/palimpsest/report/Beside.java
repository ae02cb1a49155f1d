package org.palimpsest.report;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.palimpsest.verdict.Check;

/** Files beside a document: read only if they are files, since a pipe would be waited for. */
final class Beside {

  private Beside() {}

  /** Whether a file lies there; anything else under its name fails the check of that name. */
  static boolean isFile(Path file, String name, List<Check> checks) {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (isAnother(file)) {
      checks.add(
          Check.failed(
              name,
              file.getFileName() + " is a link or another thing than a file, and was not read"));
    }
    return false;
  }

  /** Whether something lies there that is no file. */
  static boolean isAnother(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }
}
