package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Recovery from rollback journals over a small database. */
final class RecoveryJournalFuzzTest {

  private final byte[] database = Resources.read("wal-main.db");

  @FuzzTest
  void journal(byte[] bytes) throws IOException {
    RecoveryFuzzTest.recover(database, null, bytes);
  }
}
