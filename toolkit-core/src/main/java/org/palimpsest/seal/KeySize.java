package org.palimpsest.seal;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * How much work it is to check a signature with a certificate's key. It is told from the encoded
 * key, since decoding one of 16,384 bits takes seconds and checking a signature with a full-length
 * exponent more.
 */
enum KeySize {
  /** Checked in milliseconds. */
  USUAL,
  /** Takes some hundred milliseconds. */
  LARGE,
  /** Nothing is checked with it. */
  REFUSED;

  private static final int USUAL_BITS = 4096;
  private static final int MOST_BITS = 8192;
  private static final int MOST_EXPONENT_BITS = 64;

  /** Kinds of key that have one size each. */
  private static final Set<ASN1ObjectIdentifier> FIXED =
      Set.of(
          EdECObjectIdentifiers.id_Ed25519,
          EdECObjectIdentifiers.id_Ed448,
          NISTObjectIdentifiers.id_ml_dsa_44,
          NISTObjectIdentifiers.id_ml_dsa_65,
          NISTObjectIdentifiers.id_ml_dsa_87);

  private static final Set<ASN1ObjectIdentifier> RSA =
      Set.of(PKCSObjectIdentifiers.rsaEncryption, PKCSObjectIdentifiers.id_RSASSA_PSS);

  static KeySize of(X509Certificate certificate) {
    try {
      return of(Certificate.getInstance(certificate.getEncoded()).getSubjectPublicKeyInfo());
    } catch (CertificateEncodingException | IOException | RuntimeException e) {
      // The ASN.1 classes throw undeclared kinds at what is no key.
      return REFUSED;
    }
  }

  private static KeySize of(SubjectPublicKeyInfo key) throws IOException {
    ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
    if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      // A curve that is spelt out may be of any size.
      boolean isNamed = key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier;
      return isNamed ? USUAL : REFUSED;
    }
    if (RSA.contains(kind)) {
      RSAPublicKey rsa = RSAPublicKey.getInstance(key.parsePublicKey());
      int bits = rsa.getModulus().bitLength();
      return bits > MOST_BITS || rsa.getPublicExponent().bitLength() > MOST_EXPONENT_BITS
          ? REFUSED
          : bits > USUAL_BITS ? LARGE : USUAL;
    }
    return FIXED.contains(kind) ? USUAL : REFUSED;
  }
}
