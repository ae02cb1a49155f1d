package org.palimpsest.sqlite;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.sqlite.MalformedDatabaseException.Reason;

/**
 * A database as its main file, its rollback journal and its write-ahead log show it after the last
 * commit, or after an earlier one. Several threads may read it at once.
 *
 * <p>Of a page the log's frame counts, else what an unfinished transaction's journal holds, else
 * the main file. Damage to the schema is noted and what is sound of it is read.
 */
public final class Database {

  private final ByteSource main;
  private final @Nullable Wal wal;
  private final @Nullable HotJournal journal;
  private final int commit;
  private final Header header;
  private final int pageCount;
  private final List<SchemaEntry> schema = new ArrayList<>();
  private final List<Damage> damage = new ArrayList<>();
  private final Strays strays = new Strays(this);

  private Database(ByteSource main, @Nullable Wal wal, @Nullable HotJournal journal, int commit)
      throws MalformedDatabaseException, IOException {
    this.main = main;
    this.wal = wal;
    this.journal = journal;
    this.commit = commit;
    this.header = header(main, wal, journal, commit);
    this.pageCount = countPages();
  }

  /**
   * Opens a database without a rollback journal.
   *
   * @param main the main file's bytes
   * @param walBytes the {@code -wal} file's bytes, or null when there is none
   * @throws MalformedDatabaseException if it is no database or is truncated
   */
  public static Database open(ByteSource main, @Nullable ByteSource walBytes)
      throws MalformedDatabaseException, IOException {
    return open(main, walBytes, null);
  }

  /**
   * Opens a database.
   *
   * @param main the main file's bytes
   * @param walBytes the {@code -wal} file's bytes, or null when there is none
   * @param journalBytes the {@code -journal} file's bytes, or null when there is none
   * @throws MalformedDatabaseException if it is no database or is truncated
   */
  public static Database open(
      ByteSource main, @Nullable ByteSource walBytes, @Nullable ByteSource journalBytes)
      throws MalformedDatabaseException, IOException {
    Wal wal = walBytes == null ? null : Wal.read(walBytes);
    // SQLite throws a journal away that lies beside an empty file.
    HotJournal journal =
        journalBytes == null || main.size() == 0 ? null : HotJournal.read(journalBytes);
    Database database = new Database(main, wal, journal, wal == null ? 0 : wal.commits());
    database.readSchema();
    return database;
  }

  /**
   * The same database after an earlier commit of its log; 0 is before the first.
   *
   * @throws MalformedDatabaseException if there was no database then
   */
  public Database asOf(int earlier) throws MalformedDatabaseException, IOException {
    return asOf(earlier, null);
  }

  /** The same, given a state with whose schema it may agree. */
  Database asOf(int earlier, @Nullable Database alike)
      throws MalformedDatabaseException, IOException {
    if (earlier < 0 || earlier > commit) {
      throw new IllegalArgumentException("no commit " + earlier);
    }
    Database database = new Database(main, wal, journal, earlier);
    if (alike != null && alike.header.schemaCookie() == database.header.schemaCookie()) {
      database.schema.addAll(alike.schema);
      database.damage.addAll(alike.damage);
    } else {
      database.readSchema();
    }
    return database;
  }

  private static Header header(
      ByteSource main, @Nullable Wal wal, @Nullable HotJournal journal, int commit)
      throws MalformedDatabaseException, IOException {
    if (wal != null && commit > 0) {
      // A young database may exist in its log alone; page 1 is then there.
      int frame = wal.frame(1, commit);
      byte[] first = new byte[wal.pageSize()];
      if (frame >= 0) {
        wal.read(frame, first, 0);
      }
      Header header = frame >= 0 ? Header.parse(first) : Header.read(main);
      if (header.pageSize() != wal.pageSize()) {
        throw MalformedDatabaseException.damaged(1, "log and database differ in page size");
      }
      return header;
    }
    if (journal != null) {
      byte[] first = new byte[journal.pageSize()];
      return journal.readPage(1, first, 0) ? Header.parse(first) : Header.read(main);
    }
    return Header.read(main);
  }

