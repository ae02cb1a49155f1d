package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page of a store is replaced by random bytes, one at a time. SQLite's own {@code dbstat}
 * says what each page is for; every row whose cell and overflow pages are untouched must still be
 * read, and a page that held rows must be named.
 */
class EveryPageTest {

  private static final int PAGE = 1024;

  @TempDir Path folder;

  private final Map<String, Set<String>> whole = new HashMap<>();

  private byte[] forge() throws SQLException, IOException {
    Path file = folder.resolve("every.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size=" + PAGE);
      statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
      statement.execute(
          "CREATE TABLE message(ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE,"
              + " text TEXT, date INTEGER, body BLOB)");
      statement.execute("CREATE TABLE keyed(k TEXT PRIMARY KEY, v TEXT, n INTEGER) WITHOUT ROWID");
      statement.execute("CREATE TABLE chat(ROWID INTEGER PRIMARY KEY, name TEXT, n REAL)");
      statement.execute("CREATE INDEX message_date ON message(date)");
      for (int i = 0; i < 12; i++) {
        // So that the schema itself takes several pages.
        statement.execute("CREATE VIEW v" + i + " AS SELECT '" + "x".repeat(200) + "' AS filler");
      }
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 3000)"
              + " INSERT INTO message SELECT i, printf('guid-%08d', i * 7919 % 3001),"
              + " 'text of message ' || i, 700000000 + i,"
              + " CASE WHEN i % 90 = 0 THEN zeroblob(3000) ELSE x'0102' END FROM n");
      statement.execute(
          "INSERT INTO keyed SELECT 'key ' || guid, text, ROWID FROM message WHERE ROWID % 2");
      statement.execute(
          "INSERT INTO chat SELECT ROWID, 'name ' || guid, ROWID / 2.0 FROM message LIMIT 400");
      statement.execute("DELETE FROM message WHERE ROWID BETWEEN 1000 AND 1100");
    }
    return Files.readAllBytes(file);
  }

  /** Page number to what it is for: the name of its b-tree and its kind. */
  private Map<Integer, String> uses() throws SQLException {
    Map<Integer, String> uses = new HashMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("every.db"));
        Statement statement = connection.createStatement();
        ResultSet pages = statement.executeQuery("SELECT pageno, name, pagetype FROM dbstat")) {
      while (pages.next()) {
        uses.put(pages.getInt(1), pages.getString(2) + " " + pages.getString(3));
      }
    }
    return uses;
  }

  /** Rows by table, each with all its values; and what was reported. */
  private record Seen(Map<String, Set<String>> rows, List<Damage> damage) {}

  private static Seen read(byte[] bytes) throws IOException, MalformedDatabaseException {
    Database database = Database.open(ByteSource.of(bytes), null);
    Seen seen = new Seen(new HashMap<>(), new ArrayList<>(database.damage()));
    for (SchemaEntry entry : database.schema()) {
      if (entry.isTable()) {
        Table table = database.table(entry.name()).orElseThrow();
        Set<String> rows = new TreeSet<>();
        table.scan(
            row -> {
              StringBuilder text = new StringBuilder().append(row.rowid());
              for (int i = 0; i < table.columns().size(); i++) {
                text.append('|');
                switch (row.storage(i)) {
                  case INTEGER -> text.append(row.integer(i));
                  case REAL -> text.append(row.real(i));
                  case TEXT -> text.append(row.text(i));
                  case BLOB -> text.append(java.util.Arrays.hashCode(row.bytes(i)));
                  case NULL -> text.append("null");
                }
              }
              rows.add(text.toString());
            },
            seen.damage::add);
        seen.rows.put(entry.name(), rows);
      }
    }
    return seen;
  }

  /** The rows with a part on each page, by the page. */
  private static Map<Integer, Set<String>> rowsOn(byte[] bytes) throws Exception {
    Map<Integer, Set<String>> rows = new HashMap<>();
    Database database = Database.open(ByteSource.of(bytes), null);
    for (String name : List.of("message", "chat", "keyed")) {
      database
          .table(name)
          .orElseThrow()
          .scan(
              row -> {
                String key = name + " " + (name.equals("keyed") ? row.text(0) : row.rowid());
                rows.computeIfAbsent(row.page(), page -> new HashSet<>()).add(key);
              },
              damage -> {});
    }
    return rows;
  }

  @Test
  void whatIsSoundIsStillRead() throws Exception {
    byte[] bytes = forge();
    whole.putAll(read(bytes).rows);
    Map<Integer, String> uses = uses();
    Map<Integer, Set<String>> rowsOn = rowsOn(bytes);
    Random random = new Random(3);
    int pages = bytes.length / PAGE;
    int innerPages = 0;
    for (int page = 2; page <= pages; page++) {
      byte[] damaged = bytes.clone();
      byte[] noise = new byte[PAGE];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, damaged, (page - 1) * PAGE, PAGE);
      String use = uses.getOrDefault(page, "free");
      Seen seen = read(damaged);
      int number = page;
      if (use.startsWith("sqlite_schema")) {
        assertThat(seen.damage).as("page %s", page).anyMatch(each -> each.page() == number);
        continue;
      }
      for (String table : List.of("message", "chat", "keyed")) {
        Set<String> lost = new TreeSet<>(whole.get(table));
        lost.removeAll(seen.rows.get(table));
        Set<String> extra = new TreeSet<>(seen.rows.get(table));
        extra.removeAll(whole.get(table));
        boolean here = use.startsWith(table + " ");
        int most =
            !here ? 0 : use.endsWith("overflow") ? 1 : rowsOn.getOrDefault(page, Set.of()).size();
        assertThat(lost.size()).as("%s lost by page %s, %s", table, page, use).isEqualTo(most);
        assertThat(extra).as("%s made up by page %s, %s", table, page, use).isEmpty();
        if (here) {
          assertThat(seen.damage).as("page %s, %s", page, use).isNotEmpty();
          innerPages += use.endsWith("internal") ? 1 : 0;
        }
        if (here && !use.endsWith("overflow")) {
          assertThat(seen.damage).anyMatch(each -> each.page() == number);
        }
      }
    }
    assertThat(innerPages).isGreaterThan(4);
  }

  /** Whichever of the pages above the leaves are gone, all rows are there and in their order. */
  @Test
  void whatSeveralInnerPagesLedToIsReadInItsOrder() throws Exception {
    int size = 512;
    Path file = folder.resolve("every.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size=" + size);
      statement.execute("CREATE TABLE message(ROWID INTEGER PRIMARY KEY, text TEXT)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 4000)"
              + " INSERT INTO message SELECT i, 'a text of a message, which is number ' || i FROM n");
    }
    byte[] bytes = Files.readAllBytes(file);
    List<Long> all = messages(bytes, new ArrayList<>());
    assertThat(all).hasSize(4_000).isSorted();
    List<Integer> inner = new ArrayList<>();
    for (Map.Entry<Integer, String> use : uses().entrySet()) {
      if (use.getValue().equals("message internal") && use.getKey() != root()) {
        inner.add(use.getKey());
      }
    }
    assertThat(inner).hasSizeGreaterThan(6);
    Random random = new Random(6);
    for (int round = 0; round < 200; round++) {
      byte[] damaged = bytes.clone();
      Set<Integer> pages = new TreeSet<>();
      for (int page : inner) {
        if (random.nextBoolean()) {
          byte[] noise = new byte[size];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, damaged, (page - 1) * size, size);
          pages.add(page);
        }
      }
      List<Damage> damage = new ArrayList<>();
      List<Long> read = messages(damaged, damage);
      Set<Long> lost = new TreeSet<>(all);
      read.forEach(lost::remove);
      assertThat(lost).as("lost without %s", pages).isEmpty();
      assertThat(read).as("without %s", pages).isSorted().hasSameSizeAs(all);
      assertThat(damage).extracting(Damage::page).containsAll(pages);
    }
  }

  private static List<Long> messages(byte[] bytes, List<Damage> damage) throws Exception {
    List<Long> rowids = new ArrayList<>();
    Database database = Database.open(ByteSource.of(bytes), null);
    database.table("message").orElseThrow().scan(row -> rowids.add(row.rowid()), damage::add);
    return rowids;
  }

  private int root() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("every.db"));
        Statement statement = connection.createStatement();
        ResultSet roots =
            statement.executeQuery("SELECT rootpage FROM sqlite_schema WHERE name = 'message'")) {
      return roots.getInt(1);
    }
  }

  @Test
  void aDamagedFirstPageIsNamed() throws Exception {
    byte[] bytes = forge();
    byte[] noise = new byte[PAGE];
    new Random(4).nextBytes(noise);
    System.arraycopy(noise, 0, bytes, 0, PAGE);
    try {
      Database.open(ByteSource.of(bytes), null);
      throw new AssertionError("opened");
    } catch (MalformedDatabaseException e) {
      assertThat(e.reason()).isEqualTo(MalformedDatabaseException.Reason.NOT_A_DATABASE);
    }
  }
}
