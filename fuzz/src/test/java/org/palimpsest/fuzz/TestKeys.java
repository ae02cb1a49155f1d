package org.palimpsest.fuzz;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.palimpsest.seal.LogKey;
import org.palimpsest.seal.SealingKey;

/** Keys that are the same in every run; worthless outside it. */
final class TestKeys {

  static final String ORIGIN = "example.org/custody/fuzz";

  private TestKeys() {}

  static LogKey logKey() {
    return LogKey.create(ORIGIN, random(1));
  }

  static SealingKey sealingKey() {
    return SealingKey.create(
        "Fuzz Examiner", Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(3650), random(2));
  }

  private static SecureRandom random(int seed) {
    try {
      SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
      random.setSeed(seed);
      return random;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
