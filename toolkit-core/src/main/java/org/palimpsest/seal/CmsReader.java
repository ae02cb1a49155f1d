package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * One detached CMS SignedData, taken apart strictly: DER and nothing behind it, one signer, one
 * digest, only certificates that have a part in it. Whatever the signature does not cover has one
 * allowed form here, so that no byte of a seal can change unnoticed.
 *
 * @param signerInfo the only signer
 * @param signer its certificate
 * @param certificates all certificates, the signer's first
 * @param signedBytes what the signature is over: the signed attributes as DER SET OF
 * @param signed values of the signed attributes by type, one each
 * @param timestamp the token that is attached, unsigned, as DER; null if there is none
 * @param content what is inside; null for a detached seal
 */
record CmsReader(
    SignerInfo signerInfo,
    X509Certificate signer,
    List<X509Certificate> certificates,
    byte[] signedBytes,
    Map<ASN1ObjectIdentifier, ASN1Encodable> signed,
    byte @Nullable [] timestamp,
    byte @Nullable [] content) {

  /** A seal that has not the one form it should have. */
  static final class MalformedSealException extends Exception {
    private static final long serialVersionUID = 1;

    private final String why;

    MalformedSealException(String why) {
      super(why);
      this.why = why;
    }

    String why() {
      return why;
    }
  }

  /** Reads a detached seal. */
  static CmsReader read(byte[] cms) throws MalformedSealException {
    return read(cms, false);
  }

  /** Reads a timestamp token (RFC 3161 §2.4.2), whose content is inside. */
  static CmsReader readToken(byte[] cms) throws MalformedSealException {
    return read(cms, true);
  }

  private static CmsReader read(byte[] cms, boolean isToken) throws MalformedSealException {
    try {
      ASN1Primitive whole = ASN1Primitive.fromByteArray(cms);
      require(whole != null, "empty");
      require(
          Arrays.equals(whole.getEncoded(ASN1Encoding.DER), cms), "not in DER, or bytes follow it");
      ContentInfo outer = ContentInfo.getInstance(whole);
      require(outer.getContentType().equals(CMSObjectIdentifiers.signedData), "not SignedData");
      SignedData data = SignedData.getInstance(outer.getContent());
      // The version follows from the type of the content (RFC 5652 §5.1).
      require(data.getVersion().hasValue(isToken ? 3 : 1), "SignedData of the wrong version");
      require(
          data.getEncapContentInfo()
              .getContentType()
              .equals(isToken ? PKCSObjectIdentifiers.id_ct_TSTInfo : CMSObjectIdentifiers.data),
          isToken ? "not over a time" : "not over plain data");
      ASN1Encodable inside = data.getEncapContentInfo().getContent();
      require(
          isToken == inside instanceof ASN1OctetString && (isToken || inside == null),
          isToken ? "the time is not inside" : "content is inside, not detached");
      require(data.getCRLs() == null, "revocation lists inside are not allowed");
      require(data.getSignerInfos().size() == 1, "not exactly one signer");
      SignerInfo signer = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
      require(signer.getVersion().hasValue(1), "SignerInfo version is not 1");
      require(
          data.getDigestAlgorithms().size() == 1
              && data.getDigestAlgorithms()
                  .getObjectAt(0)
                  .toASN1Primitive()
                  .equals(signer.getDigestAlgorithm().toASN1Primitive()),
          "the digest announced is not the signer's");
      List<X509Certificate> certificates = certificates(data.getCertificates());
      X509Certificate own = own(certificates, signer);
      ASN1Set attributes = signer.getAuthenticatedAttributes();
      require(attributes != null, "no signed attributes");
      byte[] signedBytes = new DERSet(attributes.toArray()).getEncoded(ASN1Encoding.DER);
      require(
          Arrays.equals(signedBytes, attributes.getEncoded(ASN1Encoding.DL)),
          "the signed attributes are not in DER order");
      return new CmsReader(
          signer,
          own,
          path(own, certificates),
          signedBytes,
          single(attributes),
          timestamp(signer.getUnauthenticatedAttributes(), isToken),
          inside instanceof ASN1OctetString octets ? octets.getOctets() : null);
    } catch (IOException | CertificateException | RuntimeException e) {
      // Flipping every bit of a seal showed four kinds of undeclared exception in the ASN.1
      // classes.
      throw new MalformedSealException("not a well-formed CMS signature");
    }
  }

  private static void require(boolean holds, String otherwise) throws MalformedSealException {
    if (!holds) {
      throw new MalformedSealException(otherwise);
    }
  }

  private static List<X509Certificate> certificates(ASN1Set set)
      throws MalformedSealException, IOException, CertificateException {
    require(set != null && set.size() > 0 && set.size() <= 10, "needs 1 to 10 certificates");
    CertificateFactory factory = CertificateFactory.getInstance("X.509", BouncyCastle.PROVIDER);
    List<X509Certificate> certificates = new ArrayList<>();
    for (ASN1Encodable element : set) {
      require(element.toASN1Primitive() instanceof ASN1Sequence, "holds more than certificates");
      byte[] der = element.toASN1Primitive().getEncoded(ASN1Encoding.DER);
      X509Certificate certificate =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
      require(certificate != null && Arrays.equals(der, certificate.getEncoded()), "certificate");
      require(
          KeySize.of(certificate) != KeySize.REFUSED,
          "a certificate with a key of a kind or size that is not checked");
      // Bouncy Castle decodes the key only when asked, and throws then.
      require(certificate.getPublicKey() != null, "a certificate without a public key");
      require(!certificates.contains(certificate), "holds a certificate twice");
      certificates.add(certificate);
    }
    return certificates;
  }

  private static X509Certificate own(List<X509Certificate> certificates, SignerInfo signer)
      throws MalformedSealException, IOException {
    require(
        signer.getSID().getId().toASN1Primitive() instanceof ASN1Sequence,
        "the signer is not named by issuer and serial number");
    IssuerAndSerialNumber id = IssuerAndSerialNumber.getInstance(signer.getSID().getId());
    byte[] issuer = id.getName().getEncoded(ASN1Encoding.DER);
    X509Certificate found = null;
    for (X509Certificate certificate : certificates) {
      if (Arrays.equals(issuer, certificate.getIssuerX500Principal().getEncoded())
          && id.getSerialNumber().hasValue(certificate.getSerialNumber())) {
        require(found == null, "two certificates with one name and serial number");
        found = certificate;
      }
    }
    if (found == null) {
      throw new MalformedSealException("the signer's certificate is not inside");
    }
    return found;
  }

  /** The certificates from the signer's upwards; any that is left over has no place here. */
  private static List<X509Certificate> path(X509Certificate own, List<X509Certificate> all)
      throws MalformedSealException {
    List<X509Certificate> path = new ArrayList<>(List.of(own));
    boolean grows = true;
    while (grows) {
      grows = false;
      X509Certificate last = path.get(path.size() - 1);
      for (X509Certificate candidate : all) {
        if (!path.contains(candidate) && Certificates.isIssuedBy(last, candidate)) {
          path.add(candidate);
          grows = true;
          break;
        }
      }
    }
    require(path.size() == all.size(), "holds certificates that have no part in it");
    return path;
  }

  /**
   * Whether every certificate is vouched for by what is inside: the signer's by name and hash in
   * the signature, each other by the one above it, the topmost by itself. Where that is not so,
   * bytes of the topmost could change unnoticed.
   */
  boolean isClosed() {
    X509Certificate top = certificates.get(certificates.size() - 1);
    return certificates.size() == 1 || Certificates.isIssuedBy(top, top);
  }

  private static Map<ASN1ObjectIdentifier, ASN1Encodable> single(ASN1Set attributes)
      throws MalformedSealException {
    Map<ASN1ObjectIdentifier, ASN1Encodable> values = new HashMap<>();
    Enumeration<?> each = attributes.getObjects();
    while (each.hasMoreElements()) {
      Attribute attribute = Attribute.getInstance(each.nextElement());
      require(attribute.getAttrValues().size() == 1, "an attribute without exactly one value");
      require(
          values.put(attribute.getAttrType(), attribute.getAttrValues().getObjectAt(0)) == null,
          "an attribute twice");
    }
    return values;
  }

  private static byte @Nullable [] timestamp(ASN1Set attributes, boolean isToken)
      throws MalformedSealException, IOException {
    if (attributes == null) {
      return null;
    }
    Attribute only = Attribute.getInstance(attributes.getObjectAt(0));
    require(
        !isToken
            && attributes.size() == 1
            && only.getAttrType().equals(PKCSObjectIdentifiers.id_aa_signatureTimeStampToken)
            && only.getAttrValues().size() == 1,
        "an unsigned attribute other than one timestamp");
    return only.getAttrValues().getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DER);
  }
}
