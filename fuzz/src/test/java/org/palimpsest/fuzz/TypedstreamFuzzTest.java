package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.apple.AttributedText;
import org.palimpsest.apple.MalformedArchiveException;

/** Bodies of messages: typedstream archives of attributed strings. */
final class TypedstreamFuzzTest {

  @FuzzTest
  void decode(byte[] typedstream) {
    try {
      AttributedText text = AttributedText.decode(typedstream);
      assertThat(text.isExact()).isIn(true, false);
      for (AttributedText.Run run : text.runs()) {
        assertThat(run.start()).isNotNegative();
        assertThat(run.length()).isNotNegative();
        assertThat((long) run.start() + run.length()).isLessThanOrEqualTo(text.text().length());
      }
    } catch (MalformedArchiveException e) {
      // The one refusal.
    }
  }
}
