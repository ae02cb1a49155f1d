package org.palimpsest.seal;

import java.io.OutputStream;
import java.security.SecureRandom;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.io.MacOutputStream;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;

/**
 * The MAC over a PKCS#12 file: HMAC-SHA-256 under a key derived as RFC 7292 appendix B says. Bouncy
 * Castle's own builders take the salt from a source of randomness that cannot be passed in.
 */
final class KeyStoreMac implements PKCS12MacCalculatorBuilder {

  private static final int SALT_LENGTH = 16;
  private static final int KEY_BITS = 256;

  private final int rounds;
  private final byte[] salt = new byte[SALT_LENGTH];

  KeyStoreMac(int rounds, SecureRandom random) {
    this.rounds = rounds;
    random.nextBytes(salt);
  }

  @Override
  public AlgorithmIdentifier getDigestAlgorithmIdentifier() {
    return new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
  }

  @Override
  public MacCalculator build(char[] password) {
    byte[] passwordBytes = PBEParametersGenerator.PKCS12PasswordToBytes(password);
    PKCS12ParametersGenerator generator = new PKCS12ParametersGenerator(new SHA256Digest());
    generator.init(passwordBytes, salt, rounds);
    HMac mac = new HMac(new SHA256Digest());
    mac.init(generator.generateDerivedMacParameters(KEY_BITS));
    OutputStream input = new MacOutputStream(mac);
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, new PKCS12PBEParams(salt, rounds));
    return new MacCalculator() {
      @Override
      public AlgorithmIdentifier getAlgorithmIdentifier() {
        return algorithm;
      }

      @Override
      public OutputStream getOutputStream() {
        return input;
      }

      @Override
      public byte[] getMac() {
        byte[] value = new byte[mac.getMacSize()];
        mac.doFinal(value, 0);
        return value;
      }

      @Override
      public GenericKey getKey() {
        return new GenericKey(algorithm, passwordBytes);
      }
    };
  }
}
