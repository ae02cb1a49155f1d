package org.palimpsest.testdata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Forges the address books of a Mac ({@code AddressBook-v22.abcddb}, as Core Data lays it out) and
 * of a phone ({@code AddressBook.sqlitedb}), with the tables and columns that published readers
 * give, in an order in which the wanted columns do not stand side by side.
 */
public final class AddressBookForge {

  /** Name of a Mac's database. */
  public static final String MAC = "AddressBook-v22.abcddb";

  /** Name of a phone's database. */
  public static final String PHONE = "AddressBook.sqlitedb";

  private static final List<String> MAC_TABLES =
      List.of(
          "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER,"
              + " Z_MAX INTEGER)",
          "CREATE TABLE ZABCDRECORD ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,"
              + " ZDISPLAYFLAGS INTEGER, ZCREATIONDATE TIMESTAMP, ZMODIFICATIONDATE TIMESTAMP,"
              + " ZJOBTITLE VARCHAR, ZLASTNAME VARCHAR, ZMIDDLENAME VARCHAR, ZNAME VARCHAR,"
              + " ZNICKNAME VARCHAR, ZORGANIZATION VARCHAR, ZTITLE VARCHAR, ZFIRSTNAME VARCHAR,"
              + " ZUNIQUEID VARCHAR, ZIMAGEDATA BLOB )",
          "CREATE TABLE ZABCDPHONENUMBER ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,"
              + " ZISPRIMARY INTEGER, ZORDERINGINDEX INTEGER, ZOWNER INTEGER, Z22_OWNER INTEGER,"
              + " ZAREACODE VARCHAR, ZCOUNTRYCODE VARCHAR, ZFULLNUMBER VARCHAR, ZLABEL VARCHAR )",
          "CREATE TABLE ZABCDEMAILADDRESS ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER,"
              + " ZISPRIMARY INTEGER, ZORDERINGINDEX INTEGER, ZOWNER INTEGER, Z22_OWNER INTEGER,"
              + " ZADDRESS VARCHAR, ZADDRESSNORMALIZED VARCHAR, ZLABEL VARCHAR )",
          "CREATE INDEX ZABCDPHONENUMBER_ZOWNER_INDEX ON ZABCDPHONENUMBER (ZOWNER)",
          "INSERT INTO Z_PRIMARYKEY VALUES (19, 'ABCDGroup', 21, 0), (22, 'ABCDContact', 21, 0)");

  private static final List<String> PHONE_TABLES =
      List.of(
          "CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT, First TEXT, Last TEXT,"
              + " Middle TEXT, FirstPhonetic TEXT, MiddlePhonetic TEXT, LastPhonetic TEXT,"
              + " Organization TEXT, Department TEXT, Note TEXT, Kind INTEGER, Birthday TEXT,"
              + " JobTitle TEXT, Nickname TEXT, Prefix TEXT, Suffix TEXT, CreationDate INTEGER,"
              + " ModificationDate INTEGER, StoreID INTEGER, DisplayName TEXT, guid TEXT,"
              + " UNIQUE(guid))",
          "CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY, record_id INTEGER, property INTEGER,"
              + " identifier INTEGER, label INTEGER, value TEXT, guid TEXT)",
          "CREATE TABLE ABMultiValueLabel (value TEXT, UNIQUE(value))",
          "CREATE INDEX ABMultiValueRecordIDIndex ON ABMultiValue (record_id)",
          "INSERT INTO ABMultiValueLabel VALUES ('_$!<Mobile>!$_')");

  /**
   * A card.
   *
   * @param first first name, if any
   * @param last last name, if any
   * @param nickname nickname, if any
   * @param organisation organisation, if any
   * @param phones numbers as they were typed
   * @param emails addresses as they were typed
   */
  public record Entry(
      @Nullable String first,
      @Nullable String last,
      @Nullable String nickname,
      @Nullable String organisation,
      List<String> phones,
      List<String> emails) {

    /** A person with a number or an address, told by the {@code @} in it. */
    public static Entry of(String first, @Nullable String last, String... reached) {
      List<String> phones = new ArrayList<>();
      List<String> emails = new ArrayList<>();
      for (String each : reached) {
        (each.indexOf('@') < 0 ? phones : emails).add(each);
      }
      return new Entry(first, last, null, null, phones, emails);
    }
  }

