package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/**
 * Rollback journals beside a small database, once as they are and once with a whole header and
 * every checksum made right, for no fuzzer finds those.
 */
final class HotJournalFuzzTest {

  private static final long MAGIC = 0xd9d505f920a163d7L;
  private static final int PAGE = 512;
  private static final int SECTOR = 512;

  private final byte[] database = Resources.read("wal-main.db");

  @FuzzTest
  void scan(byte[] journal) throws IOException {
    Limits limits = new Limits();
    open(journal);
    open(repaired(journal));
    limits.check();
  }

  private void open(byte[] journal) throws IOException {
    try {
      Scan.everything(Database.open(ByteSource.of(database), null, ByteSource.of(journal)));
    } catch (MalformedDatabaseException e) {
      // The one refusal.
    }
  }

  private static byte[] repaired(byte[] journal) {
    byte[] whole = Arrays.copyOf(journal, Math.max(journal.length, SECTOR));
    ByteBuffer fields = ByteBuffer.wrap(whole);
    fields.putLong(0, MAGIC).putInt(8, -1).putInt(20, SECTOR).putInt(24, PAGE);
    for (int at = SECTOR; at + PAGE + 8 <= whole.length; at += PAGE + 8) {
      int sum = fields.getInt(12);
      for (int i = PAGE - 200; i > 0; i -= 200) {
        sum += whole[at + 4 + i] & 0xff;
      }
      fields.putInt(at + 4 + PAGE, sum);
    }
    return whole;
  }
}
