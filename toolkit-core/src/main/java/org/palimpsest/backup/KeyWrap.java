package org.palimpsest.backup;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES key unwrap (RFC 3394), whose check value shows whether key and wrapped key belong together.
 */
final class KeyWrap {

  /** Length of a wrapped key of 32 bytes. */
  static final int WRAPPED = 40;

  private KeyWrap() {}

  /** The key within, or nothing when the check value is not the right one. */
  static Optional<byte[]> unwrap(byte[] wrapping, byte[] wrapped) {
    if (wrapped.length != WRAPPED) {
      return Optional.empty();
    }
    try {
      Cipher cipher = Cipher.getInstance("AESWrap");
      cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(wrapping, "AES"));
      return Optional.of(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded());
    } catch (InvalidKeyException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AESWrap", e);
    }
  }
}
