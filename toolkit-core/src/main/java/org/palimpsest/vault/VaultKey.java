package org.palimpsest.vault;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.palimpsest.digest.Sha256;

/** 256 random bits: the master key of an encrypted vault, or a key that opens it. */
public final class VaultKey {

  static final int LENGTH = 32;
  private static final int CHECK = 2;
  private static final int GROUP = 5;
  private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] bytes;

  VaultKey(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a key has 32 bytes");
    }
    this.bytes = bytes.clone();
  }

  /** A new one. */
  public static VaultKey generate(SecureRandom random) {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    return new VaultKey(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The key to be written down: Base32 (RFC 4648) in groups of five, two bytes of its SHA-256 at
   * the end, so that a slip of the pen is noticed.
   */
  public String text() {
    byte[] whole = Arrays.copyOf(bytes, LENGTH + CHECK);
    System.arraycopy(Sha256.of(bytes).bytes(), 0, whole, LENGTH, CHECK);
    StringBuilder text = new StringBuilder();
    int digits = (8 * whole.length + 4) / 5;
    for (int i = 0; i < digits; i++) {
      if (i > 0 && i % GROUP == 0) {
        text.append('-');
      }
      int value = 0;
      for (int bit = 5 * i; bit < 5 * i + 5; bit++) {
        int set = bit < 8 * whole.length ? whole[bit / 8] >> (7 - bit % 8) & 1 : 0;
        value = value << 1 | set;
      }
      text.append(DIGITS.charAt(value));
    }
    return text.toString();
  }

  /**
   * Reads what {@link #text} gave; spaces, dashes and case do not matter. Empty if it is no key.
   */
  public static Optional<VaultKey> parse(String text) {
    String digits = text.toUpperCase(Locale.ROOT).replaceAll("[\\s-]", "");
    byte[] whole = new byte[LENGTH + CHECK];
    if (digits.length() != (8 * whole.length + 4) / 5) {
      return Optional.empty();
    }
    for (int i = 0; i < digits.length(); i++) {
      int value = DIGITS.indexOf(digits.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      for (int bit = 0; bit < 5; bit++) {
        int at = 5 * i + bit;
        if ((value >> (4 - bit) & 1) != 0) {
          if (at >= 8 * whole.length) {
            return Optional.empty();
          }
          whole[at / 8] |= (byte) (1 << (7 - at % 8));
        }
      }
    }
    byte[] key = Arrays.copyOf(whole, LENGTH);
    byte[] check = Sha256.of(key).bytes();
    return check[0] == whole[LENGTH] && check[1] == whole[LENGTH + 1]
        ? Optional.of(new VaultKey(key))
        : Optional.empty();
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "VaultKey";
  }
}
