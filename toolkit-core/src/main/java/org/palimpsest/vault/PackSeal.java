package org.palimpsest.vault;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the units of one file with AES-256-GCM under a key of that file alone. The nonce of a unit
 * is its offset in the file, which no two units share, and a file is written once: so no nonce is
 * used twice under a key, and a unit that was moved within its file or to another one does not
 * open. Safe for use by several threads.
 */
final class PackSeal {

  /** Bytes by which a sealed unit is longer. */
  static final int TAG = 16;

  private static final int NONCE = 12;

  private final SecretKeySpec key;
  private final Deque<Cipher> ciphers = new ConcurrentLinkedDeque<>();

  PackSeal(byte[] key) {
    this.key = new SecretKeySpec(key, "AES");
  }

  byte[] seal(byte[] bytes, int from, int length, long offset) {
    byte[] sealed = new byte[length + TAG];
    try {
      run(Cipher.ENCRYPT_MODE, bytes, from, length, sealed, 0, offset);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not to be had", e);
    }
  }

  /** Opens a unit and returns its length. */
  int open(byte[] sealed, int from, int length, byte[] target, int at, long offset)
      throws DamagedObjectException {
    if (length < TAG || target.length - at < length - TAG) {
      throw new DamagedObjectException("a sealed unit is too short");
    }
    try {
      return run(Cipher.DECRYPT_MODE, sealed, from, length, target, at, offset);
    } catch (AEADBadTagException e) {
      DamagedObjectException damaged = new DamagedObjectException("a sealed unit does not open");
      damaged.initCause(e);
      throw damaged;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is not to be had", e);
    }
  }

  private int run(int mode, byte[] bytes, int from, int length, byte[] target, int at, long offset)
      throws GeneralSecurityException {
    Cipher cipher = ciphers.poll();
    if (cipher == null) {
      cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }
    byte[] nonce = ByteBuffer.allocate(NONCE).putInt(0).putLong(offset).array();
    cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
    int count = cipher.doFinal(bytes, from, length, target, at);
    ciphers.push(cipher);
    return count;
  }
}
