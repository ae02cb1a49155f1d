package org.palimpsest.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random mutations of databases, logs and journals: no crash, no hang, no unbounded memory. */
class ReaderMutationTest {

  /** Set to try more than a test run should. */
  private static final int MUTATIONS = Integer.getInteger("palimpsest.reader.mutations", 10_000);

  @TempDir Path folder;

  private record Files3(byte[] main, byte @Nullable [] log, byte @Nullable [] journal) {}

  @Test
  void nothingButDamageComesOut() throws Exception {
    List<Files3> stores = new ArrayList<>();
    for (long seed = 2_000; stores.size() < 12; seed++) {
      Path file = RandomDatabase.write(folder, seed);
      if (Files.size(file) < 1 << 19) {
        stores.add(
            new Files3(Files.readAllBytes(file), beside(file, "-wal"), beside(file, "-journal")));
      }
    }
    Random random = new Random(99);
    long most = 0;
    int read = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      Files3 store = stores.get(random.nextInt(stores.size()));
      byte[] main = mutated(store.main, random);
      byte[] log = store.log == null ? null : mutated(store.log, random);
      byte[] journal = store.journal == null ? null : mutated(store.journal, random);
      long start = System.nanoTime();
      read += readAll(main, log, journal);
      most = Math.max(most, System.nanoTime() - start);
    }
    assertThat(read).isGreaterThan(MUTATIONS);
    assertThat(Duration.ofNanos(most)).isLessThan(Duration.ofSeconds(10));
  }

  private static byte @Nullable [] beside(Path file, String suffix) throws IOException {
    Path other = Path.of(file + suffix);
    return Files.exists(other) ? Files.readAllBytes(other) : null;
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    if (bytes.length == 0) {
      return bytes;
    }
    int kind = random.nextInt(8);
    if (kind == 0) {
      return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    if (kind == 1) {
      int from = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, from + random.nextInt(5_000));
      int source = random.nextInt(bytes.length - (to - from) + 1);
      System.arraycopy(whole, source, bytes, from, to - from);
      return bytes;
    }
    for (int n = 1 + random.nextInt(30); n > 0; n--) {
      // Often near the beginning of the file or of a page, where the structure is.
      int at =
          switch (random.nextInt(3)) {
            case 0 -> random.nextInt(Math.min(bytes.length, 200));
            case 1 ->
                Math.min(
                    bytes.length - 1,
                    random.nextInt(bytes.length) / 512 * 512 + random.nextInt(40));
            default -> random.nextInt(bytes.length);
          };
      bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
    }
    return bytes;
  }

  private static int readAll(byte[] main, byte @Nullable [] log, byte @Nullable [] journal)
      throws IOException {
    int[] values = {0};
    try {
      Database database =
          Database.open(
              ByteSource.of(main),
              log == null ? null : ByteSource.of(log),
              journal == null ? null : ByteSource.of(journal));
      for (SchemaEntry entry : database.schema()) {
        try {
          if (entry.isTable()) {
            Table table = database.table(entry.name()).orElseThrow();
            table.scan(row -> values[0] += touch(row, table.columns().size()), damage -> {});
            TableHistory.walk(database, entry.name(), (commit, a, b) -> values[0]++, damage -> {});
          } else if (entry.isIndex()) {
            Index index = database.index(entry.name()).orElseThrow();
            index.scan(row -> values[0] += touch(row, index.columns().size()), damage -> {});
          }
        } catch (MalformedDatabaseException e) {
          assertThat(e).hasMessageNotContaining("null");
        }
      }
    } catch (MalformedDatabaseException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
    return values[0];
  }

  private static int touch(Row row, int columns) {
    for (int i = 0; i < columns; i++) {
      switch (row.storage(i)) {
        case INTEGER -> row.integer(i);
        case REAL -> row.real(i);
        case TEXT -> row.text(i);
        case BLOB -> row.bytes(i);
        case NULL -> row.isUnset(i);
      }
    }
    assertThat(row.place().offset()).isNotNegative();
    return 1;
  }
}
