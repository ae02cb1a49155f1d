package org.palimpsest.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.palimpsest.backup.ManifestEntry.Kind;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Damage;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.sqlite.Row;
import org.palimpsest.sqlite.Storage;
import org.palimpsest.sqlite.Table;

/**
 * {@code Manifest.db} of iOS 10 and later: a row for each entry, with an archive of class {@code
 * MBFile}. A row that cannot be read costs itself and no other.
 */
public final class DatabaseManifest implements BackupManifest {

  /** The largest archive seen has a few kilobytes, most of them extended attributes. */
  private static final int MAX_ARCHIVE = 1 << 20;

  private final Table files;
  private final int fileId;
  private final int domain;
  private final int path;
  private final int flags;
  private final int archive;

  private DatabaseManifest(Table files) throws MalformedBackupException {
    this.files = files;
    fileId = column("fileID");
    domain = column("domain");
    path = column("relativePath");
    flags = column("flags");
    archive = column("file");
  }

  private int column(String name) throws MalformedBackupException {
    int index = files.column(name);
    if (index < 0) {
      throw new MalformedBackupException("Manifest.db has no column " + name);
    }
    return index;
  }

  /**
   * Opens a manifest.
   *
   * @param bytes its plaintext
   * @throws MalformedBackupException if it is no such manifest, or one of iOS 10.0, which encrypts
   *     the rows
   */
  public static DatabaseManifest open(ByteSource bytes)
      throws MalformedBackupException, IOException {
    try {
      Database database = Database.open(bytes, null);
      Table files =
          database
              .table("Files")
              .orElseThrow(() -> new MalformedBackupException("Manifest.db has no table of files"));
      if (hasWeakPassword(database)) {
        throw new MalformedBackupException(
            "the backup was encrypted by iOS 10.0, whose form Apple withdrew within weeks");
      }
      return new DatabaseManifest(files);
    } catch (MalformedDatabaseException e) {
      throw new MalformedBackupException(
          bytes.size() == 0
              ? "Manifest.db is empty"
              : "Manifest.db cannot be read: " + e.getMessage());
    }
  }

  private static boolean hasWeakPassword(Database database)
      throws MalformedDatabaseException, IOException {
    List<String> keys = new ArrayList<>();
    var properties = database.table("Properties");
    if (properties.isPresent() && properties.get().column("key") >= 0) {
      int key = properties.get().column("key");
      properties
          .get()
          .scan(
              row -> {
                if (row.storage(key) == Storage.TEXT) {
                  keys.add(row.text(key));
                }
              },
              place -> {});
    }
    return keys.contains("passwordHash");
  }

  @Override
  public void visit(Visitor visitor, Consumer<String> damage) throws IOException {
    Consumer<Damage> places =
        place -> damage.accept("page " + place.page() + " of Manifest.db: " + place.what());
    files.scan(row -> visitor.visit(entry(row)), places);
  }

  private ManifestEntry entry(Row row) {
    String name = text(row, fileId);
    String inDomain = text(row, domain);
    String where = text(row, path);
    Kind kind = kind(row);
    String trouble =
        name == null || inDomain == null || where == null ? "it has no name, domain or path" : "";
    FileRecord record = new FileRecord("", 0, Instant.EPOCH, null, null);
    if (trouble.isEmpty()) {
      try {
        record = record(row);
        trouble = record.path().equals(where) ? "" : "its archive names another path";
      } catch (MalformedBackupException e) {
        trouble = e.why();
      }
    }
    return new ManifestEntry(
        name == null ? "" : name,
        inDomain == null ? "" : inDomain,
        where == null ? "" : where,
        kind,
        record.size(),
        record.modifiedAt(),
        record.digest(),
        record.key(),
        trouble);
  }

  private static @Nullable String text(Row row, int column) {
    return row.storage(column) == Storage.TEXT ? row.text(column) : null;
  }

  private Kind kind(Row row) {
    if (row.storage(flags) != Storage.INTEGER) {
      return Kind.UNKNOWN;
    }
    long value = row.integer(flags);
    return value == 1
        ? Kind.FILE
        : value == 2 ? Kind.FOLDER : value == 4 ? Kind.LINK : Kind.UNKNOWN;
  }

  private FileRecord record(Row row) throws MalformedBackupException {
    if (row.storage(archive) != Storage.BLOB || row.length(archive) > MAX_ARCHIVE) {
      throw new MalformedBackupException("it has no archive");
    }
    return FileRecord.read(row.bytes(archive));
  }
}
