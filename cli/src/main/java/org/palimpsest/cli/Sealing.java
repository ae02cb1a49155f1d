package org.palimpsest.cli;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.palimpsest.custody.Entry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.seal.SealingKey;
import org.palimpsest.seal.TimeQuery;
import org.palimpsest.seal.TimeRefusedException;

/** Seals with a key, and has a time authority date each seal where one was named. */
final class Sealing {

  private static final String ROLE = "sealed";

  private final SealingKey key;
  private final @Nullable String authority;
  private final Surroundings surroundings;
  private final List<Entry.Item> sealed = new ArrayList<>();

  Sealing(SealingKey key, @Nullable String authority, Surroundings surroundings) {
    this.key = key;
    this.authority = authority;
    this.surroundings = surroundings;
  }

  /**
   * What was sealed, for the entry of the log: should the key be lost later, the entry shows that
   * this was sealed before.
   */
  List<Entry.Item> sealed() {
    return List.copyOf(sealed);
  }

  byte[] detached(String name, byte[] content, Instant now) throws Failure {
    sealed.add(new Entry.Item(name, content.length, Sha256.of(content), ROLE));
    return dated(key.sealDetached(content, now));
  }

  /** For the signature of a PDF, which is made where only input and output may fail. */
  byte[] pdf(InputStream content) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    byte[] seal = key.sealPdf(new DigestInputStream(content, digest));
    sealed.add(
        new Entry.Item("report.pdf", 0, Sha256.ofHash(digest.digest()), "sealed bytes of a PDF"));
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
