package org.palimpsest.cause;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void twoTimesWithinAMinuteAreTwo() {
    assertEquals(
        "27 November 2026, 13:24:22 UTC", Words.day(Instant.parse("2026-11-27T13:24:22.6Z")));
    assertEquals("27 November 2026, 13:24 UTC", Words.day(Instant.parse("2026-11-27T13:24:00Z")));
  }
}
