package org.palimpsest.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTimeTest {

  private static void same(Instant time) {
    assertEquals(time.toString(), JsonTime.of(time));
  }

  @Test
  void everyDayOfFourHundredYearsIsWrittenAsJavaWritesIt() {
    LocalDate day = LocalDate.of(1899, 12, 31);
    for (int i = 0; i < 146_100; i++) {
      same(day.plusDays(i).atStartOfDay().toInstant(ZoneOffset.UTC));
    }
  }

  @Test
  void anyTimeIsWrittenAsJavaWritesIt() {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      long seconds = random.nextLong(-70_000_000_000L, 260_000_000_000L);
      int nanos =
          switch (i % 4) {
            case 0 -> 0;
            case 1 -> random.nextInt(1000) * 1_000_000;
            case 2 -> random.nextInt(1_000_000) * 1000;
            default -> random.nextInt(1_000_000_000);
          };
      same(Instant.ofEpochSecond(seconds, nanos));
    }
  }

  @Test
  void theEdgesOfFourDigitsAreKept() {
    same(Instant.parse("0000-01-01T00:00:00Z"));
    same(Instant.parse("0000-01-01T00:00:00Z").minusNanos(1));
    same(Instant.parse("9999-12-31T23:59:59.999999999Z"));
    same(Instant.parse("9999-12-31T23:59:59.999999999Z").plusNanos(1));
    same(Instant.MIN);
    same(Instant.MAX);
  }
}
