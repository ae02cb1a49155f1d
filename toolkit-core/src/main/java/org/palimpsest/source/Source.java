package org.palimpsest.source;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A place where a device's Messages store can be read: a Messages folder, any folder that holds
 * {@code chat.db} or {@code sms.db}, such a file alone, or a phone's backup.
 *
 * @param kind what it is
 * @param database the database file; of a backup, its folder
 * @param folder the folder whose files count as the source's; empty when a file alone was named
 * @param preferences the folder of preference files, when there is one
 * @param backup the phone's backup that the store lies in, when it does
 */
public record Source(
    Kind kind,
    Path database,
    Optional<Path> folder,
    Optional<Path> preferences,
    Optional<BackupSource> backup) {

  /** What a source is. */
  public enum Kind {
    /** A Mac's Messages folder, or a copy of one. */
    MAC_FOLDER,
    /** A phone's SMS folder, copied. */
    PHONE_FOLDER,
    /** The backup of a phone. */
    IPHONE_BACKUP,
    /** A database file alone. */
    FILE;

    /** Lower-case word with hyphens, as in JSON. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String[] NAMES = {"chat.db", "sms.db"};
  private static final String FULL_DISK_ACCESS =
      "on a Mac, give this program Full Disk Access (System Settings, Privacy & Security); elsewhere"
          + " check who may read it";

  /**
   * Finds the store at a path.
   *
   * @throws UnreadableSourceException if there is none, or it may not be read
   */
  public static Source at(Path path) throws UnreadableSourceException {
    if (!Files.exists(path)) {
      throw Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          ? new UnreadableSourceException(
              "the path is a link that leads nowhere", "name the place where the store really lies")
          : new UnreadableSourceException(
              "there is nothing at that path",
              "check the path; it may be on a disk that is not mounted");
    }
    if (Files.isDirectory(path)) {
      return inFolder(path);
    }
    // Reading a pipe would wait for ever, and a device may have no end.
    if (!Files.isRegularFile(path)) {
      throw new UnreadableSourceException(
          "what lies at that path is neither a folder nor a file",
          "name a Messages folder, or a chat.db or sms.db");
    }
    requireReadable(path);
    return new Source(
        Kind.FILE, behindLinks(path), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The file that a link leads to: its log lies beside it, not beside the link. */
  private static Path behindLinks(Path path) throws UnreadableSourceException {
    try {
      return Files.isSymbolicLink(path) ? path.toRealPath() : path;
    } catch (IOException e) {
      throw new UnreadableSourceException(
          "the path is a link that cannot be followed",
          "name the place where the store really lies");
    }
  }

  private static Source inFolder(Path folder) throws UnreadableSourceException {
    requireListable(folder);
    if (BackupSource.isAt(folder)) {
      BackupSource backup = BackupSource.open(folder);
      return new Source(
          Kind.IPHONE_BACKUP, folder, Optional.of(folder), Optional.empty(), Optional.of(backup));
    }
    for (Path candidate : List.of(folder, folder.resolve("Messages"), folder.resolve("SMS"))) {
      for (String name : NAMES) {
        Path database = candidate.resolve(name);
        if (Files.isRegularFile(database, LinkOption.NOFOLLOW_LINKS)) {
          requireReadable(database);
          return new Source(
              name.equals("sms.db") ? Kind.PHONE_FOLDER : Kind.MAC_FOLDER,
              database,
              Optional.of(candidate),
              preferences(candidate),
              Optional.empty());
        }
        if (Files.exists(database, LinkOption.NOFOLLOW_LINKS)) {
          throw new UnreadableSourceException(
              name + " in the folder is a link or something else that is no file",
              "links are not followed out of a source: name the file that it leads to");
        }
      }
    }
    int backups = BackupPlaces.in(folder).size();
    if (backups > 0) {
      throw new UnreadableSourceException(
          "the folder holds " + backups + (backups == 1 ? " backup" : " backups") + " and is none",
          "name one of them; they are listed by: palimpsest sources FOLDER");
    }
    throw new UnreadableSourceException(
        "the folder holds no chat.db and no sms.db",
        "name the Messages folder itself, the database file, or the folder of one backup");
  }

  /** Preferences lie inside the folder or beside it, as in a Library folder. */
  private static Optional<Path> preferences(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    for (Path candidate :
        List.of(absolute.resolve("Preferences"), absolute.resolveSibling("Preferences"))) {
      if (Files.isDirectory(candidate, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static void requireListable(Path folder) throws UnreadableSourceException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      // Opening is the test; what is inside does not matter here.
      assert entries != null;
    } catch (AccessDeniedException e) {
      throw noPermission("folder");
    } catch (IOException e) {
      throw new UnreadableSourceException(
          "the folder cannot be listed", "check that its disk is mounted and sound");
    }
    if (!Files.isReadable(folder)) {
      throw noPermission("folder");
    }
  }

  private static void requireReadable(Path file) throws UnreadableSourceException {
    if (!Files.isReadable(file)) {
      throw noPermission("database");
    }
  }

  private static UnreadableSourceException noPermission(String what) {
    return new UnreadableSourceException(
        "there is no permission to read the " + what, FULL_DISK_ACCESS);
  }

  /** The label for a device whose owner gave none. */
  public String defaultLabel() {
    return backup.isPresent() || String.valueOf(database.getFileName()).startsWith("sms")
        ? "iphone"
        : "mac";
  }
}
