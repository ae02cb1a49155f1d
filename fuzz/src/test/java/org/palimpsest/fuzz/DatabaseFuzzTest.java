package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.Database;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Database files, every table read from end to end. */
final class DatabaseFuzzTest {

  @FuzzTest
  void scan(byte[] bytes) throws IOException {
    try {
      Scan.everything(Database.open(ByteSource.of(bytes), null));
    } catch (MalformedDatabaseException e) {
      // The one refusal.
    }
  }
}
