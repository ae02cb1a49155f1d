package org.palimpsest.backup;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts one file of a backup as its bytes come by: AES-256 in CBC mode with a zero IV, since
 * each file has a key of its own. The padding alone decides where the file ends. The last block is
 * held back until it is known to be the last; a padding that is none is a damaged file, never a
 * file without padding.
 */
public final class Decryptor {

  /** Bytes of a cipher block. */
  public static final int BLOCK = 16;

  /**
   * The size of a step. Java's fast AES arrives when the code around it was called thousands of
   * times, so small steps reach it within the first megabytes.
   */
  private static final int SLICE = 8192;

  private final Cipher cipher;
  private final byte[] held = new byte[BLOCK];
  private boolean holding;
  private int odd;

  /** Takes a key of 32 bytes. */
  public Decryptor(byte[] key) {
    try {
      cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in CBC mode", e);
    }
  }

  /** Most bytes that {@link #update} gives for so many. */
  public static int room(int count) {
    return count + 2 * BLOCK;
  }

  /**
   * Decrypts the next bytes.
   *
   * @param target has {@link #room} for what comes out
   * @return how many bytes came out
   */
  public int update(byte[] bytes, int from, int count, byte[] target) {
    int before = holding ? BLOCK : 0;
    int fresh = decrypt(bytes, from, count, target, before);
    odd = (odd + count) % BLOCK;
    if (fresh == 0) {
      return 0;
    }
    System.arraycopy(held, 0, target, 0, before);
    System.arraycopy(target, before + fresh - BLOCK, held, 0, BLOCK);
    holding = true;
    return before + fresh - BLOCK;
  }

  private int decrypt(byte[] bytes, int from, int count, byte[] target, int at) {
    int made = 0;
    try {
      for (int done = 0; done < count; done += SLICE) {
        made += cipher.update(bytes, from + done, Math.min(SLICE, count - done), target, at + made);
      }
      return made;
    } catch (ShortBufferException e) {
      throw new IllegalArgumentException("there is no room for what comes out", e);
    }
  }

  /**
   * The bytes of the last block without its padding.
   *
   * @return nothing when the bytes are no whole number of blocks, or end in no padding
   */
  public Optional<byte[]> finish() {
    if (!holding || odd != 0) {
      return Optional.empty();
    }
    int padding = held[BLOCK - 1];
    if (padding < 1 || padding > BLOCK) {
      return Optional.empty();
    }
    for (int i = BLOCK - padding; i < BLOCK; i++) {
      if (held[i] != padding) {
        return Optional.empty();
      }
    }
    return Optional.of(Arrays.copyOf(held, BLOCK - padding));
  }
}
