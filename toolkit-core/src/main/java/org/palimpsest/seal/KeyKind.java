package org.palimpsest.seal;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Optional;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.jcajce.interfaces.MLDSAPublicKey;
import org.bouncycastle.jcajce.spec.MLDSAParameterSpec;

/** The kinds of key that may seal, and how each signs. */
public enum KeyKind {
  /** ECDSA over P-256 with SHA-256. */
  P256("P-256", "SHA256withECDSA", "SHA256withECDDSA"),
  /** ECDSA over P-384 with SHA-384. */
  P384("P-384", "SHA384withECDSA", "SHA384withECDDSA"),
  /** RSA PKCS#1 v1.5 with SHA-256, from 3,072 bits. */
  RSA("RSA", "SHA256withRSA", "SHA256withRSA"),
  /** ML-DSA-65 (FIPS 204), for a second seal beside one of the others and never alone. */
  ML_DSA_65("ML-DSA-65", "ML-DSA-65", "ML-DSA-65");

  private static final int MIN_RSA_BITS = 3072;
  private static final int MIN_AUTHORITY_BITS = 2048;

  private final String curve;

  /** Name under which the algorithm identifier is found. */
  final String algorithm;

  /** Name of the deterministic form of the same algorithm (RFC 6979). */
  final String deterministic;

  KeyKind(String curve, String algorithm, String deterministic) {
    this.curve = curve;
    this.algorithm = algorithm;
    this.deterministic = deterministic;
  }

  /** Makes a pair of this kind; RSA of 3,072 bits. */
  KeyPair generate(SecureRandom random) throws GeneralSecurityException {
    if (this == ML_DSA_65) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, BouncyCastle.PROVIDER);
      generator.initialize(MLDSAParameterSpec.ml_dsa_65, random);
      return generator.generateKeyPair();
    }
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(this == RSA ? "RSA" : "EC", BouncyCastle.PROVIDER);
    generator.initialize(
        this == RSA
            ? new RSAKeyGenParameterSpec(MIN_RSA_BITS, RSAKeyGenParameterSpec.F4)
            : new ECGenParameterSpec(curve),
        random);
    return generator.generateKeyPair();
  }

  /** The kind of {@code key}, or nothing if it may not seal. */
  static Optional<KeyKind> of(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength() >= MIN_RSA_BITS ? Optional.of(RSA) : Optional.empty();
    }
    if (key instanceof ECPublicKey ec) {
      for (KeyKind kind : new KeyKind[] {P256, P384}) {
        var parameters = NISTNamedCurves.getByName(kind.curve);
        var curve = ec.getParams().getCurve();
        if (ec.getParams().getOrder().equals(parameters.getN())
            && curve.getA().equals(parameters.getCurve().getA().toBigInteger())
            && curve.getB().equals(parameters.getCurve().getB().toBigInteger())) {
          return Optional.of(kind);
        }
      }
    }
    return Optional.empty();
  }

  /** The kind of a second seal's key, or nothing if it may make none. */
  static Optional<KeyKind> ofSecond(PublicKey key) {
    return key instanceof MLDSAPublicKey lattice
            && MLDSAParameterSpec.ml_dsa_65.equals(lattice.getParameterSpec())
        ? Optional.of(ML_DSA_65)
        : Optional.empty();
  }

  /** The kind of a time authority's key, or nothing if no time may rest on it. */
  static Optional<KeyKind> ofAuthority(PublicKey key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_AUTHORITY_BITS
        ? Optional.of(RSA)
        : of(key);
  }

  /** Order of the curve's group; only for curves. */
  BigInteger order() {
    return NISTNamedCurves.getByName(curve).getN();
  }
}
