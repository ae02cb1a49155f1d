package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/** Public keys of logs in their one-line form. */
final class VerifierKeyFuzzTest {

  @FuzzTest
  void parse(byte[] bytes) {
    String line = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(VerifierKey.parse(line).text()).isEqualTo(line);
    } catch (NoteRefusedException e) {
      // The one refusal.
    }
  }
}
