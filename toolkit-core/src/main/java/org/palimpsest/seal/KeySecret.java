package org.palimpsest.seal;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What opens a key file: a passphrase that a person knows, or 256 random bits kept in a file.
 *
 * <p>Only a passphrase is worth guessing, so only for it is the key derivation made slow (PBKDF2
 * with HMAC-SHA-256, 600,000 rounds). A random secret needs no such cost, and a scheduled run does
 * not pay it.
 */
public final class KeySecret {

  private static final int PASSPHRASE_ROUNDS = 600_000;
  private static final int RANDOM_ROUNDS = 2_000;
  private static final int RANDOM_LENGTH = 32;

  private final char[] characters;
  private final int rounds;

  private KeySecret(char[] characters, int rounds) {
    this.characters = characters;
    this.rounds = rounds;
  }

  /**
   * A passphrase; the array is copied.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static KeySecret passphrase(char[] passphrase) {
    if (passphrase.length == 0) {
      throw new IllegalArgumentException("an empty passphrase protects nothing");
    }
    return passphrase(passphrase, PASSPHRASE_ROUNDS);
  }

  /** The same with another number of rounds; a file says how many it was written with. */
  static KeySecret passphrase(char[] passphrase, int rounds) {
    return new KeySecret(passphrase.clone(), rounds);
  }

  /** A new random secret of 256 bits. */
  public static KeySecret generate(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_LENGTH];
    random.nextBytes(bytes);
    return new KeySecret(HexFormat.of().formatHex(bytes).toCharArray(), RANDOM_ROUNDS);
  }

  /** Reads what {@link #toFile} gave: 64 lower-case hexadecimal digits and LF. */
  static KeySecret fromFile(byte[] file) throws UnusableKeyException {
    String text = new String(file, StandardCharsets.US_ASCII);
    if (!text.matches("[0-9a-f]{64}\n")) {
      throw new UnusableKeyException(
          UnusableKeyException.Reason.DAMAGED, "the secret file does not hold 64 hex digits");
    }
    return new KeySecret(text.substring(0, 2 * RANDOM_LENGTH).toCharArray(), RANDOM_ROUNDS);
  }

  byte[] toFile() {
    return (new String(characters) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  boolean isGenerated() {
    return rounds == RANDOM_ROUNDS;
  }

  char[] characters() {
    return characters;
  }

  int rounds() {
    return rounds;
  }

  @Override
  public String toString() {
    return isGenerated() ? "KeySecret[generated]" : "KeySecret[passphrase]";
  }
}
