package org.palimpsest.testdata;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Identifiers drawn from a seeded source, in the shapes that Messages uses. */
public final class Guids {
  private final Random random;

  /** Draws from {@code random}. */
  public Guids(Random random) {
    this.random = random;
  }

  /** An upper-case UUID of version 4. */
  public String guid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(high, low).toString().toUpperCase(Locale.ROOT);
  }

  /** A CloudKit record name: 64 hexadecimal digits. */
  public String recordId() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A group identifier, {@code chat} and digits. */
  public String groupIdentifier() {
    return "chat" + (100_000_000_000_000_000L + (random.nextLong() >>> 8));
  }
}
