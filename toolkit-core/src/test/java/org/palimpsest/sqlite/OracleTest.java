package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.SharedData;
import org.palimpsest.testdata.BulkStore;
import org.palimpsest.testdata.DeletionMatrix;
import org.palimpsest.testdata.DeletionScenario;
import org.palimpsest.testdata.book.Scenario;
import org.palimpsest.testdata.book.ScenarioBook;
import org.palimpsest.testdata.book.Shot;
import org.palimpsest.testdata.book.Stage;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Reads every store with SQLite too; every row, entry, type and byte must be the same. */
class OracleTest {

  /** Set to read more random databases than a test run should. */
  private static final int RANDOM = Integer.getInteger("palimpsest.oracle.databases", 80);

  @TempDir Path folder;

  @Test
  void randomDatabases() throws Exception {
    int rows = 0;
    int rolledBack = 0;
    for (long seed = 1; seed <= RANDOM; seed++) {
      Path part = Files.createDirectory(folder.resolve("r" + seed));
      Path file = RandomDatabase.write(part, seed);
      try {
        rows += Oracle.assertSame(file, part);
        rolledBack += isRolledBack(file) ? 1 : 0;
      } catch (AssertionError | Exception e) {
        throw new AssertionError("random database of seed " + seed, e);
      }
      try (Stream<Path> files = Files.list(part)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
    }
    assertThat(rows).isGreaterThan(100 * RANDOM);
    assertThat(rolledBack).isGreaterThan(RANDOM / 20);
  }

  private static boolean isRolledBack(Path file) throws Exception {
    Path journal = Path.of(file + "-journal");
    if (!Files.exists(journal)) {
      return false;
    }
    try (FileBytes main = FileBytes.open(file);
        FileBytes hot = FileBytes.open(journal)) {
      return Database.open(main, null, hot).isRolledBack();
    }
  }

  @Test
  void logsThatWereCutOffOrTornAnywhere() throws Exception {
    Random random = new Random(5);
    int logs = 0;
    int compared = 0;
    for (long seed = 1000; logs < 12; seed++) {
      Path part = Files.createDirectory(folder.resolve("w" + seed));
      Path file = RandomDatabase.write(part, seed);
      Path log = Path.of(file + "-wal");
      if (!Files.exists(log) || Files.size(log) < 100) {
        continue;
      }
      logs++;
      byte[] whole = Files.readAllBytes(log);
      for (int round = 0; round < 6; round++) {
        byte[] changed = whole.clone();
        switch (round % 3) {
          case 0 ->
              changed = java.util.Arrays.copyOf(whole, 32 + random.nextInt(whole.length - 32));
          case 1 -> changed[random.nextInt(changed.length)] ^= 0x55;
          default -> bigEndian(changed);
        }
        Files.write(log, changed);
        try {
          Oracle.assertSame(file, part);
          compared++;
        } catch (SQLiteException e) {
          // A log that lost what the main file has already been given makes a broken database.
          assertThat(e.getResultCode()).isEqualTo(SQLiteErrorCode.SQLITE_CORRUPT);
        }
      }
    }
    assertThat(compared).isGreaterThan(50);
  }

  /** The same log as a computer with the bytes of numbers the other way round would write it. */
  private static void bigEndian(byte[] log) {
    ByteBuffer fields = ByteBuffer.wrap(log);
    fields.putInt(0, 0x377f0683);
    int pageSize = fields.getInt(8) == 1 ? 65_536 : fields.getInt(8);
    int[] sums = new int[2];
    sum(fields, 0, 24, sums);
    fields.putInt(24, sums[0]).putInt(28, sums[1]);
    for (int at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
      if (fields.getInt(at + 8) != fields.getInt(16)) {
        break;
      }
      sum(fields, at, 8, sums);
      sum(fields, at + 24, pageSize, sums);
      fields.putInt(at + 16, sums[0]).putInt(at + 20, sums[1]);
    }
  }

  private static void sum(ByteBuffer fields, int from, int length, int[] sums) {
    for (int i = from; i < from + length; i += 8) {
      sums[0] += fields.getInt(i) + sums[1];
      sums[1] += fields.getInt(i + 4) + sums[0];
    }
  }

  @ParameterizedTest
  @EnumSource(DeletionScenario.class)
  void storesOfTheMatrixOfDeletions(DeletionScenario scenario) throws Exception {
    DeletionMatrix.forge(scenario, scenario == DeletionScenario.S36 ? 2_000 : 1_000, 7, folder);
    assertThat(Oracle.assertSame(folder.resolve("chat.db"), folder)).isPositive();
  }

  /** Stores with Apple's tables and triggers, of each generation that the book plays. */
  @Test
  void storesOfTheScenarioBook() throws Exception {
    int rows = 0;
    int stores = 0;
    List<Scenario> all = ScenarioBook.all();
    for (int i = 0; i < all.size(); i += 6) {
      Scenario scenario = all.get(i);
      Path place = Files.createDirectory(folder.resolve("b" + stores));
      try (Stage stage = new Stage(place, scenario)) {
        scenario.play().on(stage);
        for (Shot shot : stage.shots()) {
          Path file =
              Files.isDirectory(shot.store()) ? shot.store().resolve("chat.db") : shot.store();
          rows += Oracle.assertSame(file, folder);
          stores++;
        }
      }
    }
    assertThat(stores).isGreaterThan(40);
    assertThat(rows).isGreaterThan(10_000);
  }

  @Test
  void aLargeStoreOfMessages() throws Exception {
    Path file = folder.resolve("bulk.db");
    BulkStore.forge(file, 20_000, 9);
    assertThat(Oracle.assertSame(file, folder)).isGreaterThan(40_000);
  }

  @Test
  void sharedDatabases() throws Exception {
    Path data = SharedData.require("README.md").getParent();
    List<Path> files;
    try (Stream<Path> all = Files.walk(data)) {
      files = all.filter(file -> file.toString().endsWith(".db")).sorted().toList();
    }
    int rows = 0;
    for (Path file : files) {
      rows += Oracle.assertSame(file, folder);
    }
    assertThat(files).hasSizeGreaterThan(30);
    assertThat(rows).isGreaterThan(3_000);
  }
}
