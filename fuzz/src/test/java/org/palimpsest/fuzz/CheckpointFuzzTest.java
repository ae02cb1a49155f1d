package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/** Checkpoints: one spelling each, and a signature only of what was signed. */
final class CheckpointFuzzTest {

  private final byte[] signed = Resources.read("log/checkpoint");
  private final VerifierKey key = TestKeys.logKey().verifier();

  @FuzzTest(maxDuration = Limits.DURATION)
  void parse(byte[] bytes) {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(bytes);
    } catch (MalformedLogException e) {
      return;
    }
    assertThat(checkpoint.toBytes()).isEqualTo(bytes);
    assertThat(checkpoint.size()).isNotNegative();
    try {
      checkpoint.verify(key);
      // Signatures of other keys may be added or left out; the text is what is signed.
      String text = checkpoint.note().text();
      assertThat(Arrays.copyOf(signed, text.length())).asString().isEqualTo(text);
    } catch (NoteRefusedException e) {
      // Well-formed and not signed by this key.
    }
  }
}
