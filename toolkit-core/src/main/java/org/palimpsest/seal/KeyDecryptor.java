package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * Opens what was encrypted with PBES2, PBKDF2 with HMAC-SHA-256, and AES-256-CBC (RFC 8018), the
 * one form that keys are written in. It uses Bouncy Castle's ciphers directly: to load the provider
 * for its sake would take longer than everything else that a short command does.
 */
final class KeyDecryptor implements InputDecryptorProvider {

  private static final int KEY_BITS = 256;

  /** More rounds than anyone asks for; a file must not be able to keep the program busy. */
  private static final int MAX_ROUNDS = 10_000_000;

  private final KeySecret secret;

  KeyDecryptor(KeySecret secret) {
    this.secret = secret;
  }

  @Override
  public InputDecryptor get(AlgorithmIdentifier algorithm) throws OperatorCreationException {
    if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      throw new OperatorCreationException("not PBES2");
    }
    PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
    PBKDF2Params derivation =
        PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
    boolean known =
        parameters.getKeyDerivationFunc().getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)
            && derivation.getPrf().getAlgorithm().equals(PKCSObjectIdentifiers.id_hmacWithSHA256)
            && parameters
                .getEncryptionScheme()
                .getAlgorithm()
                .equals(NISTObjectIdentifiers.id_aes256_CBC)
            && derivation.getIterationCount().bitLength() < Integer.SIZE
            && derivation.getIterationCount().intValue() <= MAX_ROUNDS;
    if (!known) {
      throw new OperatorCreationException("not PBKDF2 with HMAC-SHA-256 and AES-256-CBC");
    }
    byte[] iv =
        ASN1OctetString.getInstance(parameters.getEncryptionScheme().getParameters()).getOctets();
    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
    generator.init(
        PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(secret.characters()),
        derivation.getSalt(),
        derivation.getIterationCount().intValue());
    PaddedBufferedBlockCipher cipher =
        new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()));
    cipher.init(false, new ParametersWithIV(generator.generateDerivedParameters(KEY_BITS), iv));
    return new InputDecryptor() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return algorithm;
      }

      @Override
      public InputStream getInputStream(InputStream encrypted) {
        return decrypted(cipher, encrypted);
      }
    };
  }

  private static InputStream decrypted(PaddedBufferedBlockCipher cipher, InputStream encrypted) {
    try {
      byte[] in = encrypted.readAllBytes();
      byte[] out = new byte[cipher.getOutputSize(in.length)];
      int length = cipher.processBytes(in, 0, in.length, out, 0);
      length += cipher.doFinal(out, length);
      return new ByteArrayInputStream(out, 0, length);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("the key is padded wrongly", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
