package org.palimpsest.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Databases of many forms are changed by SQLite in many ways. Where an answer is given, every row
 * that differs stands on a leaf that is said to be gone or to have come, and every other one where
 * it stood.
 */
class PageChangesTest {

  private static final String TABLE = "message";

  @TempDir Path folder;

  private record State(byte[] main, byte[] log) {
    Database open() throws Exception {
      return Database.open(ByteSource.of(main), log.length == 0 ? null : ByteSource.of(log));
    }
  }

  private record Held(int page, String values) {}

  private State state(Path file) throws IOException {
    Path log = Path.of(file + "-wal");
    return new State(
        Files.readAllBytes(file), Files.exists(log) ? Files.readAllBytes(log) : new byte[0]);
  }

  private static PageChanges.Common common(State a, State b) {
    return (from, to) ->
        to <= a.main.length
            && to <= b.main.length
            && Arrays.equals(a.main, (int) from, (int) to, b.main, (int) from, (int) to);
  }

  private static Map<Long, Held> rows(Database database) throws Exception {
    Map<Long, Held> rows = new HashMap<>();
    Table table = database.table(TABLE).orElseThrow();
    table.scan(
        row -> {
          StringBuilder values = new StringBuilder();
          for (int i = 0; i < 3; i++) {
            Storage storage = row.storage(i);
            values.append(storage).append(':');
            values.append(
                switch (storage) {
                  case INTEGER -> Long.toString(row.integer(i));
                  case TEXT -> row.text(i);
                  case BLOB -> Arrays.hashCode(row.bytes(i)) + "/" + row.length(i);
                  default -> "";
                });
          }
          rows.put(row.rowid(), new Held(row.page(), values.toString()));
        },
        damage -> {
          throw new IllegalStateException(damage.what());
        });
    return rows;
  }

  /** Read, and by the links that were noted: the same. */
  private Optional<LeafChanges> changes(State before, State after) throws Exception {
    Optional<LeafChanges> read = changes(before, after, null);
    Optional<LeafChanges> noted = changes(before, after, links(after.main));
    assertEquals(read.isPresent(), noted.isPresent());
    if (read.isPresent()) {
      assertArrayEquals(read.get().kept(), noted.get().kept());
      assertArrayEquals(read.get().gone(), noted.get().gone());
      assertArrayEquals(read.get().came(), noted.get().came());
    }
    return read;
  }

  private static Optional<LeafChanges> changes(State before, State after, @Nullable PageLinks links)
      throws Exception {
    Optional<PageChanges> pages =
        PageChanges.between(before.open(), after.open(), common(before, after), links);
    return pages.isEmpty() ? Optional.empty() : pages.get().leaves(TABLE);
  }

  /** As the bytes of a file go by, in pieces of any length. */
  private static PageLinks links(byte[] main) {
    PageLinks links = new PageLinks();
    Random random = new Random(main.length);
    for (int at = 0; at < main.length; ) {
      int count = Math.min(main.length - at, random.nextInt(9_000));
      links.take(main, at, count);
      at += count;
    }
    return links;
  }

  private void check(State before, State after, LeafChanges leaves) throws Exception {
    Map<Long, Held> were = rows(before.open());
    Map<Long, Held> are = rows(after.open());
    BitSet gone = set(leaves.gone());
    BitSet came = set(leaves.came());
    BitSet kept = set(leaves.kept());
    for (Map.Entry<Long, Held> row : were.entrySet()) {
      int page = row.getValue().page;
      assertTrue(gone.get(page) ^ kept.get(page), "a leaf is gone or kept");
      assertEquals(gone.get(page), leaves.isGone(row.getKey()), "row " + row.getKey());
      if (!row.getValue().equals(are.get(row.getKey()))) {
        boolean moved =
            are.containsKey(row.getKey())
                && row.getValue().values.equals(are.get(row.getKey()).values);
        assertTrue(moved || gone.get(page), "row " + row.getKey() + " changed on a kept leaf");
      }
    }
    for (Map.Entry<Long, Held> row : are.entrySet()) {
      int page = row.getValue().page;
      assertTrue(came.get(page) ^ kept.get(page), "a leaf came or is kept");
      if (!row.getValue().equals(were.get(row.getKey()))) {
        assertTrue(came.get(page), "row " + row.getKey() + " is new on a kept leaf");
      }
    }
  }

