package org.palimpsest.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {

  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void hashesTheFipsVector() {
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)).hex()).isEqualTo(ABC);
  }

  @Test
  void hasOneSpelling() {
    assertThat(Sha256.parse(ABC).hex()).isEqualTo(ABC);
    assertThat(Sha256.isHex(ABC)).isTrue();
    assertThat(Sha256.isHex(ABC.toUpperCase(java.util.Locale.ROOT))).isFalse();
    assertThatThrownBy(() -> Sha256.parse(ABC.toUpperCase(java.util.Locale.ROOT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sha256.parse(ABC.substring(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sha256.ofHash(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ordersBytewiseUnsigned() {
    byte[] low = new byte[32];
    byte[] high = new byte[32];
    high[0] = (byte) 0x80;
    assertThat(Sha256.ofHash(low)).isLessThan(Sha256.ofHash(high));
    assertThat(Sha256.ofHash(high)).isEqualTo(Sha256.ofHash(high)).isNotEqualTo(null);
  }
}
