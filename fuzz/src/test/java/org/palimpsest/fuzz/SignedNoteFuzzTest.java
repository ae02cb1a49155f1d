package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.SignedNote;

/** Signed notes: what is accepted is written back as the same bytes. */
final class SignedNoteFuzzTest {

  @FuzzTest
  void parse(byte[] bytes) {
    SignedNote note;
    try {
      note = SignedNote.parse(bytes);
    } catch (NoteRefusedException e) {
      return;
    }
    assertThat(note.toBytes()).isEqualTo(bytes);
    assertThat(note.signatures()).isNotEmpty();
    try {
      note.verify(TestKeys.logKey().verifier());
    } catch (NoteRefusedException e) {
      // Well-formed and not signed by this key.
    }
  }
}
