package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.Trust;

/** Detached seals: never an exception, and never sound for another signer than the one who was. */
final class SealFuzzTest {

  static final byte[] CONTENT = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
  static final Instant TIME = Instant.parse("2026-11-24T12:00:00Z");

  private final byte[] signed = Resources.read("seal.p7s");

  @FuzzTest
  void check(byte[] cms) {
    SealCheck.Result result = SealCheck.detached(cms, CONTENT, Set.of());
    assertThat(result.checks()).isNotEmpty();
    if (result.isSound()) {
      assertThat(Objects.requireNonNull(result.signer()))
          .isEqualTo(SealCheck.detached(signed, CONTENT, Set.of()).signer());
    }
    assertThat(SealCheck.pdf(cms, CONTENT, Trust.in(), TIME).isSound()).isFalse();
  }
}
