package org.palimpsest.seal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Signature;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.jspecify.annotations.Nullable;

/**
 * Signs deterministically, so that the same content and time give the same seal and a weak source
 * of randomness cannot give the key away (RFC 6979 §1). A token signs by itself, with randomness of
 * its own.
 */
final class Signing implements ContentSigner {

  private final PrivateKey key;
  private final KeyKind kind;
  private final @Nullable Provider token;
  private final ByteArrayOutputStream signed = new ByteArrayOutputStream();

  Signing(PrivateKey key, KeyKind kind, @Nullable Provider token) {
    this.key = key;
    this.kind = kind;
    this.token = token;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return new DefaultSignatureAlgorithmIdentifierFinder().find(kind.algorithm);
  }

  @Override
  public OutputStream getOutputStream() {
    return signed;
  }

  @Override
  public byte[] getSignature() {
    try {
      Signature signature =
          token == null
              ? Signature.getInstance(kind.deterministic, BouncyCastle.PROVIDER)
              : Signature.getInstance(kind.algorithm, token);
      signature.initSign(key);
      signature.update(signed.toByteArray());
      return signature.sign();
    } catch (GeneralSecurityException | ProviderException e) {
      if (token != null) {
        throw new TokenFailedException(e);
      }
      throw new IllegalStateException("a key that was checked on opening cannot sign", e);
    }
  }
}
