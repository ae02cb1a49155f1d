package org.palimpsest.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Where the programs that back phones up put their backups, and what lies there. */
public final class BackupPlaces {

  private BackupPlaces() {}

  /**
   * A backup, or a place that cannot be looked into.
   *
   * @param path where
   * @param backup what it is; empty when it cannot be read
   * @param trouble why not; empty when it can
   */
  public record Found(Path path, Optional<BackupSource> backup, String trouble) {
    /** What it is, without names. */
    @Override
    public String toString() {
      return backup.map(BackupSource::toString).orElse("unreadable backup");
    }
  }

  /**
   * The folders in which Finder, iTunes and Apple Devices keep backups, whether they exist or not.
   *
   * @param home the user's home folder
   * @param roaming the roaming application data of Windows, when there is any
   */
  public static List<Path> usual(Path home, Optional<Path> roaming) {
    List<Path> places = new ArrayList<>();
    // Finder, and iTunes on a Mac.
    places.add(home.resolve("Library/Application Support/MobileSync/Backup"));
    // Apple Devices, and iTunes from the Microsoft Store.
    places.add(home.resolve("Apple/MobileSync/Backup"));
    // ITunes from Apple's own site.
    places.add(
        roaming
            .orElse(home.resolve("AppData/Roaming"))
            .resolve("Apple Computer/MobileSync/Backup"));
    return places;
  }

  /** The backups in a folder, or the folder itself when it is one. */
  public static List<Found> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    if (BackupSource.isAt(folder)) {
      return List.of(open(folder));
    }
    TreeSet<Path> candidates = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry) && BackupSource.isAt(entry)) {
          candidates.add(entry);
        }
      }
    } catch (AccessDeniedException e) {
      return List.of(
          new Found(
              folder,
              Optional.empty(),
              "there is no permission to list the backups; on a Mac, give this program Full Disk"
                  + " Access (System Settings, Privacy & Security)"));
    } catch (IOException | DirectoryIteratorException e) {
      return List.of(new Found(folder, Optional.empty(), "the folder cannot be listed"));
    }
    return candidates.stream().map(BackupPlaces::open).toList();
  }

  private static Found open(Path folder) {
    try {
      return new Found(folder, Optional.of(BackupSource.open(folder)), "");
    } catch (UnreadableSourceException e) {
      return new Found(folder, Optional.empty(), e.causeInWords() + "; " + e.remedy());
    }
  }
}
