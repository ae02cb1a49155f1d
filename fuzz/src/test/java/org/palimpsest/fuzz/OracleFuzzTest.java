package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;

/** Databases that SQLite finds sound: every value is read as SQLite reads it. */
final class OracleFuzzTest {

  @FuzzTest
  void compare(byte[] bytes) throws IOException {
    SqliteOracle.compare(bytes);
  }
}
