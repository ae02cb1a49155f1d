package org.palimpsest.backup;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * PBKDF2 (RFC 8018 §5.2) over raw bytes. The JDK's own takes characters only, and the second
 * derivation starts from the bytes that the first one gave. The inner loop allocates nothing.
 */
final class KeyDerivation {

  private static final int LENGTH = 32;

  private KeyDerivation() {}

  static byte[] hmacSha256(byte[] secret, byte[] salt, int rounds) {
    return derive("HmacSHA256", secret, salt, rounds);
  }

  static byte[] hmacSha1(byte[] secret, byte[] salt, int rounds) {
    return derive("HmacSHA1", secret, salt, rounds);
  }

  private static byte[] derive(String algorithm, byte[] secret, byte[] salt, int rounds) {
    byte[] derived = new byte[LENGTH];
    Secret key = new Secret(secret, algorithm);
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key);
      byte[] step = new byte[mac.getMacLength()];
      byte[] sum = new byte[step.length];
      int done = 0;
      for (int block = 1; done < LENGTH; block++) {
        mac.update(salt);
        mac.update(new byte[] {0, 0, 0, (byte) block});
        mac.doFinal(step, 0);
        System.arraycopy(step, 0, sum, 0, sum.length);
        for (int round = 1; round < rounds; round++) {
          mac.update(step, 0, step.length);
          mac.doFinal(step, 0);
          for (int i = 0; i < sum.length; i++) {
            sum[i] ^= step[i];
          }
        }
        int count = Math.min(sum.length, LENGTH - done);
        System.arraycopy(sum, 0, derived, done, count);
        done += count;
      }
      Arrays.fill(step, (byte) 0);
      Arrays.fill(sum, (byte) 0);
      return derived;
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a key of any length serves an HMAC", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /** A key that may be empty, as the JDK's own may not, and that is not copied. */
  private static final class Secret implements SecretKey {
    private static final long serialVersionUID = 1;

    private final transient byte[] bytes;
    private final String algorithm;

    Secret(byte[] bytes, String algorithm) {
      this.bytes = bytes;
      this.algorithm = algorithm;
    }

    @Override
    public String getAlgorithm() {
      return algorithm;
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      return bytes.clone();
    }
  }
}