  private AddressBookForge() {}

  /**
   * Writes a Mac's address book.
   *
   * @param folder the account's folder; made where it is not there
   * @param inLog whether the cards lie in the write-ahead log and not in the database yet
   */
  public static Path mac(Path folder, boolean inLog, List<Entry> entries) {
    return write(folder.resolve(MAC), MAC_TABLES, inLog, sql -> entries.forEach(e -> mac(sql, e)));
  }

  /** Writes a phone's address book; as for a Mac's. */
  public static Path phone(Path folder, boolean inLog, List<Entry> entries) {
    return write(
        folder.resolve(PHONE), PHONE_TABLES, inLog, sql -> entries.forEach(e -> phone(sql, e)));
  }

  /** The bytes of a phone's address book, as a backup holds it. */
  public static byte[] phone(Path scratch, List<Entry> entries) {
    try {
      Path folder = Files.createTempDirectory(Files.createDirectories(scratch), "book");
      byte[] bytes = Files.readAllBytes(phone(folder, false, entries));
      AppleFunctions.deleteTree(folder);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void mac(Sql sql, Entry entry) {
    sql.run(
        "INSERT INTO ZABCDRECORD (Z_ENT, Z_OPT, ZFIRSTNAME, ZLASTNAME, ZNICKNAME, ZORGANIZATION)"
            + " VALUES (22, 1, ?, ?, ?, ?)",
        entry.first(),
        entry.last(),
        entry.nickname(),
        entry.organisation());
    long owner = sql.number("SELECT last_insert_rowid()");
    for (String phone : entry.phones()) {
      sql.run(
          "INSERT INTO ZABCDPHONENUMBER (Z_ENT, ZOWNER, ZFULLNUMBER) VALUES (17, ?, ?)",
          owner,
          phone);
    }
    for (String email : entry.emails()) {
      sql.run("INSERT INTO ZABCDEMAILADDRESS (ZOWNER, ZADDRESS) VALUES (?, ?)", owner, email);
    }
  }

  private static void phone(Sql sql, Entry entry) {
    sql.run(
        "INSERT INTO ABPerson (First, Last, Nickname, Organization) VALUES (?, ?, ?, ?)",
        entry.first(),
        entry.last(),
        entry.nickname(),
        entry.organisation());
    long owner = sql.number("SELECT last_insert_rowid()");
    entry.phones().forEach(phone -> value(sql, owner, 3, phone));
    entry.emails().forEach(email -> value(sql, owner, 4, email));
    // An address in the street is a value too, and none that a message comes from.
    value(sql, owner, 5, "1 Main Street");
  }

  private static void value(Sql sql, long owner, int property, String value) {
    sql.run(
        "INSERT INTO ABMultiValue (record_id, property, identifier, label, value)"
            + " VALUES (?, ?, 0, 1, ?)",
        owner,
        property,
        value);
  }

  /** What fills a book. */
  private interface Filling {
    void into(Sql sql);
  }

  private static Path write(Path file, List<String> tables, boolean inLog, Filling filling) {
    Path made = file.resolveSibling("forging-" + file.getFileName());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (Sql.Opened opened = Sql.Opened.of(DriverManager.getConnection("jdbc:sqlite:" + made))) {
        Sql sql = opened.get();
        sql.rows("PRAGMA journal_mode = WAL");
        sql.run("PRAGMA wal_autocheckpoint = 0");
        tables.forEach(sql::script);
        sql.rows("PRAGMA wal_checkpoint(TRUNCATE)");
        filling.into(sql);
        if (!inLog) {
          sql.rows("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        // While it is open, so that SQLite does not take the log away.
        Files.deleteIfExists(Path.of(file + "-wal"));
        Files.copy(made, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        if (inLog) {
          Files.copy(Path.of(made + "-wal"), Path.of(file + "-wal"));
        }
      }
      Files.deleteIfExists(made);
      Files.deleteIfExists(Path.of(made + "-wal"));
      Files.deleteIfExists(Path.of(made + "-shm"));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
