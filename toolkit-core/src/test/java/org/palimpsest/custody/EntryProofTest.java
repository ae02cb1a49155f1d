package org.palimpsest.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.custody.CustodyCheck.Verdict;
import org.palimpsest.merkle.ProofRefusedException;
import org.palimpsest.seal.NoteRefusedException;
import org.palimpsest.seal.VerifierKey;

class EntryProofTest {

  @TempDir Path temporary;

  private static boolean isAccepted(byte[] proof, byte[] line, VerifierKey key) {
    try {
      EntryProof.parse(proof).verify(line, key);
      return true;
    } catch (MalformedLogException | NoteRefusedException | ProofRefusedException e) {
      return false;
    }
  }

  @Test
  void everyLineIsProvenAndNoOtherInItsPlace() throws Exception {
    CustodyLog log = Logs.create(temporary.resolve("custody"), 6);
    VerifierKey key = log.publicKey();
    List<LoggedEntry> entries = log.entries();
    for (LoggedEntry entry : entries) {
      EntryProof proof = log.proof(entry.seq());
      byte[] bytes = proof.toBytes();
      assertThat(EntryProof.parse(bytes)).isEqualTo(proof);
      for (LoggedEntry other : entries) {
        byte[] line = other.line().getBytes(StandardCharsets.UTF_8);
        assertThat(isAccepted(bytes, line, key)).isEqualTo(other.seq() == entry.seq());
      }
    }
    byte[] first = entries.get(0).line().getBytes(StandardCharsets.UTF_8);
    assertThat(isAccepted(log.proof(1).toBytes(), first, Logs.key(2).verifier())).isFalse();
  }

  @Test
  void everyFlippedBitAndEveryCutIsRefused() throws Exception {
    CustodyLog log = Logs.create(temporary.resolve("custody"), 3);
    byte[] proof = log.proof(2).toBytes();
    byte[] line = log.entry(2).line().getBytes(StandardCharsets.UTF_8);
    assertThat(isAccepted(proof, line, log.publicKey())).isTrue();
    for (int at = 0; at < proof.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = proof.clone();
        changed[at] ^= (byte) (1 << bit);
        assertThat(isAccepted(changed, line, log.publicKey())).as("byte %d", at).isFalse();
      }
      assertThat(isAccepted(Arrays.copyOf(proof, at), line, log.publicKey())).isFalse();
    }
    String text = new String(proof, StandardCharsets.UTF_8);
    for (String changed :
        List.of(
            text.replace("index 1", "index 01"),
            text.replace("index 1", "extra AAAA\nindex 1"),
            text.replace("@v1", "@v2"),
            "")) {
      assertThatThrownBy(() -> EntryProof.parse(changed.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(MalformedLogException.class);
    }
  }

  @Test
  void aCrashAtAnyByteOfAnAppendIsSeenForWhatItIs() throws Exception {
    Path folder = temporary.resolve("custody");
    CustodyLog log = Logs.create(folder, 2);
    byte[] before = Files.readAllBytes(folder.resolve("log.jsonl"));
    byte[] older = Files.readAllBytes(folder.resolve("checkpoint"));
    log.append(Logs.snapshot(2), Logs.KEY);
    byte[] after = Files.readAllBytes(folder.resolve("log.jsonl"));
    Files.write(folder.resolve("checkpoint"), older);
    for (int length = before.length; length <= after.length; length++) {
      Files.write(folder.resolve("log.jsonl"), Arrays.copyOf(after, length));
      Verdict expected =
          length == before.length
              ? Verdict.INTACT
              : length == after.length ? Verdict.UNANCHORED : Verdict.INVALID;
      assertThat(CustodyLog.open(folder).verify().verdict()).as("%d", length).isEqualTo(expected);
    }
  }
}
