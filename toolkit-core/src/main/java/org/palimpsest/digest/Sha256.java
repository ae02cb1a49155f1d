package org.palimpsest.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash value (FIPS 180-4): 32 bytes, immutable, ordered bytewise as unsigned. */
public final class Sha256 implements Comparable<Sha256> {

  /** Length of a hash value in bytes. */
  public static final int LENGTH = 32;

  private static final HexFormat HEX = HexFormat.of();

  private final byte[] value;

  private Sha256(byte[] value) {
    this.value = value;
  }

  /** The hash of {@code bytes}. */
  public static Sha256 of(byte[] bytes) {
    return new Sha256(newDigest().digest(bytes));
  }

  /** Wraps 32 bytes that are already a hash value; the array is copied. */
  public static Sha256 ofHash(byte[] hash) {
    return ofHash(hash, 0);
  }

  /** Wraps the 32 bytes at {@code offset} of {@code bytes}. */
  public static Sha256 ofHash(byte[] bytes, int offset) {
    if (offset < 0 || bytes.length - offset < LENGTH) {
      throw new IllegalArgumentException("a SHA-256 value has 32 bytes");
    }
    return new Sha256(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
  }

  /** Finishes {@code digest} and wraps its value. */
  public static Sha256 finish(MessageDigest digest) {
    return ofHash(digest.digest());
  }

  /**
   * Parses 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException if {@code hex} is anything else; upper case is refused so that
   *     a hash has one spelling only
   */
  public static Sha256 parse(String hex) {
    byte[] value = new byte[LENGTH];
    boolean sound = hex.length() == 2 * LENGTH;
    for (int i = 0; sound && i < LENGTH; i++) {
      int high = digit(hex.charAt(2 * i));
      int low = digit(hex.charAt(2 * i + 1));
      sound = high >= 0 && low >= 0;
      value[i] = (byte) (high << 4 | low);
    }
    if (!sound) {
      throw new IllegalArgumentException("a SHA-256 value is written as 64 lower-case hex digits");
    }
    return new Sha256(value);
  }

  /** What a lower-case hexadecimal digit is worth, -1 for anything else. */
  private static int digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  }

  /** Whether {@code text} is one that {@link #parse} accepts. */
  public static boolean isHex(String text) {
    return text.length() == 2 * LENGTH && text.chars().allMatch(c -> digit((char) c) >= 0);
  }

  /** A fresh SHA-256 computation. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    return HEX.formatHex(value);
  }

  /** The first {@code digits} hexadecimal digits, for people to read. */
  public String abbreviated(int digits) {
    return hex().substring(0, digits);
  }

  /** A copy of the 32 bytes. */
  public byte[] bytes() {
    return value.clone();
  }

  /** Writes the 32 bytes into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(value, 0, target, offset, LENGTH);
  }

  /** Appends the 32 bytes to {@code target}. */
  public void putInto(ByteBuffer target) {
    target.put(value);
  }

  @Override
  public int compareTo(Sha256 other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Sha256 that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return hex();
  }
}
