package org.palimpsest.backup;

import java.io.EOFException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.palimpsest.sqlite.ByteSource;

/**
 * The plaintext of ciphertext that lies elsewhere, at any offset: in CBC mode a block needs no more
 * than the block before it. So a manifest of any size is read without a copy of its plaintext.
 */
public final class DecryptedBytes implements ByteSource {

  private static final int BLOCK = Decryptor.BLOCK;
  private static final int FILLING = 16;

  private final ByteSource ciphertext;
  private final SecretKeySpec key;
  private final long size;

  /**
   * The plaintext without its padding, where it ends in a whole block of one: some hosts write a
   * manifest without.
   */
  public DecryptedBytes(ByteSource ciphertext, byte[] key) throws IOException {
    this.ciphertext = ciphertext;
    this.key = new SecretKeySpec(key, "AES");
    long whole = ciphertext.size() - ciphertext.size() % BLOCK;
    byte[] last = new byte[BLOCK];
    if (whole >= BLOCK) {
      decrypt(whole - BLOCK, last, 0, BLOCK);
    }
    byte[] padding = new byte[BLOCK];
    Arrays.fill(padding, (byte) FILLING);
    this.size = Arrays.equals(last, padding) ? whole - BLOCK : whole;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, byte[] target, int at, int length) throws IOException {
    if (offset < 0 || offset > size - length) {
      throw new EOFException("plaintext ends before offset " + (offset + length));
    }
    int within = (int) (offset % BLOCK);
    if (within == 0 && length % BLOCK == 0) {
      decrypt(offset, target, at, length);
      return;
    }
    byte[] blocks = new byte[(within + length + BLOCK - 1) / BLOCK * BLOCK];
    decrypt(offset - within, blocks, 0, blocks.length);
    System.arraycopy(blocks, within, target, at, length);
  }

  private void decrypt(long offset, byte[] target, int at, int length) throws IOException {
    if (length == 0) {
      return;
    }
    byte[] iv = new byte[BLOCK];
    if (offset > 0) {
      ciphertext.read(offset - BLOCK, iv, 0, BLOCK);
    }
    byte[] bytes = new byte[length];
    ciphertext.read(offset, bytes, 0, length);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(iv));
      cipher.doFinal(bytes, 0, length, target, at);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("whole blocks can always be decrypted", e);
    }
  }
}
