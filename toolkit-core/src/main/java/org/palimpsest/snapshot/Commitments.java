package org.palimpsest.snapshot;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.palimpsest.digest.Sha256;
import org.palimpsest.json.CanonicalWriter;
import org.palimpsest.messages.ThreadIds;

/**
 * Salted commitments to records. A record's salt is HMAC-SHA-256(vault's salt key, record's key); a
 * commitment is SHA-256(salt ‖ part). The salt keeps a short text such as "ok" from being guessed
 * from its commitment, and equal content gives equal commitments in every snapshot of a vault. Not
 * safe for use by several threads.
 */
public final class Commitments {

  private final Mac mac;
  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] salt = new byte[Sha256.LENGTH];
  private final byte[] scratch = new byte[Sha256.LENGTH];

  /** Prepares commitments under a vault's salt key. */
  public Commitments(byte[] saltKey) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(saltKey, "HmacSHA256"));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Turns to the record of that key. */
  public Commitments forKey(byte[] key) {
    mac.update(key);
    try {
      mac.doFinal(salt, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a salt has room for its hash", e);
    }
    return this;
  }

  /** The salt of the present record. */
  public byte[] salt() {
    return salt.clone();
  }

  /** Commits to a part, into {@code target} at {@code at}. */
  void commit(CanonicalWriter part, byte[] target, int at) {
    digest.update(salt);
    part.digestInto(digest);
    finish(target, at);
  }

  private void finish(byte[] target, int at) {
    try {
      digest.digest(target, at, Sha256.LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("there is room for a hash", e);
    }
  }

  /** Commits to a part given as canonical JSON. */
  public Sha256 commit(byte[] part) {
    digest.update(salt);
    digest.update(part);
    return Sha256.finish(digest);
  }

  /** SHA-256(salt ‖ part), for whoever was given the salt. */
  public static Sha256 of(byte[] salt, byte[] part) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(salt);
    return Sha256.ofHash(digest.digest(part));
  }

  /** The first eight bytes of a commitment: enough to compare two values, too few to prove one. */
  long fingerprint(Consumer<MessageDigest> part) {
    digest.update(salt);
    part.accept(digest);
    finish(scratch, 0);
    return first(scratch);
  }

  /** The same over bytes. */
  long fingerprint(byte[] part) {
    digest.update(salt);
    digest.update(part);
    finish(scratch, 0);
    return first(scratch);
  }

  private static long first(byte[] hash) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (hash[i] & 0xff);
    }
    return value;
  }

  /** Names threads under a vault's salt key: the first 16 bytes of an HMAC, in hex. */
  public static ThreadIds threadIds(byte[] saltKey) {
    Commitments commitments = new Commitments(saltKey);
    return identity ->
        HexFormat.of()
            .formatHex(
                commitments.forKey(("thread " + identity).getBytes(StandardCharsets.UTF_8)).salt,
                0,
                16);
  }
}
