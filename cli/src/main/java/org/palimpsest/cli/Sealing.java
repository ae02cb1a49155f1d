package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;

/** Seals with a key, and has a time authority date each seal where one was named. */
final class Sealing {

  private final SealingKey key;
  private final @Nullable String authority;
  private final Surroundings surroundings;

  Sealing(SealingKey key, @Nullable String authority, Surroundings surroundings) {
    this.key = key;
    this.authority = authority;
    this.surroundings = surroundings;
  }

  byte[] detached(byte[] content, Instant now) throws Failure {
    return dated(key.sealDetached(content, now));
  }

  /** For the signature of a PDF, which is made where only input and output may fail. */
  byte[] pdf(InputStream content) throws IOException {
    byte[] seal = key.sealPdf(content);
    byte[][] dated = new byte[1][];
    Refused.guard(() -> dated[0] = dated(seal));
    return dated[0];
  }

  private byte[] dated(byte[] seal) throws Failure {
    if (authority == null) {
      return seal;
    }
    try {
      byte[] value = SealCheck.signatureValue(seal);
      TimeQuery query = TimeQuery.over(value, surroundings.random());
      var token = TimeAuthority.at(authority).ask(query);
      Dating.requireSound(token, value);
      return SealingKey.withTimestamp(seal, token);
    } catch (TimeRefusedException e) {
      throw new IllegalStateException("a new seal is none", e);
    }
  }
}
