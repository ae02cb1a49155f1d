package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.MalformedDatabaseException.Reason;

/**
 * A database as its main file and its write-ahead log show it after the last commit. Several
 * threads may read it at once.
 */
public final class Database {

  private final ByteSource main;
  private final @Nullable Wal wal;
  private final Header header;
  private final int pageCount;
  private final List<SchemaEntry> schema;

  private Database(ByteSource main, @Nullable Wal wal, Header header, int pageCount)
      throws MalformedDatabaseException, IOException {
    this.main = main;
    this.wal = wal;
    this.header = header;
    this.pageCount = pageCount;
    this.schema = readSchema();
  }

  /**
   * Opens a database.
   *
   * @param main the main file's bytes
   * @param walBytes the {@code -wal} file's bytes, or null when there is none
   * @throws MalformedDatabaseException if it is no database, is truncated, or has no readable
   *     schema
   */
  public static Database open(ByteSource main, @Nullable ByteSource walBytes)
      throws MalformedDatabaseException, IOException {
    Wal wal = walBytes == null ? null : Wal.read(walBytes);
    Header header;
    if (wal != null && wal.commits() > 0) {
      // A young database may exist in its log alone; page 1 is then there.
      byte[] first = new byte[wal.pageSize()];
      header = wal.readPage(1, first) ? Header.parse(first) : Header.read(main);
      if (header.pageSize() != wal.pageSize()) {
        throw MalformedDatabaseException.damaged(1, "log and database differ in page size");
      }
    } else {
      header = Header.read(main);
    }
    int pageCount = pageCount(main, wal, header);
    return new Database(main, wal, header, pageCount);
  }

  private static int pageCount(ByteSource main, @Nullable Wal wal, Header header)
      throws MalformedDatabaseException {
    if (wal != null && wal.commits() > 0) {
      return wal.databasePages();
    }
    long inFile = main.size() / header.pageSize();
    if (header.pageCount() > inFile) {
      throw new MalformedDatabaseException(
          Reason.TRUNCATED,
          "the file holds " + inFile + " of the " + header.pageCount() + " pages it should");
    }
    long count = header.pageCount() > 0 ? header.pageCount() : inFile;
    if (count == 0 || count > Integer.MAX_VALUE - 1) {
      throw MalformedDatabaseException.damaged(1, "impossible page count");
    }
    return (int) count;
  }

  private List<SchemaEntry> readSchema() throws MalformedDatabaseException, IOException {
    List<SchemaEntry> entries = new ArrayList<>();
    List<Damage> damage = new ArrayList<>();
    new Table(this, SchemaEntry.SCHEMA_TABLE)
        .scan(
            row -> {
              if (row.storage(0) == Storage.TEXT && row.storage(1) == Storage.TEXT) {
                entries.add(
                    new SchemaEntry(
                        row.text(0),
                        row.text(1),
                        row.storage(2) == Storage.TEXT ? row.text(2) : "",
                        row.storage(3) == Storage.INTEGER ? row.integer(3) : 0,
                        row.storage(4) == Storage.TEXT ? row.text(4) : ""));
              }
            },
            damage::add);
    if (!damage.isEmpty()) {
      throw MalformedDatabaseException.damaged(
          damage.get(0).page(), "the schema cannot be read: " + damage.get(0).what());
    }
    return List.copyOf(entries);
  }

  /** Every table, index, view and trigger, in the order of the schema table. */
  public List<SchemaEntry> schema() {
    return schema;
  }

  /**
   * The table of that name, case ignored as SQLite does.
   *
   * @throws MalformedDatabaseException if its definition cannot be understood
   */
  public Optional<Table> table(String name) throws MalformedDatabaseException {
    for (SchemaEntry entry : schema) {
      if (entry.isTable()
          && entry.name().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(new Table(this, entry));
      }
    }
    return Optional.empty();
  }

  /** Bytes per page. */
  public int pageSize() {
    return header.pageSize();
  }

  /** Number of pages after the last commit. */
  public int pageCount() {
    return pageCount;
  }

  /** The write-ahead log, if there is one. */
  public Optional<Wal> wal() {
    return Optional.ofNullable(wal);
  }

  int usable() {
    return header.usable();
  }

  Charset encoding() {
    return header.encoding();
  }

  /** A fresh copy of a page. */
  byte[] page(int number) throws MalformedDatabaseException, IOException {
    if (number < 1 || number > pageCount) {
      throw MalformedDatabaseException.damaged(number, "no such page");
    }
    byte[] bytes = new byte[header.pageSize()];
    if (wal != null && wal.readPage(number, bytes)) {
      return bytes;
    }
    long offset = (number - 1L) * header.pageSize();
    if (main.size() - offset < bytes.length) {
      throw MalformedDatabaseException.damaged(number, "lies beyond the end of the file");
    }
    main.read(offset, bytes, 0, bytes.length);
    return bytes;
  }
}
