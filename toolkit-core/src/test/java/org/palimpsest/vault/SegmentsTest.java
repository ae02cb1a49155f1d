package org.palimpsest.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SegmentsTest {

  private static final Path PACK = Path.of("a.pack");
  private static final Path OTHER = Path.of("b.pack");

  private final Segments segments = new Segments();
  private final AtomicInteger decoded = new AtomicInteger();

  /** A segment whose bytes all tell which one it is. */
  private byte[] read(Path pack, int number, int size, int from, int count) throws IOException {
    byte mark = (byte) (number * 31 + size * 7 + pack.hashCode());
    byte[] target = new byte[count + 2];
    segments.read(
        pack,
        1_000L * number,
        size,
        bytes -> {
          decoded.incrementAndGet();
          for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (mark + i);
          }
        },
        from,
        target,
        1,
        count);
    for (int i = 0; i < count; i++) {
      assertThat(target[i + 1]).isEqualTo((byte) (mark + from + i));
    }
    assertThat(target[0]).isZero();
    assertThat(target[count + 1]).isZero();
    return target;
  }

  @Test
  void aSegmentIsDecodedOnceForAllItsParts() throws IOException {
    for (int from = 0; from < 60_000; from += 4_096) {
      read(PACK, 7, 65_536, from, 4_096);
    }
    assertThat(decoded).hasValue(1);
    read(OTHER, 7, 65_536, 0, 10);
    read(PACK, 8, 65_536, 0, 10);
    read(PACK, 7, 65_535, 0, 10);
    assertThat(decoded).hasValue(4);
    segments.forget();
    read(PACK, 7, 65_536, 0, 10);
    assertThat(decoded).hasValue(5);
  }

  /** More of them than are kept, wanted by several threads at once. */
  @Test
  void nobodySeesBytesOfAnother() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 8_000; i++) {
                    int size = 9_000 + random.nextInt(3) * 1_000;
                    int from = random.nextInt(size - 100);
                    read(random.nextBoolean() ? PACK : OTHER, random.nextInt(900), size, from, 50);
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(decoded.get()).isGreaterThan(900);
  }

  /** Decoding fails when it has written half of it, over one that was there. */
  @Test
  void whatCouldNotBeDecodedIsNeverTakenForWhatWasThere() throws IOException {
    for (int i = 0; i < 2_000; i++) {
      read(PACK, i, 9_000, 0, 10);
    }
    for (int i = 0; i < 2_000; i++) {
      fail(i);
    }
    // Backwards, for of each set the last eight are there, and one of these was written over.
    for (int i = 1_999; i >= 0; i--) {
      read(PACK, i, 9_000, 0, 4_600);
    }
  }

  @Test
  void whatCouldNotBeDecodedIsDecodedAgain() throws IOException {
    for (int i = 0; i < 2_000; i++) {
      fail(i);
      read(OTHER, i, 9_000, 0, 4_600);
    }
    assertThat(decoded).hasValue(2_000);
  }

  private void fail(int number) {
    byte[] target = new byte[10];
    assertThatThrownBy(
            () ->
                segments.read(
                    OTHER,
                    1_000L * number,
                    9_000,
                    bytes -> {
                      Arrays.fill(bytes, 0, 4_500, (byte) 0x5a);
                      throw new DamagedObjectException("half of it");
                    },
                    0,
                    target,
                    0,
                    10))
        .isInstanceOf(DamagedObjectException.class);
    assertThat(target).containsOnly(0);
  }
}
