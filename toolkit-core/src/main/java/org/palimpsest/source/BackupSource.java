package org.palimpsest.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.BackupPlists;
import org.palimpsest.backup.ClassKeys;
import org.palimpsest.backup.DeviceIdentity;
import org.palimpsest.backup.Keybag;
import org.palimpsest.backup.MalformedBackupException;
import org.palimpsest.backup.WrongPasswordException;
import org.palimpsest.messages.FileTypes;

/**
 * The folder of a phone's backup: what its plists say, and, once it is unlocked, the keys to it.
 * Opening it reads three small files and the first bytes of the manifest, and no file of the phone.
 */
public final class BackupSource implements AutoCloseable {

  static final String DATABASE = "Manifest.db";
  static final String RECORDS = "Manifest.mbdb";
  static final String MANIFEST = "Manifest.plist";
  static final String STATUS = "Status.plist";
  static final String INFO = "Info.plist";

  /** Rounds that take about as long as it takes to get what comes next compiled. */
  private static final long WORTH_WARMING = 2_000_000;

  private static final long MAX_PLIST = 64L << 20;
  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final String STORE_ID = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";

  /** The generation of a backup's manifest. */
  public enum Era {
    /** iOS 10 and later. */
    MANIFEST_DB("Manifest.db, iOS 10 or later"),
    /** iOS 9 and earlier. */
    MANIFEST_MBDB("Manifest.mbdb, iOS 9 or earlier");

    private final String words;

