package org.palimpsest.contacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;
import org.palimpsest.testdata.AddressBookForge;
import org.palimpsest.testdata.AddressBookForge.Entry;

/** Both kinds of address book, sound, in the log, damaged, and none at all. */
class AddressBookTest {

  @TempDir Path folder;

  private static final List<Entry> ENTRIES =
      List.of(
          Entry.of("Ada", "Lovelace", "+1 (555) 010-0", "Ada <ADA@Example.org>"),
          Entry.of("Únderline\nPerson", null, "555 0117"),
          new Entry(null, null, "Cleo", "Acme", List.of(), List.of("cleo@example.org")),
          new Entry(null, null, null, "The Bakery", List.of("12345"), List.of()),
          new Entry(null, null, null, null, List.of("+15550199"), List.of()),
          Entry.of("Nobody", "Reachable"));

  private static AddressBook read(Path file) throws Exception {
    Path wal = Path.of(file + "-wal");
    return AddressBook.read(
        Database.open(
            ByteSource.of(Files.readAllBytes(file)),
            Files.exists(wal) ? ByteSource.of(Files.readAllBytes(wal)) : null));
  }

  @ParameterizedTest
  @CsvSource({"true,false", "true,true", "false,false", "false,true"})
  void cardsAreReadFromTheDatabaseAndFromItsLog(boolean mac, boolean inLog) throws Exception {
    Path file =
        mac
            ? AddressBookForge.mac(folder, inLog, ENTRIES)
            : AddressBookForge.phone(folder, inLog, ENTRIES);
    assertThat(Files.exists(Path.of(file + "-wal"))).isEqualTo(inLog);
    AddressBook book = read(file);
    assertThat(book.known()).isTrue();
    assertThat(book.leftOut()).isZero();
    assertThat(book.cards())
        .containsExactly(
            new Card("Ada Lovelace", List.of("+1 (555) 010-0"), List.of("Ada <ADA@Example.org>")),
            new Card("Únderline Person", List.of("555 0117"), List.of()),
            new Card("Cleo", List.of(), List.of("cleo@example.org")),
            new Card("The Bakery", List.of("12345"), List.of()));
    assertThat(book + " " + book.cards().get(0)).doesNotContain("Ada", "555", "example");
  }

  @Test
  void whatIsNoTextOrTooLongIsLeftOutAndCounted() throws Exception {
    Path file = AddressBookForge.mac(folder, false, ENTRIES);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = DELETE");
      statement.execute("UPDATE ZABCDRECORD SET ZFIRSTNAME = x'ff00' WHERE Z_PK = 1");
      statement.execute("UPDATE ZABCDRECORD SET ZNICKNAME = printf('%3000d', 1) WHERE Z_PK = 3");
      statement.execute("UPDATE ZABCDPHONENUMBER SET ZFULLNUMBER = 5550117 WHERE ZOWNER = 2");
    }
    AddressBook book = read(file);
    assertThat(book.leftOut()).isEqualTo(2);
    assertThat(book.cards()).extracting(Card::name).contains("Lovelace", "Acme");
    assertThat(book.cards()).anySatisfy(card -> assertThat(card.phones()).contains("5550117"));
  }

  @Test
  void anotherDatabaseIsNoAddressBookAndMissingColumnsAreSaid() throws Exception {
    Path other = folder.resolve("other.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + other);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE people (name TEXT)");
    }
    assertThat(read(other).known()).isFalse();
    Path older = folder.resolve("older.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + older);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY, First TEXT)");
      statement.execute("CREATE TABLE ABMultiValue (record_id INTEGER, value TEXT)");
      statement.execute("INSERT INTO ABPerson VALUES (1, 'Ada')");
      statement.execute("INSERT INTO ABMultiValue VALUES (1, '+15550100')");
    }
    AddressBook book = read(older);
    assertThat(book.known()).isTrue();
    assertThat(book.cards()).isEmpty();
    assertThat(book.leftOut()).isEqualTo(2);
  }

  @Test
  void damageIsCountedAndTheRestIsRead() throws Exception {
    List<Entry> many = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      many.add(Entry.of("Person", "Number " + i, "+1555" + (1_000_000 + i)));
    }
    byte[] bytes = Files.readAllBytes(AddressBookForge.mac(folder, false, many));
    int damaged = 0;
    for (int page = 1; page < bytes.length / 4096; page++) {
      byte[] broken = bytes.clone();
      java.util.Arrays.fill(broken, page * 4096, page * 4096 + 16, (byte) 0x77);
      try {
        AddressBook book = AddressBook.read(Database.open(ByteSource.of(broken), null));
        assertThat(book.cards().size() == 400 || book.leftOut() > 0).isTrue();
        damaged += book.leftOut() > 0 ? 1 : 0;
      } catch (MalformedDatabaseException e) {
        damaged++;
      }
    }
    assertThat(damaged).isGreaterThan(5);
  }
}
