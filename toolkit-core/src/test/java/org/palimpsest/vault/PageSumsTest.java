package org.palimpsest.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palimpsest.digest.Sha256;

/** Sums over pages in the form that is written and in the one that was. */
final class PageSumsTest {

  private final byte[] content = new byte[3 * 4096 + 1000];
  private final Sha256 name;

  PageSumsTest() {
    new Random(11).nextBytes(content);
    name = Sha256.of(content);
  }

  @Test
  void theFormatIsAsDescribed() throws Exception {
    byte[] written = PageSums.over(name, new ByteArrayInputStream(content)).bytes();
    assertThat(written).isEqualTo(layout("PLpage2\n", 20));
  }

  @Test
  void bothFormsKnowTheirPagesAndNoOthers() throws Exception {
    for (byte[] stored : forms()) {
      PageSums sums = PageSums.read(stored);
      assertThat(sums.count()).isEqualTo(4);
      assertThat(sums.areOf(name)).isTrue();
      assertThat(sums.areOf(Sha256.of(new byte[0]))).isFalse();
      byte[] hashes = PageSums.hashes(content, content.length);
      for (int page = 0; page < 4; page++) {
        for (int other = 0; other < 4; other++) {
          assertThat(sums.is(page, hashes, other * 32)).isEqualTo(page == other);
        }
      }
      assertThat(sums.is(4, hashes, 0)).isFalse();
      hashes[19] ^= 1;
      assertThat(sums.is(0, hashes, 0)).isFalse();
    }
  }

  @Test
  void bothFormsFailOverAnotherContent() throws Exception {
    for (byte[] stored : forms()) {
      assertThat(PageSums.read(stored).areOver(name, new ByteArrayInputStream(content))).isTrue();
      for (int at : new int[] {0, 4095, 4096, content.length - 1}) {
        byte[] other = content.clone();
        other[at] ^= 1;
        assertThat(PageSums.read(stored).areOver(name, new ByteArrayInputStream(other))).isFalse();
      }
      for (int at = 0; at < stored.length; at++) {
        byte[] flipped = stored.clone();
        flipped[at] ^= 1;
        assertThat(isOver(flipped)).as("byte %d", at).isFalse();
      }
    }
  }

  @Test
  void whatIsCutOrLongerIsRefused() {
    for (byte[] stored : forms()) {
      for (int length : new int[] {0, 8, 43, stored.length - 1, stored.length + 1}) {
        assertThatThrownBy(() -> PageSums.read(Arrays.copyOf(stored, length)))
            .isInstanceOf(DamagedObjectException.class);
      }
    }
  }

  private boolean isOver(byte[] stored) throws IOException {
    try {
      return PageSums.read(stored).areOver(name, new ByteArrayInputStream(content));
    } catch (DamagedObjectException e) {
      return false;
    }
  }

  private byte[][] forms() {
    return new byte[][] {layout("PLpage1\n", 32), layout("PLpage2\n", 20)};
  }

  private byte[] layout(String magic, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 32 + 4 + 4 * length);
    bytes.put(magic.getBytes(StandardCharsets.US_ASCII)).put(name.bytes()).putInt(4);
    for (int at = 0; at < content.length; at += 4096) {
      byte[] page = Arrays.copyOfRange(content, at, Math.min(at + 4096, content.length));
      bytes.put(Sha256.of(page).bytes(), 0, length);
    }
    return bytes.array();
  }
}
