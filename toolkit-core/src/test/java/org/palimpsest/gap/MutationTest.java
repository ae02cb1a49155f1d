package org.palimpsest.gap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Damaged files never end in an error or without end, and what is sound in them is still read. */
class MutationTest {

  private static final int ROUNDS = Integer.getInteger("palimpsest.mutations", 600);

  @TempDir Path folder = Path.of(".");

  private byte[] main = new byte[0];
  private byte[] wal = new byte[0];

  private void forge() throws Exception {
    try (ForgedStore store =
        new ForgedStore(folder, "OFF", "journal_mode=WAL", "wal_autocheckpoint=0")) {
      for (int message = 2; message < 400; message += 9) {
        store.delete(message);
      }
      store.run("CREATE TABLE k(a TEXT, b INT, PRIMARY KEY(a, b)) WITHOUT ROWID");
      store.run("INSERT INTO k VALUES('one', 1), ('two', 2)");
      store.run("PRAGMA wal_checkpoint(TRUNCATE)");
      store.delete(100);
      store.insert(500);
      store.delete(57);
      main = store.bytes("");
      wal = store.bytes("-wal");
    }
  }

  @Test
  void mutatedFilesAreRead() throws Exception {
    forge();
    Random random = new Random(20261127);
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] a = main.clone();
      byte[] b = wal.clone();
      for (int change = random.nextInt(40); change >= 0; change--) {
        byte[] target = random.nextInt(4) == 0 ? b : a;
        int at = random.nextInt(target.length);
        if (random.nextInt(5) == 0) {
          // Offsets, counts and page numbers stand at the beginning of pages.
          at = at / 4096 * 4096 + random.nextInt(16);
        }
        target[at] = random.nextBoolean() ? (byte) random.nextInt(256) : (byte) 0xff;
      }
      read += survives(a, b) ? 1 : 0;
    }
    assertThat(read).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void anyPageMayBeNoise() throws Exception {
    forge();
    Random random = new Random(7);
    for (int page = 1; page < main.length / 4096; page++) {
      byte[] a = main.clone();
      byte[] noise = new byte[4096];
      random.nextBytes(noise);
      System.arraycopy(noise, 0, a, page * 4096, 4096);
      assertThat(survives(a, wal)).isTrue();
      assertThat(ForgedStore.recover(a, wal, null).remains()).isNotEmpty();
    }
  }

  @Test
  void filesMayEndAnywhere() throws Exception {
    forge();
    for (int length = 0; length < main.length; length += 1777) {
      survives(java.util.Arrays.copyOf(main, length), java.util.Arrays.copyOf(wal, length / 3));
    }
    Recovered whole = ForgedStore.recover(main, wal, wal);
    assertThat(whole.remains()).isNotEmpty();
  }

  private static boolean survives(byte[] main, byte[] wal) throws IOException {
    // Time of the processor, since the machine may be busy with other work.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    try {
      RecoveredJson.write(ForgedStore.recover(main, wal, main), OutputStream.nullOutputStream());
      return true;
    } catch (MalformedDatabaseException e) {
      return false;
    } finally {
      assertThat(threads.getCurrentThreadCpuTime() - before).isLessThan(5_000_000_000L);
    }
  }
}
