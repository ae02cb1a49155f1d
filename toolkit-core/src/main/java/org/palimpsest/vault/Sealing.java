package org.palimpsest.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encryption of a vault. From its master key a key is derived for each file, by HMAC-SHA-256
 * over a label and 32 random bytes that begin the file.
 */
final class Sealing {

  /** Random bytes at the beginning of each sealed file. */
  static final int SALT = 32;

  static final String PACK = "palimpsest pack 1";
  static final String INDEX = "palimpsest index 1";
  static final String FILE = "palimpsest file 1";
  static final String LOOKUP = "palimpsest lookup 1";
  static final String WRAP = "palimpsest wrap 1";
  private static final String NAME = "palimpsest name 1";
  private static final String LINE = "palimpsest line 1";

  private final byte[] master;
  private final SecureRandom random;

  /**
   * The encryption under a key.
   *
   * @param random makes the salts of new files
   */
  Sealing(byte[] master, SecureRandom random) {
    this.master = master.clone();
    this.random = random;
  }

  byte[] newSalt() {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return salt;
  }

  /** What seals the units of a file. */
  PackSeal of(String label, byte[] salt) {
    return new PackSeal(derive(label, salt));
  }

  private byte[] derive(String label, byte[] bytes) {
    return derive(master, label, bytes);
  }

  /** A key for one purpose. */
  static byte[] derive(byte[] master, String label, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(master, "HmacSHA256"));
      mac.update(label.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not to be had", e);
    }
  }

  /** A name that says nothing of the one it stands for. */
  byte[] name(byte[] clear) {
    return derive(NAME, clear);
  }

  /** Seals each line under a key of its own, from 32 random bytes; Base64 of these and the unit. */
  LineSeal lines() {
    return new LineSeal() {
      @Override
      public byte[] seal(byte[] line) {
        return Base64.getEncoder().encode(sealFile(LINE, line));
      }

      @Override
      public byte[] open(byte[] sealed) throws DamagedObjectException {
        try {
          return openFile(LINE, Base64.getDecoder().decode(sealed));
        } catch (IllegalArgumentException e) {
          throw new DamagedObjectException("a sealed line is no Base64");
        }
      }
    };
  }

  /** A whole small file: salt, then one unit. */
  byte[] sealFile(String label, byte[] content) {
    byte[] salt = newSalt();
    byte[] sealed = of(label, salt).seal(content, 0, content.length, SALT);
    byte[] file = Arrays.copyOf(salt, SALT + sealed.length);
    System.arraycopy(sealed, 0, file, SALT, sealed.length);
    return file;
  }

  byte[] openFile(String label, byte[] file) throws DamagedObjectException {
    if (file.length < SALT + PackSeal.TAG) {
      throw new DamagedObjectException("a sealed file is too short");
    }
    byte[] content = new byte[file.length - SALT - PackSeal.TAG];
    of(label, Arrays.copyOf(file, SALT)).open(file, SALT, file.length - SALT, content, 0, SALT);
    return content;
  }
}
