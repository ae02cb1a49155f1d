package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.SharedData;
import org.palimpsest.sqlite.MalformedDatabaseException.Reason;

class DatabaseTest {

  @TempDir Path folder;

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private Path generated(String name, int pageSize, String encoding, long seed) throws Exception {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      run(
          connection,
          "PRAGMA page_size=" + pageSize,
          "PRAGMA encoding='" + encoding + "'",
          "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT, b BLOB, c REAL, d INTEGER)",
          "CREATE TABLE \"odd name\" (\"a \"\"quoted\"\" one\" TEXT DEFAULT 'it''s', [b c] INT, `d` VARCHAR(10, 2),"
              + " CHECK (length(`d`) > -1), UNIQUE (\"a \"\"quoted\"\" one\", `d`))",
          "CREATE TABLE keyed(x TEXT, n INTEGER, PRIMARY KEY (n)) -- comment",
          "CREATE TABLE w(a PRIMARY KEY, b) WITHOUT ROWID",
          "CREATE INDEX i ON t(a)");
      Random random = new Random(seed);
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t(a,b,c,d) VALUES(?,?,?,?)")) {
        for (int i = 0; i < 2_000; i++) {
          insert.setString(
              1, random.nextInt(5) == 0 ? null : "ü😀 text ".repeat(random.nextInt(40)));
          byte[] blob = new byte[random.nextInt(20) == 0 ? 40_000 : random.nextInt(300)];
          random.nextBytes(blob);
          insert.setBytes(2, blob);
          insert.setDouble(3, random.nextBoolean() ? random.nextGaussian() : random.nextInt(9));
          insert.setLong(4, random.nextLong() >> random.nextInt(64));
          insert.execute();
        }
      }
      run(
          connection,
          "INSERT INTO \"odd name\"([b c], d) VALUES (1, 'x'), (-9223372036854775808, NULL)",
          "INSERT INTO keyed VALUES ('a', 7), ('b', -3)",
          "DELETE FROM t WHERE id % 7 = 0",
          "ALTER TABLE t ADD COLUMN late INTEGER NOT NULL DEFAULT 42",
          "ALTER TABLE t ADD COLUMN later TEXT DEFAULT 'then'",
          "ALTER TABLE t ADD COLUMN minus INTEGER DEFAULT -5",
          "ALTER TABLE t ADD COLUMN none TEXT",
          "INSERT INTO t(a, later) VALUES ('after', 'own')");
      connection.commit();
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({"512, UTF-8", "1024, UTF-16le", "4096, UTF-8", "8192, UTF-16be", "65536, UTF-8"})
  void readsWhatSqliteReads(int pageSize, String encoding) throws Exception {
    Path file = generated("g.db", pageSize, encoding, pageSize);
    assertThat(Oracle.assertSame(file, folder)).isGreaterThan(1_000);
  }

