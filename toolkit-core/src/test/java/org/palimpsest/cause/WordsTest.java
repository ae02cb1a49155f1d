package org.palimpsest.cause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void twoTimesWithinAMinuteAreTwo() {
    assertEquals(
        "27 November 2026, 13:24:22 UTC", Words.day(Instant.parse("2026-11-27T13:24:22.6Z")));
    assertEquals("27 November 2026, 13:24 UTC", Words.day(Instant.parse("2026-11-27T13:24:00Z")));
  }

  @Test
  void daysAreWrittenAsJavaWritesThem() {
    DateTimeFormatter whole =
        DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    DateTimeFormatter exact =
        DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    Random random = new Random(11);
    for (int i = 0; i < 2_000; i++) {
      long second = random.nextLong() % (i % 2 == 0 ? 4_000_000_000L : 400_000_000_000L);
      Instant instant = Instant.ofEpochSecond(i % 3 == 0 ? second / 60 * 60 : second);
      assertThat(Words.day(instant))
          .isEqualTo((instant.getEpochSecond() % 60 == 0 ? whole : exact).format(instant));
    }
    assertThat(Words.day(Instant.parse("0000-01-01T00:00:01Z")))
        .isEqualTo("1 January 0000, 00:00:01 UTC");
  }

  @Test
  void numbersAreWrittenAsJavaWritesThem() {
    for (long number :
        new long[] {
          0,
          7,
          999,
          1_000,
          12_345,
          999_999,
          1_000_000,
          Long.MAX_VALUE,
          -1,
          -999,
          -1_000,
          -123_456,
          Long.MIN_VALUE
        }) {
      assertThat(Words.number(number)).isEqualTo(String.format(Locale.ENGLISH, "%,d", number));
    }
    assertThat(Words.count(1, "message")).isEqualTo("1 message");
    assertThat(Words.count(2_000, "message")).isEqualTo("2,000 messages");
  }
}
