package org.palimpsest.seal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * A pair of signature and digest algorithm that is allowed: ECDSA over P-256 or P-384 with SHA-256
 * or SHA-384, and RSA PKCS#1 v1.5 from 3,072 bits with SHA-256 or longer.
 *
 * @param kind kind of key
 * @param digest the JDK's name of the digest
 */
record SignatureAlgorithm(KeyKind kind, String digest) {

  static SignatureAlgorithm of(CmsReader seal) throws CmsReader.MalformedSealException {
    return of(seal, KeyKind.of(seal.signer().getPublicKey()));
  }

  /** That of a second seal, which no first one may have. */
  static SignatureAlgorithm ofSecond(CmsReader seal) throws CmsReader.MalformedSealException {
    return of(seal, KeyKind.ofSecond(seal.signer().getPublicKey()));
  }

  /** That of a time authority; many sign with RSA of 2,048 bits. */
  static SignatureAlgorithm ofAuthority(CmsReader token) throws CmsReader.MalformedSealException {
    return of(token, KeyKind.ofAuthority(token.signer().getPublicKey()));
  }

  private static SignatureAlgorithm of(CmsReader seal, Optional<KeyKind> allowed)
      throws CmsReader.MalformedSealException {
    KeyKind kind =
        allowed.orElseThrow(() -> new CmsReader.MalformedSealException("kind of key not allowed"));
    AlgorithmIdentifier digest = seal.signerInfo().getDigestAlgorithm();
    requireNoParameters(digest, true);
    AlgorithmIdentifier signature = seal.signerInfo().getDigestEncryptionAlgorithm();
    requireNoParameters(signature, kind == KeyKind.RSA);
    SignatureAlgorithm found = new SignatureAlgorithm(kind, digestName(digest.getAlgorithm()));
    if (!found.allows(signature.getAlgorithm())) {
      throw new CmsReader.MalformedSealException("signature and digest algorithm not allowed");
    }
    requireProtected(seal, digest, signature);
    return found;
  }

  private static void requireNoParameters(AlgorithmIdentifier algorithm, boolean mayBeNull)
      throws CmsReader.MalformedSealException {
    ASN1Encodable parameters = algorithm.getParameters();
    if (parameters != null && !(mayBeNull && DERNull.INSTANCE.equals(parameters))) {
      throw new CmsReader.MalformedSealException("algorithm with parameters not allowed");
    }
  }

  static String digestName(ASN1ObjectIdentifier oid) throws CmsReader.MalformedSealException {
    if (oid.equals(NISTObjectIdentifiers.id_sha256)) {
      return "SHA-256";
    } else if (oid.equals(NISTObjectIdentifiers.id_sha384)) {
      return "SHA-384";
    } else if (oid.equals(NISTObjectIdentifiers.id_sha512)) {
      return "SHA-512";
    }
    throw new CmsReader.MalformedSealException("digest algorithm not allowed");
  }

  static ASN1ObjectIdentifier digestOid(String name) {
    return switch (name) {
      case "SHA-256" -> NISTObjectIdentifiers.id_sha256;
      case "SHA-384" -> NISTObjectIdentifiers.id_sha384;
      case "SHA-512" -> NISTObjectIdentifiers.id_sha512;
      default -> throw new IllegalArgumentException("a digest that is not used here");
    };
  }

  static byte[] digest(String name, byte[] content) {
    try {
      return MessageDigest.getInstance(name).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-2", e);
    }
  }

  private boolean allows(ASN1ObjectIdentifier signature) {
    if (kind == KeyKind.ML_DSA_65) {
      // RFC 9882 §3.3: SHA-512 for the content of every strength.
      return digest.equals("SHA-512") && signature.equals(NISTObjectIdentifiers.id_ml_dsa_65);
    }
    if (kind != KeyKind.RSA) {
      return (digest.equals("SHA-256") && signature.equals(X9ObjectIdentifiers.ecdsa_with_SHA256))
          || (digest.equals("SHA-384") && signature.equals(X9ObjectIdentifiers.ecdsa_with_SHA384));
    }
    // RFC 3370 §3.2 lets a signer write plain rsaEncryption beside the digest.
    return signature.equals(PKCSObjectIdentifiers.rsaEncryption)
        || signature.equals(
            switch (digest) {
              case "SHA-256" -> PKCSObjectIdentifiers.sha256WithRSAEncryption;
              case "SHA-384" -> PKCSObjectIdentifiers.sha384WithRSAEncryption;
              default -> PKCSObjectIdentifiers.sha512WithRSAEncryption;
            });
  }

  /** RFC 6211: where the signed attributes repeat the algorithms, they must be the ones used. */
  private static void requireProtected(
      CmsReader seal, AlgorithmIdentifier digest, AlgorithmIdentifier signature)
      throws CmsReader.MalformedSealException {
    ASN1Encodable value = seal.signed().get(CMSAttributes.cmsAlgorithmProtect);
    if (value == null) {
      return;
    }
    try {
      CMSAlgorithmProtection stated = CMSAlgorithmProtection.getInstance(value);
      if (digest.getAlgorithm().equals(stated.getDigestAlgorithm().getAlgorithm())
          && stated.getSignatureAlgorithm() != null
          && signature.getAlgorithm().equals(stated.getSignatureAlgorithm().getAlgorithm())) {
        return;
      }
    } catch (RuntimeException e) {
      // The ASN.1 classes throw more kinds than they declare; said below.
    }
    throw new CmsReader.MalformedSealException("the algorithms are not those that were sealed");
  }

  String description() {
    String name =
        switch (kind) {
          case RSA -> "RSA PKCS#1 v1.5";
          case ML_DSA_65 -> "ML-DSA-65";
          default -> "ECDSA " + kind;
        };
    return name + " with " + digest;
  }

  byte[] digest(byte[] content) {
    return digest(digest, content);
  }

  boolean verify(CmsReader seal) {
    return verify(
        seal.signer().getPublicKey(),
        seal.signedBytes(),
        seal.signerInfo().getEncryptedDigest().getOctets());
  }

  /** Whether {@code value} is the one encoding of a signature over {@code message} by this key. */
  boolean verify(PublicKey key, byte[] message, byte[] value) {
    boolean isCurve = kind == KeyKind.P256 || kind == KeyKind.P384;
    if (isCurve && !isCanonicalEcdsa(value)) {
      return false;
    }
    try {
      String name =
          kind == KeyKind.ML_DSA_65
              ? kind.algorithm
              : digest.replace("-", "") + (isCurve ? "withECDSA" : "withRSA");
      Signature signature = Signature.getInstance(name, BouncyCastle.PROVIDER);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(value);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether the value is DER of two integers from 1 to the group's order minus one. */
  private boolean isCanonicalEcdsa(byte[] value) {
    try {
      ASN1Primitive parsed = ASN1Primitive.fromByteArray(value);
      if (!(parsed instanceof ASN1Sequence pair)
          || pair.size() != 2
          || !Arrays.equals(pair.getEncoded(ASN1Encoding.DER), value)) {
        return false;
      }
      for (ASN1Encodable part : pair) {
        BigInteger number = ASN1Integer.getInstance(part).getPositiveValue();
        if (!ASN1Integer.getInstance(part).getValue().equals(number)
            || number.signum() <= 0
            || number.compareTo(kind.order()) >= 0) {
          return false;
        }
      }
      return true;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      return false;
    }
  }
}