  private static BitSet set(int[] pages) {
    BitSet set = new BitSet();
    Arrays.stream(pages).forEach(set::set);
    return set;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyRowThatDiffersStandsOnALeafThatDoes(long seed) throws Exception {
    Random random = new Random(seed);
    Path file = folder.resolve("db");
    int answers = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA page_size = " + List.of(512, 1024, 4096, 65536).get((int) (seed % 4)));
      sql.execute("PRAGMA auto_vacuum = " + seed % 3);
      sql.execute("PRAGMA encoding = '" + (seed % 2 == 0 ? "UTF-8" : "UTF-16le") + "'");
      sql.execute("PRAGMA journal_mode = " + (seed % 5 < 3 ? "WAL" : "DELETE"));
      sql.execute("PRAGMA synchronous = OFF");
      sql.execute("CREATE TABLE message (a TEXT, b BLOB, c INTEGER)");
      sql.execute("CREATE TABLE other (a TEXT, b BLOB)");
      sql.execute("CREATE TABLE keyed (a TEXT PRIMARY KEY, b BLOB) WITHOUT ROWID");
      sql.execute("CREATE INDEX message_idx ON message (c)");
      fill(sql, random, 3_000);
      State before = state(file);
      for (int round = 0; round < 25; round++) {
        change(sql, random);
        State after = state(file);
        Optional<LeafChanges> leaves = changes(before, after);
        if (leaves.isPresent()) {
          check(before, after, leaves.get());
          answers += leaves.get().kept().length > 0 ? 1 : 0;
        }
        before = after;
      }
    }
    assertTrue(answers > 8, "so few answers: " + answers);
  }

  private static void fill(Statement sql, Random random, int rows) throws SQLException {
    sql.execute("BEGIN");
    for (int i = 0; i < rows; i++) {
      int length = random.nextInt(20) == 0 ? 200 + random.nextInt(6_000) : random.nextInt(60);
      sql.execute(
          "INSERT INTO message VALUES (hex(randomblob(12)), hex(randomblob("
              + length / 2
              + ")), "
              + i
              + ")");
      if (i % 10 == 0) {
        sql.execute("INSERT INTO other VALUES ('" + i + "', randomblob(" + length * 3 + "))");
        sql.execute("INSERT OR IGNORE INTO keyed VALUES ('" + i + "', randomblob(" + length + "))");
      }
    }
    sql.execute("COMMIT");
  }

  private static void change(Statement sql, Random random) throws SQLException {
    String row = "ROWID = " + (1 + random.nextInt(3_000));
    String range = "ROWID BETWEEN " + random.nextInt(3_000) + " AND " + random.nextInt(3_000);
    switch (random.nextInt(13)) {
      case 0 -> fill(sql, random, 20);
      case 1 -> sql.execute("DELETE FROM message WHERE " + row);
      case 2 -> sql.execute("DELETE FROM message WHERE " + range + " AND c % 7 = 0");
      case 3 -> sql.execute("UPDATE message SET c = c + 1 WHERE " + row);
      case 4, 5 ->
          // The same length, so that SQLite writes over the overflow pages in place.
          sql.execute(
              "UPDATE message SET b = substr(b, 1, length(b) - 5) || 'abcde' WHERE ROWID ="
                  + " (SELECT ROWID FROM message WHERE length(b) > 4000 AND ROWID > "
                  + random.nextInt(2_000)
                  + " LIMIT 1)");
      case 6 -> sql.execute("UPDATE message SET b = randomblob(9000) WHERE " + row);
      case 7 -> sql.execute("UPDATE other SET b = randomblob(8000) WHERE " + row);
      case 8 -> sql.execute("UPDATE keyed SET b = randomblob(3000) WHERE a = '10'");
      case 9 -> sql.execute("DELETE FROM other WHERE ROWID % 9 = 1");
      case 10 -> sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      case 11 -> sql.execute("UPDATE message SET ROWID = ROWID + 50000 WHERE " + row);
      default -> sql.execute("UPDATE message SET a = 'other' WHERE " + row);
    }
  }

