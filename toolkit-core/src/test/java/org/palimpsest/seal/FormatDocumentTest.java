package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.palimpsest.merkle.FormatDocument;

/** The worked example in {@code docs/format/seal.md} is what the code computes. */
class FormatDocumentTest {

  /** Gives 00 01 02 … 1f, the secret bytes of the example. */
  static final class Counting extends SecureRandom {
    private static final long serialVersionUID = 1;

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) i;
      }
    }
  }

  @Test
  void theWorkedExampleHolds() throws Exception {
    LogKey key = LogKey.create("example.org/log", new Counting());
    String note = new String(key.sign("hello\n").toBytes(), StandardCharsets.UTF_8);
    Fingerprint fingerprint = Fingerprint.of(key.verifier());
    String example =
        "Verifier key:\n\n    "
            + key.verifier().text()
            + "\n\nFingerprint:\n\n    "
            + fingerprint.hex()
            + "\n    "
            + fingerprint.words()
            + "\n\nNote:\n\n"
            + note.lines()
                .map(line -> line.isEmpty() ? "\n" : "    " + line + "\n")
                .reduce("", String::concat);
    assertThat(FormatDocument.read("seal.md")).contains(example);
  }
}
