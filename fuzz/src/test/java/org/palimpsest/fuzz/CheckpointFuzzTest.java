package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.palimpsest.custody.Checkpoint;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/** Checkpoints: one spelling each, and a signature only of what was signed. */
final class CheckpointFuzzTest {

  private final List<String> signed =
      List.of(textOf("log/checkpoint"), textOf("CheckpointFuzzTestInputs/parse/none"));
  private final VerifierKey key = TestKeys.logKey().verifier();

  @FuzzTest
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
      assertThat(signed).contains(checkpoint.note().text());
    } catch (NoteRefusedException e) {
      // Well-formed and not signed by this key.
    }
  }

  private static String textOf(String resource) {
    String note = new String(Resources.read(resource), StandardCharsets.UTF_8);
    return note.substring(0, note.indexOf("\n\n") + 1);
  }
}
