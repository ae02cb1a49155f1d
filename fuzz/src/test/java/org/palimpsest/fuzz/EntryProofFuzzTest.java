package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.palimpsest.custody.EntryProof;
import org.palimpsest.custody.MalformedLogException;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

/** Proofs of single entries: one spelling each, and only what was logged can be shown. */
final class EntryProofFuzzTest {

  private final List<String> logged =
      new String(Resources.read("log/log.jsonl"), StandardCharsets.UTF_8).lines().toList();
  private final VerifierKey key = TestKeys.logKey().verifier();

  @FuzzTest
  void parse(byte[] bytes) {
    EntryProof proof;
    try {
      proof = EntryProof.parse(bytes);
    } catch (MalformedLogException e) {
      return;
    }
    assertThat(proof.toBytes()).isEqualTo(bytes);
    for (int i = 0; i < logged.size(); i++) {
      try {
        proof.verify(logged.get(i).getBytes(StandardCharsets.UTF_8), key);
        assertThat(proof.path().index()).isEqualTo(i);
      } catch (NoteRefusedException | ProofRefusedException e) {
        // Of another log, or of another line.
      }
    }
  }
}
