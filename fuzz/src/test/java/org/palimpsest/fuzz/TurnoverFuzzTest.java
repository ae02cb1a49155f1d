package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Set;
import org.palimpsest.snapshot.SoughtMessages;
import org.palimpsest.snapshot.Turnover;

/** What came and went between two snapshots. */
final class TurnoverFuzzTest {

  private static final Set<String> GUIDS = Set.of("00000000-0000-0000-0000-000000000001", "odd");

  @FuzzTest
  void read(byte[] bytes) {
    try {
      Turnover turnover = Turnover.read(bytes);
      SoughtMessages sought = new SoughtMessages(GUIDS);
      assertThat(GUIDS).containsAll(turnover.came(sought)).containsAll(turnover.went(sought));
      assertThat(turnover.toString()).endsWith(" went");
    } catch (IOException e) {
      // The one refusal.
    }
  }
}
