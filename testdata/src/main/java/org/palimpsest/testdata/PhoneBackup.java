package org.palimpsest.testdata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palimpsest.testdata.BackupFile.Kind;

/**
 * Forges a phone's backup folder of any era, plain or encrypted, sound or with faults. The layout
 * is that of real backups as published: plists, manifest, blobs named by the SHA-1 of domain and
 * path. Numbers of derivation rounds can be small, since only their cost depends on them.
 */
public final class PhoneBackup {

  private static final int PAGE = 4096;

  private final BackupEra era;
  private final Phone phone;
  private final Instant date;
  private final List<BackupFile> files = new ArrayList<>();
  private final Set<BackupFault> faults = EnumSet.noneOf(BackupFault.class);
  private @Nullable String password;
  private int firstRounds = 1000;
  private int secondRounds = 1000;
  private long seed = 1;

  /** A plain backup without files. */
  public PhoneBackup(BackupEra era, Phone phone, Instant date) {
    this.era = era;
    this.phone = phone;
    this.date = date;
  }

  /** Encrypts it. */
  public PhoneBackup encrypted(String secret) {
    password = secret;
    return this;
  }

  /** The rounds of both derivations; a real phone takes 10,000,000 and 10,000. */
  public PhoneBackup rounds(int first, int second) {
    firstRounds = first;
    secondRounds = second;
    return this;
  }

  /** The seed of keys and of names that have no meaning. */
  public PhoneBackup seed(long value) {
    seed = value;
    return this;
  }

  /** Adds a file. */
  public PhoneBackup file(String domain, String path, byte[] content) {
    return add(domain, path, Kind.FILE, content);
  }

  /**
   * Adds a file whose content is repeated, so that it can be larger than memory; without digest.
   */
  public PhoneBackup largeFile(String path, byte[] content, int times) {
    add("MediaDomain", path, Kind.FILE, content);
    BackupFile one = files.remove(files.size() - 1);
    files.add(
        new BackupFile(
            one.domain(), path, Kind.FILE, content, one.modifiedAt(), one.faults(), times));
    return this;
  }

  /** Adds a folder. */
  public PhoneBackup folder(String domain, String path) {
    return add(domain, path, Kind.FOLDER, new byte[0]);
  }

  /** Adds a symbolic link. */
  public PhoneBackup link(String domain, String path, String target) {
    return add(domain, path, Kind.LINK, target.getBytes(StandardCharsets.UTF_8));
  }

  private PhoneBackup add(String domain, String path, Kind kind, byte[] content) {
    files.add(
        new BackupFile(
            domain,
            path,
            kind,
            content.clone(),
            date.minus(Duration.ofHours(1)),
            EnumSet.noneOf(BackupFault.class),
            1));
    return this;
  }

  /** Does something wrong to the whole backup. */
  public PhoneBackup fault(BackupFault fault) {
    faults.add(fault);
    return this;
  }

  /** Does something wrong to one file. */
  public PhoneBackup fault(String domain, String path, BackupFault fault) {
    for (int i = 0; i < files.size(); i++) {
      BackupFile file = files.get(i);
      if (file.domain().equals(domain) && file.path().equals(path)) {
        files.set(i, file.with(fault));
        return this;
      }
    }
    throw new IllegalArgumentException("no such file in the backup: " + domain + "-" + path);
  }

  /** What was added so far. */
  public List<BackupFile> files() {
    return List.copyOf(files);
  }