  private int countPages() throws MalformedDatabaseException {
    if (wal != null && commit > 0) {
      return wal.databasePages(commit);
    }
    if (journal != null && journal.pageSize() == header.pageSize() && journal.pages() > 0) {
      return journal.pages();
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

  private void readSchema() throws MalformedDatabaseException, IOException {
    new Table(this, SchemaEntry.SCHEMA_TABLE).scan(this::addEntry, damage::add);
  }

  private void addEntry(Row row) {
    if (row.storage(0) == Storage.TEXT && row.storage(1) == Storage.TEXT) {
      schema.add(
          new SchemaEntry(
              row.text(0),
              row.text(1),
              row.storage(2) == Storage.TEXT ? row.text(2) : "",
              row.storage(3) == Storage.INTEGER ? row.integer(3) : 0,
              row.storage(4) == Storage.TEXT ? row.text(4) : ""));
    }
  }

  /** Every table, index, view and trigger that can be read, in the order of the schema table. */
  public List<SchemaEntry> schema() {
    return List.copyOf(schema);
  }

  /** What of the schema could not be read. */
  public List<Damage> damage() {
    return List.copyOf(damage);
  }

  /**
   * The table of that name, case ignored as SQLite does.
   *
   * @throws MalformedDatabaseException if its definition cannot be understood
   */
  public Optional<Table> table(String name) throws MalformedDatabaseException {
    Optional<SchemaEntry> entry = entry(name, SchemaEntry::isTable);
    return entry.isPresent() ? Optional.of(new Table(this, entry.get())) : Optional.empty();
  }

  /**
   * The index of that name, case ignored.
   *
   * @throws MalformedDatabaseException if its definition or that of its table cannot be understood
   */
  public Optional<Index> index(String name) throws MalformedDatabaseException {
    Optional<SchemaEntry> entry = entry(name, SchemaEntry::isIndex);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    Optional<SchemaEntry> table = entry(entry.get().table(), SchemaEntry::isTable);
    if (table.isEmpty()) {
      throw MalformedDatabaseException.damaged(
          (int) Math.min(Integer.MAX_VALUE, entry.get().rootPage()), "an index has no table");
    }
    return Optional.of(new Index(this, entry.get(), table.get()));
  }

  private Optional<SchemaEntry> entry(
      String name, java.util.function.Predicate<SchemaEntry> which) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return schema.stream()
        .filter(which)
        .filter(entry -> entry.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /** Bytes per page. */
  public int pageSize() {
    return header.pageSize();
  }

  /** Number of pages after the commit that is shown. */
  public int pageCount() {
    return pageCount;
  }

  /**
   * The pages that lie somewhere, in order. A log or journal may claim any number of pages, and
   * only those that have bytes are worth a look.
   */
  int[] pagesAtHand() {
    int inFile = (int) Math.min(main.size() / header.pageSize(), pageCount);
    Set<Integer> beyond =
        wal != null ? wal.pages() : journal != null ? journal.pagesHeld() : Set.of();
    return IntStream.concat(
            IntStream.rangeClosed(1, inFile),
            beyond.stream()
                .mapToInt(Integer::intValue)
                .filter(page -> page > inFile && page <= pageCount)
                .sorted())
        .toArray();
  }

  /** No more pages than this lie anywhere, whatever is claimed. */
  long mostPages() {
    long beside =
        wal != null ? wal.pages().size() : journal != null ? journal.pagesHeld().size() : 0;
    return Math.min(pageCount, main.size() / header.pageSize() + beside);
  }

  /** The commit of the log that is shown; 0 when no frame of it is. */
  public int commit() {
    return commit;
  }

  /** The write-ahead log, if there is one. */
  public Optional<Wal> wal() {
    return Optional.ofNullable(wal);
  }

  /** Whether pages come from the journal of a transaction that was not finished. */
  public boolean isRolledBack() {
    return journal != null;
  }

  /** Whether the log holds a page. */
  boolean isInLog(int page) {
    return wal != null && commit > 0 && wal.frame(page, commit) >= 0;
  }

  int usable() {
    return header.usable();
  }

  Charset encoding() {
    return header.encoding();
  }

  Header header() {
    return header;
  }

  Strays strays() {
    return strays;
  }

  /** Where a cell lies. */
  Place place(int page, int offset) {
    int frame = wal == null || commit == 0 ? -1 : wal.frame(page, commit);
    if (wal != null && frame >= 0) {
      return new Place(Place.File.LOG, page, wal.offset(frame) + offset, wal.commitOf(frame));
    }
    long inJournal = journal == null ? -1 : journal.offset(page);
    return inJournal >= 0
        ? new Place(Place.File.JOURNAL, page, inJournal + offset, 0)
        : new Place(Place.File.MAIN, page, (page - 1L) * header.pageSize() + offset, 0);
  }

  /**
   * Bytes behind a page in an array, so that a number cut off at its end can still be looked at.
   */
  static final int PADDING = 32;

  /** A fresh copy of a page, with {@link #PADDING} zero bytes behind it. */
  byte[] page(int number) throws MalformedDatabaseException, IOException {
    byte[] bytes = new byte[header.pageSize() + PADDING];
    read(number, bytes, 0);
    return bytes;
  }

  /** Reads a page to a place in an array. */
  void read(int number, byte[] into, int at) throws MalformedDatabaseException, IOException {
    if (number < 1 || number > pageCount) {
      throw MalformedDatabaseException.damaged(number, "no such page");
    }
    int frame = wal == null || commit == 0 ? -1 : wal.frame(number, commit);
    if (wal != null && frame >= 0) {
      wal.read(frame, into, at);
      return;
    }
    if (journal != null && journal.readPage(number, into, at)) {
      return;
    }
    long offset = (number - 1L) * header.pageSize();
    if (main.size() - offset < header.pageSize()) {
      throw MalformedDatabaseException.damaged(number, "lies beyond the end of the file");
    }
    main.read(offset, into, at, header.pageSize());
  }

  /** The last page that the main file holds; 0 where not all of its pages can be told from it. */
  int lastInFile() {
    return journal != null ? 0 : (int) Math.min(pageCount, main.size() / header.pageSize());
  }

  /** Whether the main file's state of a page is the one that counts. */
  boolean isInFile(int page) {
    return wal == null || commit == 0 || wal.frame(page, commit) < 0;
  }

  /** Reads pages of the main file as they lie there. */
  void readFile(int firstPage, int lastPage, byte[] into) throws IOException {
    int size = header.pageSize();
    main.read((firstPage - 1L) * size, into, 0, (lastPage - firstPage + 1) * size);
  }
}
