package org.palimpsest.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTimeTest {

  private static void same(Instant time) {
    assertEquals(time.toString(), JsonTime.of(time));
    assertEquals(time, JsonTime.parse(time.toString()));
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

  /** Whatever is written, it is read as Java reads it, or refused as Java refuses it. */
  @Test
  void whatIsWrittenOtherwiseIsReadAsJavaReadsIt() {
    Random random = new Random(8);
    String letters = "0123456789-:.TZtz+ ";
    int refused = 0;
    for (int i = 0; i < 300_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(0, 4_000_000_000L), i % 2 == 0 ? 0L : random.nextInt(1000));
      StringBuilder text = new StringBuilder(time.toString());
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, letters.charAt(random.nextInt(letters.length())));
          default -> text.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
        }
      }
      Instant truth = null;
      try {
        truth = Instant.parse(text);
      } catch (DateTimeException e) {
        refused++;
        assertThrows(DateTimeException.class, () -> JsonTime.parse(text.toString()));
      }
      if (truth != null) {
        assertEquals(truth, JsonTime.parse(text.toString()));
      }
    }
    assertTrue(refused > 100_000 && refused < 299_000, "refused " + refused);
    for (String edge :
        new String[] {
          "2024-02-29T23:59:59Z",
          "2023-02-28T24:00:00Z",
          "2016-12-31T23:59:60Z",
          "2026-01-01T00:00:00.5Z"
        }) {
      assertEquals(Instant.parse(edge), JsonTime.parse(edge));
    }
    assertThrows(DateTimeException.class, () -> JsonTime.parse("2023-02-29T00:00:00Z"));
  }
}