  /**
   * Adds what a phone with this device's store would back up: the store as one file, since the
   * phone merges the log into its copy; attachments; preferences.
   */
  public PhoneBackup messages(Device device, Path scratch) {
    Path copy = scratch.resolve("phone-" + seed + "-" + files.size());
    device.store().copyTo(copy);
    try {
      Path database = copy.resolve("Messages/chat.db");
      merge(database);
      folder("HomeDomain", "");
      folder("HomeDomain", "Library");
      folder("HomeDomain", "Library/SMS");
      file("HomeDomain", "Library/SMS/sms.db", Files.readAllBytes(database));
      tree(copy.resolve("Preferences"), "HomeDomain", "Library/Preferences");
      tree(copy.resolve("Messages/Attachments"), "MediaDomain", "Library/SMS/Attachments");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AppleFunctions.deleteTree(copy);
    return this;
  }

  private static void merge(Path database) {
    try (Sql.Opened sql = Sql.Opened.of(DriverManager.getConnection("jdbc:sqlite:" + database))) {
      sql.get()
          .run(
              "UPDATE attachment SET filename ="
                  + " replace(filename, '~/Library/Messages/', '~/Library/SMS/')");
      sql.get().rows("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tree(Path root, String domain, String to) throws IOException {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var found = Files.walk(root)) {
      for (Path each : found.sorted().toList()) {
        String rest = root.relativize(each).toString().replace('\\', '/');
        String path = rest.isEmpty() ? to : to + "/" + rest;
        if (Files.isDirectory(each)) {
          folder(domain, path);
        } else {
          file(domain, path, Files.readAllBytes(each));
        }
      }
    }
  }

  /** Writes the backup into a new folder. */
  public Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      Random random = new Random(seed);
      BackupKeys keys =
          password == null
              ? null
              : new BackupKeys(
                  random,
                  password,
                  era.twiceDerived() ? firstRounds : 0,
                  secondRounds,
                  faults.contains(BackupFault.DAMAGED_CLASS_KEY));
      List<BackupRow> rows = new ArrayList<>();
      long inode = 1000;
      for (BackupFile file : files) {
        rows.add(write(folder, file, keys, random, inode++));
        if (file.has(BackupFault.LISTED_TWICE)) {
          rows.add(rows.get(rows.size() - 1));
        }
      }
      byte[] manifestKey = manifest(folder, rows, keys);
      new BackupPlistWriter(era, phone, date, seed, faults)
          .write(folder, keys == null ? null : keys.keybag(), manifestKey);
      whole(folder, random);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BackupRow write(
      Path folder, BackupFile file, @Nullable BackupKeys keys, Random random, long inode)
      throws IOException {
    if (file.kind() != Kind.FILE) {
      return new BackupRow(file, 0, null, null, 0, inode);
    }
    int protection = file.domain().equals("MediaDomain") ? 3 : 4;
    if (file.times() > 1) {
      byte[] key = keys == null ? null : keys.bytes(32);
      BackupKeys.writeRepeated(key, file, place(folder, file.fileId()));
      byte[] held = key == null || keys == null ? null : keys.wrapped(protection, key);
      return new BackupRow(file, file.size(), null, held, protection, inode);
    }
    byte[] wrapped = null;
    byte[] stored = file.content();
    if (keys != null) {
      byte[] key = keys.bytes(32);
      wrapped = keys.wrapped(protection, key);
      stored = BackupKeys.encrypt(key, stored, true);
      if (file.has(BackupFault.DAMAGED_KEY)) {
        wrapped[20] ^= 1;
      }
      if (file.has(BackupFault.NO_KEY)) {
        wrapped = null;
      }
    }
    byte[] digest = digest(file, stored, random);
    blob(folder, file, stored);
    long size = file.content().length;
    size += file.has(BackupFault.SIZE_TOO_LARGE) ? 700 : 0;
    size -= file.has(BackupFault.SIZE_TOO_SMALL) ? Math.min(size, 7) : 0;
    return new BackupRow(file, size, digest, wrapped, protection, inode);
  }

  private static byte @Nullable [] digest(BackupFile file, byte[] stored, Random random) {
    int length = 0;
    if (file.has(BackupFault.LONG_DIGEST)) {
      return BackupFile.hash("SHA-256", stored);
    } else if (file.has(BackupFault.WRONG_LONG_DIGEST)) {
      length = 32;
    } else if (file.has(BackupFault.WRONG_DIGEST)) {
      length = 20;
    } else if (file.has(BackupFault.ODD_DIGEST)) {
      length = 7;
    } else {
      return file.digested() ? BackupFile.hash("SHA-1", stored) : null;
    }
    byte[] other = new byte[length];
    random.nextBytes(other);
    return other;
  }

  private void blob(Path folder, BackupFile file, byte[] bytes) throws IOException {
    Path path = place(folder, file.fileId());
    byte[] stored = bytes;
    if (file.has(BackupFault.MISSING)) {
      return;
    }
    if (file.has(BackupFault.LINKED)) {
      Path elsewhere = folder.resolveSibling(folder.getFileName() + "-elsewhere");
      Files.write(elsewhere, stored);
      Files.createSymbolicLink(path, elsewhere);
      return;
    }
    if (file.has(BackupFault.FLIPPED_BIT)) {
      stored = stored.clone();
      stored[stored.length / 3] ^= 4;
    }
    if (file.has(BackupFault.CUT_PAGE)) {
      stored = Arrays.copyOf(stored, Math.max(0, stored.length - PAGE));
    }
    if (file.has(BackupFault.CUT_BYTES)) {
      stored = Arrays.copyOf(stored, Math.max(0, stored.length - 5));
    }
    if (file.has(BackupFault.EMPTIED)) {
      stored = new byte[0];
    }
    Files.write(path, stored);
  }

  private Path place(Path folder, String fileId) throws IOException {
    if (!era.database()) {
      return folder.resolve(fileId);
    }
    return Files.createDirectories(folder.resolve(fileId.substring(0, 2))).resolve(fileId);
  }

  /** Writes the manifest; returns its wrapped key where it has one. */
  private byte @Nullable [] manifest(Path folder, List<BackupRow> rows, @Nullable BackupKeys keys)
      throws IOException {
    byte[] manifestKey = null;
    Path file = folder.resolve(era.database() ? "Manifest.db" : "Manifest.mbdb");
    byte[] bytes = era.database() ? database(folder, rows) : records(rows);
    if (keys != null && era.twiceDerived()) {
      byte[] key = keys.bytes(32);
      manifestKey = keys.wrapped(4, key);
      bytes = BackupKeys.encrypt(key, bytes, !faults.contains(BackupFault.UNPADDED_MANIFEST));
    }
    if (faults.contains(BackupFault.CUT_MANIFEST)) {
      bytes = Arrays.copyOf(bytes, bytes.length / 2 + 5);
    }
    if (faults.contains(BackupFault.EMPTY_MANIFEST)) {
      bytes = new byte[0];
    }
    Files.write(file, bytes);
    return manifestKey;
  }

  private static byte[] records(List<BackupRow> rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'m', 'b', 'd', 'b', 5, 0});
    rows.forEach(row -> out.writeBytes(row.record()));
    return out.toByteArray();
  }