  private Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA synchronous = OFF");
    }
    return connection;
  }

  @Test
  void aLeafWhoseOverflowWasWrittenOverInPlaceIsNotKept() throws Exception {
    Path file = folder.resolve("db");
    try (Connection connection = connect(file);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE message (a TEXT, b BLOB, c INTEGER)");
      sql.execute("CREATE TABLE other (a TEXT, b BLOB)");
      fillPlain(sql);
      State before = state(file);
      sql.execute("UPDATE other SET b = zeroblob(9000) WHERE ROWID = 1");
      State otherTable = state(file);
      Optional<LeafChanges> leaves = changes(before, otherTable);
      assertTrue(leaves.isPresent());
      assertEquals(0, leaves.get().gone().length);
      sql.execute(
          "UPDATE message SET b = substr(b, 1, 8000) || 'x' || substr(b, 8002) WHERE ROWID = 9");
      State rewritten = state(file);
      PageChanges pages =
          PageChanges.between(
                  otherTable.open(), rewritten.open(), common(otherTable, rewritten), null)
              .orElseThrow();
      // The overflow page and the header: no leaf of a table.
      assertEquals("2 pages changed", pages.toString());
      LeafChanges changed = pages.leaves(TABLE).orElseThrow();
      assertEquals(1, changed.gone().length);
      assertTrue(changed.isGone(9));
      check(otherTable, rewritten, changed);
    }
  }

  private static void fillPlain(Statement sql) throws SQLException {
    sql.execute("BEGIN");
    for (int i = 0; i < 200; i++) {
      sql.execute(
          "INSERT INTO message VALUES ('a', hex(zeroblob(" + (i % 9 == 8 ? 4_500 : 9) + ")), 1)");
      sql.execute("INSERT INTO other VALUES ('a', randomblob(9000))");
    }
    sql.execute("COMMIT");
  }

  @Test
  void nothingIsSaidOfDatabasesThatCannotBeComparedPageByPage() throws Exception {
    Path small = folder.resolve("small");
    Path large = folder.resolve("large");
    List<State> states = new ArrayList<>();
    for (Path file : List.of(small, large)) {
      try (Connection connection = connect(file);
          Statement sql = connection.createStatement()) {
        sql.execute("PRAGMA page_size = " + (file.equals(small) ? 1024 : 4096));
        sql.execute("CREATE TABLE message (a TEXT, b BLOB, c INTEGER)");
        sql.execute("CREATE TABLE other (a TEXT, b BLOB)");
        fillPlain(sql);
        states.add(state(file));
        if (file.equals(large)) {
          sql.execute("ALTER TABLE message ADD COLUMN d");
          states.add(state(file));
          sql.execute("DROP TABLE message");
          states.add(state(file));
        }
      }
    }
    assertTrue(changes(states.get(0), states.get(1)).isEmpty());
    assertTrue(changes(states.get(1), states.get(1)).isPresent());
    assertTrue(changes(states.get(1), states.get(2)).isEmpty());
    assertTrue(changes(states.get(2), states.get(3)).isEmpty());
    State torn = states.get(1);
    byte[] damaged = torn.main.clone();
    Database database = torn.open();
    int root = database.table(TABLE).orElseThrow().root();
    damaged[(root - 1) * database.pageSize()] = 99;
    assertFalse(changes(new State(damaged, new byte[0]), torn).isPresent());
    assertFalse(changes(torn, new State(damaged, new byte[0])).isPresent());
  }

  /** A log that claims two thousand million pages is compared as far as there are pages. */
  @Test
  void aLogThatClaimsAnyNumberOfPagesIsNotFollowed() throws Exception {
    Path file = folder.resolve("db");
    try (Connection connection = connect(file);
        Statement sql = connection.createStatement()) {
      sql.execute("PRAGMA journal_mode = WAL");
      sql.execute("CREATE TABLE message (a TEXT, b BLOB, c INTEGER)");
      sql.execute("CREATE TABLE other (a TEXT, b BLOB)");
      fillPlain(sql);
      sql.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      State before = state(file);
      sql.execute("UPDATE message SET c = 5 WHERE ROWID = 3");
      State honest = state(file);
      State after = new State(honest.main, claiming(honest.log, Integer.MAX_VALUE));
      assertEquals(Integer.MAX_VALUE, after.open().pageCount());
      LeafChanges leaves = changes(before, after).orElseThrow();
      assertArrayEquals(changes(before, honest).orElseThrow().kept(), leaves.kept());
      check(before, after, leaves);
      assertEquals(1, leaves.gone().length);
    }
  }

  /** A log whose last commit says that the database has so many pages. */
  private static byte[] claiming(byte[] log, int pages) {
    byte[] forged = log.clone();
    ByteBuffer fields = ByteBuffer.wrap(forged);
    int frame = 24 + fields.getInt(8);
    int last = 32 + (forged.length - 32) / frame * frame - frame;
    fields.putInt(last + 4, pages);
    boolean little = fields.getInt(0) == 0x377f0682;
    int[] sum = {fields.getInt(24), fields.getInt(28)};
    for (int at = 32; at + frame <= forged.length; at += frame) {
      add(forged, at, 8, little, sum);
      add(forged, at + 24, frame - 24, little, sum);
      fields.putInt(at + 16, sum[0]).putInt(at + 20, sum[1]);
    }
    return forged;
  }

  private static void add(byte[] bytes, int from, int length, boolean little, int[] sum) {
    ByteBuffer words =
        ByteBuffer.wrap(bytes).order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int at = from; at < from + length; at += 8) {
      sum[0] += words.getInt(at) + sum[1];
      sum[1] += words.getInt(at + 4) + sum[0];
    }
  }

  @Test
  void aRowThatIsLongerThanTheDatabaseIsDamage() throws Exception {
    Path file = folder.resolve("db");
    try (Connection connection = connect(file);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE message (a TEXT, b BLOB, c INTEGER)");
      sql.execute("CREATE TABLE other (a TEXT, b BLOB)");
      fillPlain(sql);
      sql.execute("INSERT INTO message VALUES ('long', zeroblob(20000), 1)");
      State before = state(file);
      sql.execute("UPDATE other SET b = zeroblob(9000) WHERE ROWID = 1");
      State after = state(file);
      assertTrue(changes(before, after).isPresent());
      int at = longCell(before);
      for (State state : List.of(before, after)) {
        state.main[at] = (byte) 0xff;
        state.main[at + 1] = (byte) 0xff;
      }
      assertTrue((1 << 21) / 4_096 > before.open().pageCount(), "the row would fit");
      assertTrue(changes(before, after).isEmpty());
    }
  }

  /** Where the cell of a row begins whose length takes three bytes. */
  private static int longCell(State state) throws Exception {
    Database database = state.open();
    Cells cells = new Cells(database);
    for (int page : database.table(TABLE).orElseThrow().leaves(damage -> {})) {
      byte[] bytes = database.page(page);
      int count = cells.count(bytes, 0, page);
      for (int i = 0; i < count; i++) {
        int cell = cells.cell(bytes, 0, page, count, i);
        if (Varint.length(bytes, cell) == 3) {
          return (page - 1) * database.pageSize() + cell;
        }
      }
    }
    throw new IllegalStateException("there is no long row");
  }
}