    Era(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  private final Path folder;
  private final BackupPlists plists;
  private final Era era;
  private final boolean manifestEncrypted;
  private final Optional<Keybag> keybag;
  private @Nullable ClassKeys keys;
  private boolean everything;

  private BackupSource(
      Path folder,
      BackupPlists plists,
      Era era,
      boolean manifestEncrypted,
      Optional<Keybag> keybag) {
    this.folder = folder;
    this.plists = plists;
    this.era = era;
    this.manifestEncrypted = manifestEncrypted;
    this.keybag = keybag;
  }

  /** Whether a folder is one of a backup. */
  public static boolean isAt(Path folder) {
    if (Files.exists(folder.resolve(DATABASE), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(folder.resolve(RECORDS), LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    return Files.exists(folder.resolve(MANIFEST), LinkOption.NOFOLLOW_LINKS)
        && (Files.exists(folder.resolve(STATUS), LinkOption.NOFOLLOW_LINKS)
            || Files.exists(folder.resolve(INFO), LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Opens a backup's folder.
   *
   * @throws UnreadableSourceException if what it takes to read anything of it is missing
   */
  static BackupSource open(Path folder) throws UnreadableSourceException {
    try {
      BackupPlists plists =
          new BackupPlists(
              small(folder.resolve(MANIFEST)),
              small(folder.resolve(STATUS)),
              small(folder.resolve(INFO)));
      boolean database = Files.exists(folder.resolve(DATABASE), LinkOption.NOFOLLOW_LINKS);
      Path manifest = folder.resolve(database ? DATABASE : RECORDS);
      byte[] start = start(manifest);
      boolean encryptedManifest = database && !Arrays.equals(start, SQLITE);
      if (encryptedManifest && plists.manifestKey().isEmpty()) {
        throw new UnreadableSourceException(
            plists.hasManifest()
                ? "the backup's Manifest.db is no database, and its Manifest.plist holds no key to it"
                : "the backup's Manifest.db is encrypted or damaged, and its key lies in"
                    + " Manifest.plist, which is missing or cannot be read",
            "copy the whole backup folder again, or make a new backup");
      }
      boolean encrypted = plists.saysEncrypted() || encryptedManifest;
      Optional<Keybag> bag = encrypted ? Optional.of(keybag(plists)) : Optional.empty();
      return new BackupSource(
          folder.toRealPath(),
          plists,
          database ? Era.MANIFEST_DB : Era.MANIFEST_MBDB,
          encryptedManifest,
          bag);
    } catch (AccessDeniedException e) {
      throw new UnreadableSourceException(
          "there is no permission to read the backup",
          "on a Mac, give this program Full Disk Access (System Settings, Privacy & Security);"
              + " elsewhere check who may read it");
    } catch (IOException e) {
      throw new UnreadableSourceException(
          "the disk or share of the backup failed while it was read",
          "check that disk, or copy the backup to another one and name the copy");
    }
  }

  private static Keybag keybag(BackupPlists plists) throws UnreadableSourceException {
    Optional<byte[]> bytes = plists.keybag();
    if (bytes.isEmpty()) {
      throw new UnreadableSourceException(
          "the backup is encrypted, and Manifest.plist holds no keybag",
          "copy the whole backup folder again, or make a new backup");
    }
    try {
      return Keybag.read(bytes.get());
    } catch (MalformedBackupException e) {
      throw new UnreadableSourceException(
          "the keybag of the backup is damaged: " + e.why(),
          "copy the whole backup folder again, or make a new backup");
    }
  }

  private static byte @Nullable [] small(Path file) throws IOException, UnreadableSourceException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_PLIST) {
      throw new UnreadableSourceException(
          "the backup's " + file.getFileName() + " is a link, or larger than one can be",
          "links are not followed out of a source: copy the backup's folder with its own files");
    }
    return Files.readAllBytes(file);
  }

  private static byte[] start(Path manifest) throws IOException, UnreadableSourceException {
    if (Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnreadableSourceException(
          "the backup's " + manifest.getFileName() + " is a link, or no file",
          "links are not followed out of a source: copy the backup's folder with its own files");
    }
    if (!Files.isRegularFile(manifest, LinkOption.NOFOLLOW_LINKS)) {
      throw new UnreadableSourceException(
          "the backup has no Manifest.db and no Manifest.mbdb, so nothing says what it holds",
          "let the backup finish, or copy the whole folder again");
    }
    try (InputStream in = Files.newInputStream(manifest, LinkOption.NOFOLLOW_LINKS)) {
      byte[] start = in.readNBytes(SQLITE.length);
      if (start.length == 0) {
        throw new UnreadableSourceException(
            "the manifest of the backup is empty, as a tool leaves it that opened a missing one",
            "copy the whole backup folder again, or make a new backup");
      }
      return start;
    } catch (NoSuchFileException e) {
      throw new UnreadableSourceException(
          "the backup went away while it was read", "check that its disk stays mounted");
    }
  }

  /** Where it lies. */
  public Path folder() {
    return folder;
  }

  /** Whose it is. */
  public DeviceIdentity identity() {
    return plists.identity();
  }

  /** What its plists say. */
  public BackupPlists plists() {
    return plists;
  }

  /** The generation of its manifest. */
  public Era era() {
    return era;
  }

  /** Whether its files are encrypted. */
  public boolean encrypted() {
    return keybag.isPresent();
  }

  boolean manifestEncrypted() {
    return manifestEncrypted;
  }

  /** How its key is derived from the password; empty for a plain one. */
  public Optional<Keybag.Scheme> scheme() {
    return keybag.map(Keybag::scheme);
  }

  /** Whether it takes a password that was not given yet. */
  public boolean isLocked() {
    return encrypted() && keys == null;
  }

  /**
   * Derives the keys, which takes seconds.
   *
   * @param password UTF-8 bytes; the caller wipes them
   * @throws WrongPasswordException if it is wrong; no file of the phone was touched
   */
  public void unlock(byte[] password) throws WrongPasswordException {
    if (keybag.isPresent()) {
      close();
      if (keybag.get().rounds() > WORTH_WARMING) {
        Thread warming = new Thread(BackupSource::warm, "warming");
        warming.setDaemon(true);
        warming.start();
      }
      keys = keybag.get().unlock(password);
    }
  }

  private static void warm() {
    BlobStream.warm();
    FileTypes.warm();
  }

  Optional<ClassKeys> keys() {
    return Optional.ofNullable(keys);
  }

  /** Takes everything that the backup holds, not only what concerns Messages. */
  public void takeEverything() {
    everything = true;
  }

  boolean everything() {
    return everything;
  }

  /** Whether a file lies where the store's would; its name is the same in every backup. */
  public boolean holdsStore() {
    for (Path place :
        List.of(
            folder.resolve(STORE_ID.substring(0, 2)).resolve(STORE_ID), folder.resolve(STORE_ID))) {
      if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }

  /** Whether its status says that it was finished and nothing of an interrupted run lies in it. */
  public boolean isFinished() {
    return plists.state().equals("finished")
        && !Files.exists(folder.resolve("Snapshot"), LinkOption.NOFOLLOW_LINKS);
  }

  /** Its date: by the phone's manifest, else by the phone's status, else by the host. */
  public Optional<Instant> date() {
    return plists.manifestDate().or(plists::statusDate).or(plists::hostDate);
  }

  /** What says its date. */
  public String dateBasis() {
    return plists.manifestDate().isPresent()
        ? "date of the backup, by Manifest.plist of the phone"
        : plists.statusDate().isPresent()
            ? "date of the backup, by Status.plist of the phone"
            : "date of the backup, by Info.plist of the host";
  }

  /** Wipes the keys. */
  @Override
  public void close() {
    if (keys != null) {
      keys.close();
      keys = null;
    }
  }

  /** What it is, without names. */
  @Override
  public String toString() {
    return era.words() + (encrypted() ? ", encrypted" : ", plain");
  }
}