  private static byte[] database(Path folder, List<BackupRow> rows) throws IOException {
    Path draft = folder.resolveSibling(folder.getFileName() + "-manifest-draft.db");
    try (Sql.Opened opened = Sql.Opened.of(DriverManager.getConnection("jdbc:sqlite:" + draft))) {
      Sql sql = opened.get();
      for (String statement :
          List.of(
              "PRAGMA page_size=4096",
              "PRAGMA auto_vacuum=2",
              "PRAGMA journal_mode=WAL",
              "PRAGMA synchronous=OFF",
              "PRAGMA user_version=2",
              // The real one makes fileID unique, which a faulty one need not be.
              "CREATE TABLE Files (fileID TEXT, domain TEXT, relativePath TEXT, flags INTEGER,"
                  + " file BLOB)",
              "CREATE INDEX FilesDomainIdx ON Files(domain)",
              "CREATE INDEX FilesRelativePathIdx ON Files(relativePath)",
              "CREATE INDEX FilesFlagsIdx ON Files(flags)",
              "CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB)")) {
        sql.script(statement);
      }
      sql.atomically(
          () -> {
            for (BackupRow row : rows) {
              BackupFile file = row.file();
              sql.run(
                  "INSERT INTO Files VALUES (?, ?, ?, ?, ?)",
                  file.fileId(),
                  file.domain(),
                  file.rowPath(),
                  file.has(BackupFault.UNKNOWN_FLAGS) ? 16 : file.kind().flags(),
                  row.archive());
            }
          });
      sql.rows("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    byte[] bytes = Files.readAllBytes(draft);
    Files.delete(draft);
    return bytes;
  }

  private void whole(Path folder, Random random) throws IOException {
    if (faults.contains(BackupFault.SNAPSHOT_FOLDER)) {
      Path early = Files.createDirectories(folder.resolve("Snapshot/3d"));
      Files.write(early.resolve("3d0d7e5fb2ce288813306e4d4636395e047a3d28"), new byte[64]);
    }
    if (faults.contains(BackupFault.UNLISTED)) {
      byte[] bytes = new byte[640];
      random.nextBytes(bytes);
      Files.write(place(folder, BackupFile.sha1("a file of no row " + seed)), bytes);
    }
    if (faults.contains(BackupFault.LITTER)) {
      Files.write(folder.resolve(".DS_Store"), new byte[100]);
      Files.write(folder.resolve("desktop.ini"), new byte[10]);
    }
  }

  /** Where a file's bytes lie, relative to the backup; empty when nothing lies there. */
  public Optional<String> blobOf(String domain, String path) {
    for (BackupFile file : files) {
      if (file.domain().equals(domain) && file.path().equals(path) && file.kind() == Kind.FILE) {
        String id = file.fileId();
        return Optional.of(era.database() ? id.substring(0, 2) + "/" + id : id);
      }
    }
    return Optional.empty();
  }
}
