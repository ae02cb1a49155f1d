package org.palimpsest.source;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.FileId;

/** What lies in the folder of a backup: its files by their names, and what is none of it. */
final class BackupListing {

  private static final Set<String> OWN =
      Set.of(
          BackupSource.DATABASE,
          BackupSource.RECORDS,
          "Manifest.mbdx",
          BackupSource.MANIFEST,
          BackupSource.STATUS,
          BackupSource.INFO);

  /** A file under the name of one of the phone's. */
  static final class Blob {
    private final Path path;
    private final long size;
    private final boolean regular;
    private boolean listed;

    Blob(Path path, long size, boolean regular) {
      this.path = path;
      this.size = size;
      this.regular = regular;
    }

    Path path() {
      return path;
    }

    long size() {
      return size;
    }

    /** Whether it is a file, and no link or folder. */
    boolean regular() {
      return regular;
    }

    /** Notes that a row lists it; returns whether one did before. */
    boolean list() {
      boolean before = listed;
      listed = true;
      return before;
    }

    boolean listed() {
      return listed;
    }

    @Override
    public String toString() {
      return "blob of " + size + " bytes";
    }
  }

  private final Path folder;
  private final Map<String, Blob> blobs = new HashMap<>();

  /** A second file of a name, in the flat place beside the one in its folder. */
  private final List<Blob> spare = new ArrayList<>();

  private final TreeSet<String> foreign = new TreeSet<>();
  private final TreeSet<String> unreadable = new TreeSet<>();
  private final TreeSet<String> own = new TreeSet<>();
  private boolean unfinished;

  private BackupListing(Path folder) {
    this.folder = folder;
  }

  static BackupListing of(Path folder) throws IOException {
    BackupListing listing = new BackupListing(folder);
    Files.walkFileTree(
        folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), 2, listing.new Walk());
    return listing;
  }

  @Nullable Blob blob(String fileId) {
    return blobs.get(fileId);
  }

  /** The backup's manifests and plists that lie here, by name. */
  Set<String> own() {
    return own;
  }

  /** Files that no row lists, by their path. */
  List<String> unlisted() {
    return Stream.concat(blobs.values().stream(), spare.stream())
        .filter(blob -> !blob.listed())
        .map(blob -> Capturing.relative(folder, blob.path()))
        .sorted()
        .toList();
  }

  Set<String> foreign() {
    return foreign;
  }

  Set<String> unreadable() {
    return unreadable;
  }

  /** Whether the folder of an interrupted run lies here. */
  boolean unfinished() {
    return unfinished;
  }

  private final class Walk extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      String name = Capturing.relative(folder, directory);
      if (name.isEmpty() || name.matches("[0-9a-f]{2}")) {
        return FileVisitResult.CONTINUE;
      }
      if (name.equals("Snapshot")) {
        unfinished = true;
      } else {
        foreign.add(name);
      }
      return FileVisitResult.SKIP_SUBTREE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = Capturing.relative(folder, file);
      String name = path.substring(path.indexOf('/') + 1);
      boolean inPlace =
          path.indexOf('/') < 0 || path.startsWith(name.substring(0, Math.min(2, name.length())));
      if (FileId.isFileId(name) && inPlace) {
        // The folder with two digits goes before the flat place, as phones since iOS 10 write it.
        Blob blob = new Blob(file, attributes.size(), attributes.isRegularFile());
        Blob other = blobs.get(name);
        if (other == null || path.indexOf('/') > 0) {
          blobs.put(name, blob);
        }
        if (other != null) {
          spare.add(path.indexOf('/') > 0 ? other : blob);
        }
      } else if (OWN.contains(path)) {
        own.add(path);
      } else {
        foreign.add(path);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      unreadable.add(Capturing.relative(folder, file));
      return FileVisitResult.CONTINUE;
    }
  }
}
