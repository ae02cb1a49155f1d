package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Recovery from write-ahead logs over a small database. */
final class RecoveryLogFuzzTest {

  private final byte[] database = Resources.read("wal-main.db");

  @FuzzTest
  void log(byte[] bytes) throws IOException {
    RecoveryFuzzTest.recover(database, bytes, null);
  }
}