  @Test
  void readsACommittedLogThatWasNeverCheckpointed() throws Exception {
    Path file = folder.resolve("live.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      run(
          connection,
          "PRAGMA journal_mode=WAL",
          "PRAGMA wal_autocheckpoint=0",
          "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT)",
          "INSERT INTO t(a) VALUES ('one'), ('two')",
          "PRAGMA wal_checkpoint(TRUNCATE)",
          "UPDATE t SET a = 'changed' WHERE id = 1",
          "INSERT INTO t(a) VALUES ('three')");
      Path copy = folder.resolve("copy.db");
      Files.copy(file, copy);
      Files.copy(Path.of(file + "-wal"), Path.of(copy + "-wal"));
      assertThat(Oracle.assertSame(copy, folder)).isEqualTo(3);

      byte[] wal = Files.readAllBytes(Path.of(copy + "-wal"));
      Wal log = Wal.read(ByteSource.of(wal));
      assertThat(log.commits()).isEqualTo(2);
      assertThat(log.appliedFrames()).isEqualTo((int) log.framesPresent());
      // A torn last frame takes its commit with it and nothing else.
      wal[wal.length - 1] ^= 1;
      Wal torn = Wal.read(ByteSource.of(wal));
      assertThat(torn.commits()).isEqualTo(1);
      Files.write(Path.of(copy + "-wal"), wal);
      Files.delete(folder.resolve("oracle-copy.db"));
      Files.deleteIfExists(folder.resolve("oracle-copy.db-wal"));
      assertThat(Oracle.assertSame(copy, folder)).isEqualTo(2);
    }
  }

  @Test
  void leavesThatLieTogetherAreReadInStretchesThatBeginWhereAVaultsSegmentsDo() throws Exception {
    Path file = folder.resolve("wide.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      run(
          connection,
          "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT)",
          "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
              + " INSERT INTO t(a) SELECT printf('%.*c', 500, 'x') FROM n");
    }
    ByteSource bytes = ByteSource.of(Files.readAllBytes(file));
    Map<Long, Integer> stretches = new TreeMap<>();
    ByteSource counted =
        new ByteSource() {
          @Override
          public long size() {
            return bytes.size();
          }

          @Override
          public void read(long offset, byte[] target, int at, int length) throws IOException {
            if (length > 4096) {
              assertThat(offset % 65_536).isZero();
              assertThat(length).isEqualTo((int) Math.min(65_536, size() - offset));
              stretches.merge(offset, 1, Integer::sum);
            }
            bytes.read(offset, target, at, length);
          }
        };
    assertThat(Oracle.rowids(Database.open(counted, null).table("t").orElseThrow())).hasSize(3000);
    assertThat(stretches.values()).containsOnly(1);
    assertThat(stretches).hasSizeGreaterThan((int) (bytes.size() / 65_536) - 2);
  }

  @Test
  void findsEachRowByItsRowid() throws Exception {
    Path file = generated("f.db", 1024, "UTF-8", 5);
    try (FileBytes bytes = FileBytes.open(file)) {
      Table table = Database.open(bytes, null).table("T").orElseThrow();
      List<Long> rowids = Oracle.rowids(table);
      for (long rowid : rowids) {
        assertThat(table.find(rowid).orElseThrow().rowid()).isEqualTo(rowid);
      }
      assertThat(table.find(7)).isEmpty();
      assertThat(table.find(Long.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void saysWhyAFileIsNoDatabase() throws Exception {
    assertThat(reasonFor(new byte[0])).isEqualTo(Reason.EMPTY);
    assertThat(reasonFor(new byte[50])).isEqualTo(Reason.NOT_A_DATABASE);
    byte[] random = new byte[8192];
    new Random(1).nextBytes(random);
    assertThat(reasonFor(random)).isEqualTo(Reason.NOT_A_DATABASE);
    byte[] whole = Files.readAllBytes(generated("t.db", 4096, "UTF-8", 3));
    assertThat(reasonFor(java.util.Arrays.copyOf(whole, whole.length / 2)))
        .isEqualTo(Reason.TRUNCATED);
  }

  private static Reason reasonFor(byte[] bytes) {
    try {
      Database.open(ByteSource.of(bytes), null);
      throw new AssertionError("opened");
    } catch (MalformedDatabaseException e) {
      return e.reason();
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWreckedPageIsReportedAndTheRestIsStillRead() throws Exception {
    byte[] whole = Files.readAllBytes(generated("w.db", 1024, "UTF-8", 8));
    Table sound = Database.open(ByteSource.of(whole), null).table("t").orElseThrow();
    int[] leaves = sound.leaves(damage -> {});
    int total = Oracle.rowids(sound).size();
    byte[] wrecked = whole.clone();
    new Random(2).nextBytes(wrecked); // overwritten below except for one page
    System.arraycopy(whole, 0, wrecked, 0, (leaves[10] - 1) * 1024);
    System.arraycopy(
        whole, leaves[10] * 1024, wrecked, leaves[10] * 1024, whole.length - leaves[10] * 1024);
    wrecked[(leaves[10] - 1) * 1024] = 77;
    List<Damage> damage = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    Database.open(ByteSource.of(wrecked), null)
        .table("t")
        .orElseThrow()
        .scan(row -> rows.add(row.rowid()), damage::add);
    assertThat(damage).extracting(Damage::page).contains(leaves[10]);
    assertThat(rows.size()).isBetween(total - 30, total - 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomMutationsNeverEscapeAsAnythingButDamage(long seed) throws Exception {
    byte[] whole = Files.readAllBytes(generated("m.db", 512, "UTF-8", 4));
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] mutant = whole.clone();
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        int at = random.nextInt(3) == 0 ? random.nextInt(4_000) : random.nextInt(mutant.length);
        mutant[at] = (byte) random.nextInt(256);
      }
      try {
        Database database = Database.open(ByteSource.of(mutant), null);
        for (SchemaEntry entry : database.schema()) {
          if (entry.isTable()) {
            Table table = database.table(entry.name()).orElseThrow();
            table.scan(row -> touch(row, table), damage -> {});
            if (table.hasRowids()) {
              table.find(random.nextInt(2_000));
            }
          } else if (entry.isIndex() && database.index(entry.name()).isPresent()) {
            database.index(entry.name()).orElseThrow().scan(Row::rowid, damage -> {});
          }
        }
      } catch (MalformedDatabaseException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  private static void touch(Row row, Table table) {
    for (int i = 0; i < table.columns().size(); i++) {
      switch (row.storage(i)) {
        case INTEGER -> row.integer(i);
        case REAL -> row.real(i);
        case TEXT -> assertThat(row.text(i) + row.textIsExact(i)).isNotNull();
        case BLOB -> row.bytes(i);
        case NULL -> assertThat(row.isUnset(i)).isTrue();
      }
      assertThat(row.isUnset(i)).isIn(true, false);
    }
  }

  @Test
  void neverShowsContentInItsText() throws Exception {
    Path file = generated("s.db", 4096, "UTF-8", 9);
    try (FileBytes bytes = FileBytes.open(file)) {
      Table table = Database.open(bytes, null).table("keyed").orElseThrow();
      Row row = table.find(7).orElseThrow();
      assertThat(row.toString()).startsWith("row 7 at page ").doesNotContain("a|");
      assertThat(row.page()).isPositive();
      assertThat(row.offset()).isPositive();
      assertThatThrownBy(() -> row.integer(0)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> row.bytes(1)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void readsPublicStoresLikeSqlite() throws Exception {
    assertThat(Oracle.assertSame(SharedData.require("macos-small/chat.db"), folder)).isPositive();
    assertThat(
            Oracle.assertSame(
                SharedData.require("unsent-in-wal/chat.db"),
                Files.createDirectory(folder.resolve("second"))))
        .isPositive();
  }
}
