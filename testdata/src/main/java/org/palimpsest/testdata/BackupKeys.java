package org.palimpsest.testdata;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.CipherOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The keybag of a forged backup and what is encrypted with it. */
final class BackupKeys {
  private static final int ALL_CLASSES = 11;

  private final Random random;
  private final Map<Integer, byte[]> classKeys = new TreeMap<>();
  private final byte[] keybag;

  /**
   * Makes a keybag.
   *
   * @param first rounds of the first derivation; 0 when there is none
   * @param second rounds of the second derivation
   */
  BackupKeys(Random random, String password, int first, int second, boolean damagedClass) {
    this.random = random;
    byte[] salt = bytes(20);
    byte[] firstSalt = bytes(20);
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    if (first > 0) {
      secret = derive("HmacSHA256", secret, firstSalt, first);
    }
    byte[] kek = derive("HmacSHA1", secret, salt, second);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, "VERS", first > 0 ? 5 : 3);
    number(out, "TYPE", 1);
    value(out, "UUID", bytes(16));
    value(out, "HMCK", bytes(40));
    number(out, "WRAP", 1);
    value(out, "SALT", salt);
    number(out, "ITER", second);
    if (first > 0) {
      number(out, "DPWT", 1);
      number(out, "DPIC", first);
      value(out, "DPSL", firstSalt);
    }
    for (int number = 1; number <= ALL_CLASSES; number++) {
      byte[] key = bytes(32);
      classKeys.put(number, key);
      value(out, "UUID", bytes(16));
      number(out, "CLAS", number);
      // Keys of these classes are bound to the phone as well.
      number(out, "WRAP", number == 5 || number > 8 ? 3 : 2);
      number(out, "KTYP", number == 2 ? 1 : 0);
      byte[] wrapped = wrap(kek, key);
      if (damagedClass && number == 6) {
        wrapped[11] ^= 1;
      }
      value(out, "WPKY", wrapped);
      if (number == 2) {
        value(out, "PBKY", bytes(32));
      }
    }
    this.keybag = out.toByteArray();
  }

  byte[] keybag() {
    return keybag.clone();
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A key for one file: class and wrapped key, as a manifest holds it. */
  byte[] wrapped(int protectionClass, byte[] key) {
    byte[] classKey = java.util.Objects.requireNonNull(classKeys.get(protectionClass));
    return ByteBuffer.allocate(44)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(protectionClass)
        .put(wrap(classKey, key))
        .array();
  }

  static byte[] encrypt(byte[] key, byte[] plain, boolean padded) {
    try {
      Cipher cipher = Cipher.getInstance(padded ? "AES/CBC/PKCS5Padding" : "AES/CBC/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a file piece by piece, encrypted when there is a key. */
  static void writeRepeated(byte @Nullable [] key, BackupFile file, Path to) throws IOException {
    try (OutputStream stored = new BufferedOutputStream(Files.newOutputStream(to), 1 << 20);
        OutputStream out = key == null ? stored : new CipherOutputStream(stored, encrypting(key))) {
      for (int i = 0; i < file.times(); i++) {
        out.write(file.content());
      }
    }
  }

  private static Cipher encrypting(byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] wrap(byte[] wrapping, byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance("AESWrap");
      cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(wrapping, "AES"));
      return cipher.wrap(new SecretKeySpec(key, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** PBKDF2 of RFC 8018, 32 bytes. */
  private static byte[] derive(String hmac, byte[] secret, byte[] salt, int rounds) {
    try {
      Mac mac = Mac.getInstance(hmac);
      mac.init(new SecretKeySpec(secret, hmac));
      byte[] out = new byte[64];
      int done = 0;
      for (int block = 1; done < 32; block++) {
        mac.update(salt);
        byte[] step = mac.doFinal(ByteBuffer.allocate(4).putInt(block).array());
        byte[] sum = step.clone();
        for (int round = 1; round < rounds; round++) {
          step = mac.doFinal(step);
          for (int i = 0; i < sum.length; i++) {
            sum[i] ^= step[i];
          }
        }
        System.arraycopy(sum, 0, out, done, sum.length);
        done += sum.length;
      }
      return java.util.Arrays.copyOf(out, 32);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void number(ByteArrayOutputStream out, String tag, int value) {
    value(out, tag, ByteBuffer.allocate(4).putInt(value).array());
  }

  private static void value(ByteArrayOutputStream out, String tag, byte[] value) {
    out.writeBytes(tag.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
    out.writeBytes(value);
  }
}
