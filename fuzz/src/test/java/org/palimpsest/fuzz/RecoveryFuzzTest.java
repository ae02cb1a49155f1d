package org.palimpsest.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.palimpsest.gap.Evidence;
import org.palimpsest.gap.Recovered;
import org.palimpsest.gap.RecoveredJson;
import org.palimpsest.gap.Recovery;
import org.palimpsest.sqlite.ByteSource;
import org.palimpsest.sqlite.MalformedDatabaseException;

/** Recovery from databases, every value written out. */
final class RecoveryFuzzTest {

  @FuzzTest
  void database(byte[] bytes) throws IOException {
    recover(bytes, null, null);
  }

  static void recover(byte[] main, byte @Nullable [] wal, byte @Nullable [] journal)
      throws IOException {
    Limits limits = new Limits();
    try {
      Recovered recovered =
          Recovery.of(
              new Evidence(
                  "main",
                  ByteSource.of(main),
                  wal == null ? null : ByteSource.of(wal),
                  journal == null ? null : ByteSource.of(journal)));
      RecoveredJson.write(recovered, OutputStream.nullOutputStream());
    } catch (MalformedDatabaseException e) {
      // The one refusal.
    }
    limits.check();
  }
}
