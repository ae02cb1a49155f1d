package org.palimpsest.vault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.palimpsest.digest.Sha256;

/**
 * Files of a vault that are named by a hash. File servers and file managers leave others beside
 * them, such as {@code ._} before the same name, which are nobody's.
 */
public final class NamedFiles {

  private static final int NAME = 2 * Sha256.LENGTH;

  private NamedFiles() {}

  /**
   * The files in a folder whose name is 64 hex digits and a suffix, sorted. None where the folder
   * is gone: what it held is missed where something names it.
   */
  public static List<Path> in(Path folder, String suffix) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    // A pattern for each of thousands of names takes longer than reading their folder.
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, file -> isNamed(file, suffix))) {
      entries.forEach(files::add);
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return new ArrayList<>(files);
  }

  private static boolean isNamed(Path file, String suffix) {
    String name = String.valueOf(file.getFileName());
    return name.length() == NAME + suffix.length()
        && name.endsWith(suffix)
        && Sha256.isHex(name.substring(0, NAME));
  }
}
