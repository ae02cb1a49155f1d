package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import org.palimpsest.custody.CustodyCheck;
import org.palimpsest.custody.CustodyLog;
import org.palimpsest.custody.MalformedLogException;

/** The lines of a log under a checkpoint: no others than those that were signed are intact. */
final class CustodyLogFuzzTest {

  private final byte[] signed = Resources.read("log/log.jsonl");
  private final LogFolder folder = new LogFolder();

  @FuzzTest
  void verify(byte[] lines) throws IOException {
    CustodyLog log = folder.withLines(lines);
    CustodyCheck check = log.verify();
    if (check.verdict() == CustodyCheck.Verdict.INTACT) {
      assertThat(lines).isEqualTo(signed);
    } else {
      assertThat(Arrays.equals(lines, signed)).isFalse();
    }
    try {
      log.entries();
    } catch (MalformedLogException e) {
      // The one refusal.
    }
  }
}
