package org.palimpsest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.palimpsest.digest.Sha256;
import org.palimpsest.vault.PageSums;

/** Sums over pages. */
final class PageSumsFuzzTest {

  @FuzzTest
  void read(byte[] bytes) {
    try {
      PageSums sums = PageSums.read(bytes);
      assertThat(sums.count()).isEqualTo((bytes.length - 44) / (bytes[6] == '1' ? 32 : 20));
      assertThat(sums.areOf(Sha256.ofHash(bytes, 8))).isTrue();
      assertThat(sums.bytes()).isEqualTo(bytes);
    } catch (IOException e) {
      // The one refusal.
    }
  }
}
