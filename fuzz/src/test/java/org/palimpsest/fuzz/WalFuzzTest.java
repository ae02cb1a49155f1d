package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/**
 * Write-ahead logs over a small database, once as they are and once with every checksum made right,
 * for no fuzzer finds those.
 */
final class WalFuzzTest {

  private static final int PAGE = 512;
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0683;

  private final byte[] database = Resources.read("wal-main.db");

  @FuzzTest
  void scan(byte[] wal) throws IOException {
    open(wal);
    open(repaired(wal));
  }

  private void open(byte[] wal) throws IOException {
    try {
      Scan.everything(Database.open(ByteSource.of(database), ByteSource.of(wal)));
    } catch (MalformedDatabaseException e) {
      // The one refusal.
    }
  }

  private static byte[] repaired(byte[] wal) {
    byte[] whole = Arrays.copyOf(wal, Math.max(wal.length, HEADER));
    ByteBuffer fields = ByteBuffer.wrap(whole);
    fields.putInt(0, MAGIC).putInt(8, PAGE);
    int[] sums = new int[2];
    sum(fields, 0, 24, sums);
    fields.putInt(24, sums[0]).putInt(28, sums[1]);
    int frame = FRAME_HEADER + PAGE;
    for (int at = HEADER; at + frame <= whole.length; at += frame) {
      fields.putInt(at + 8, fields.getInt(16)).putInt(at + 12, fields.getInt(20));
      sum(fields, at, 8, sums);
      sum(fields, at + FRAME_HEADER, PAGE, sums);
      fields.putInt(at + 16, sums[0]).putInt(at + 20, sums[1]);
    }
    return whole;
  }

  private static void sum(ByteBuffer fields, int from, int length, int[] sums) {
    for (int i = from; i < from + length; i += 8) {
      sums[0] += fields.getInt(i) + sums[1];
      sums[1] += fields.getInt(i + 4) + sums[0];
    }
  }
}
