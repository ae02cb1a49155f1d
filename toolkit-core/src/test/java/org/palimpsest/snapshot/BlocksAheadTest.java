package org.palimpsest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlocksAheadTest {

  private final Random random = new Random(5);

  @Test
  void blocksThatAreReadAheadAreTheStreamInItsOrder() throws IOException {
    byte[] bytes = new byte[5_300_000];
    random.nextBytes(bytes);
    for (int length : new int[] {0, 1, 1 << 20, (1 << 20) + 1, bytes.length}) {
      ByteArrayOutputStream seen = new ByteArrayOutputStream();
      InputStream halting =
          new ByteArrayInputStream(bytes, 0, length) {
            @Override
            public int read(byte[] target, int at, int count) {
              return super.read(target, at, Math.min(count, 1 + random.nextInt(700_000)));
            }

            @Override
            public int read(byte[] target) {
              return read(target, 0, target.length);
            }
          };
      BlocksAhead.of(halting, (block, count) -> seen.write(block, 0, count));
      assertThat(seen.toByteArray()).isEqualTo(Arrays.copyOf(bytes, length));
    }
  }

  @Test
  void aStreamThatTearsIsTold() {
    InputStream torn =
        new InputStream() {
          private int reads;

          @Override
          public int read() {
            return -1;
          }

          @Override
          public int read(byte[] target, int at, int count) throws IOException {
            if (++reads > 3) {
              throw new IOException("torn");
            }
            return count;
          }
        };
    List<Integer> seen = new ArrayList<>();
    assertThatThrownBy(() -> BlocksAhead.of(torn, (block, count) -> seen.add(count)))
        .isInstanceOf(IOException.class)
        .hasMessage("torn");
    assertThat(seen).hasSizeLessThanOrEqualTo(3);
  }
}
