package org.palimpsest.seal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAttributeTableGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SignerInformationStore;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;

/** Writes one CMS SignedData (RFC 5652) over content that stays outside. */
final class CmsWriter {

  private CmsWriter() {}

  static byte[] write(
      InputStream content,
      Signing signing,
      List<X509Certificate> chain,
      @Nullable Instant claimedTime)
      throws IOException {
    try {
      var digests =
          new JcaDigestCalculatorProviderBuilder().setProvider(BouncyCastle.PROVIDER).build();
      CMSSignedDataGenerator cms = new CMSSignedDataGenerator();
      cms.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(digests)
              .setSignedAttributeGenerator(attributes(chain, claimedTime))
              .build(signing, chain.get(0)));
      cms.addCertificates(new JcaCertStore(chain));
      return cms.generate(new Streamed(content), false).getEncoded("DER");
    } catch (CMSException | GeneralSecurityException | OperatorCreationException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException("Bouncy Castle cannot write this signature", e);
    }
  }

  /** Attaches a timestamp token over the seal's signature value. */
  static byte[] withTimestamp(byte[] seal, byte[] token) throws IOException {
    try {
      CMSSignedData data = new CMSSignedData(seal);
      SignerInformation signer = data.getSignerInfos().iterator().next();
      Attribute attribute =
          new Attribute(
              PKCSObjectIdentifiers.id_aa_signatureTimeStampToken,
              new DERSet(ASN1Primitive.fromByteArray(token)));
      SignerInformation stamped =
          SignerInformation.replaceUnsignedAttributes(signer, new AttributeTable(attribute));
      return CMSSignedData.replaceSigners(data, new SignerInformationStore(stamped))
          .getEncoded("DER");
    } catch (CMSException e) {
      throw new IllegalArgumentException("not a seal", e);
    }
  }

  /**
   * A token without the certificates that nothing inside vouches for: an authority may send those
   * of its chain and not the root. Certificates are not signed, so leaving some out changes
   * nothing.
   */
  static byte[] closed(byte[] token) throws IOException, TimeRefusedException {
    try {
      CmsReader read = CmsReader.readToken(token);
      if (read.isClosed()) {
        return token;
      }
      CMSSignedData data = new CMSSignedData(token);
      return CMSSignedData.replaceCertificatesAndCRLs(
              data, new JcaCertStore(List.of(read.signer())), null, null)
          .getEncoded("DER");
    } catch (CmsReader.MalformedSealException e) {
      throw new TimeRefusedException(e.why());
    } catch (CMSException | GeneralSecurityException e) {
      throw new TimeRefusedException("not a well-formed timestamp");
    }
  }

  private static CMSAttributeTableGenerator attributes(
      List<X509Certificate> chain, @Nullable Instant claimedTime)
      throws CertificateEncodingException {
    // SHA-256 is the default of ESSCertIDv2 and DER leaves defaults out (RFC 5035 §4). All of the
    // chain is named, so that no byte of any certificate inside can change.
    List<ESSCertIDv2> named = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      named.add(new ESSCertIDv2(Sha256.of(certificate.getEncoded()).bytes()));
    }
    SigningCertificateV2 reference = new SigningCertificateV2(named.toArray(ESSCertIDv2[]::new));
    AttributeTable own =
        new AttributeTable(
            new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, new DERSet(reference)));
    if (claimedTime != null) {
      own = own.add(CMSAttributes.signingTime, new Time(Date.from(claimedTime)));
    }
    CMSAttributeTableGenerator usual = new DefaultSignedAttributeTableGenerator(own);
    return new CMSAttributeTableGenerator() {
      @Override
      @SuppressWarnings("rawtypes") // the library's interface predates generics
      public AttributeTable getAttributes(Map parameters) {
        AttributeTable table = usual.getAttributes(parameters);
        return claimedTime == null ? table.remove(CMSAttributes.signingTime) : table;
      }
    };
  }

  /** Content that is read once, as it is hashed. */
  private record Streamed(InputStream content) implements CMSTypedData {
    @Override
    public ASN1ObjectIdentifier getContentType() {
      return CMSObjectIdentifiers.data;
    }

    @Override
    public void write(OutputStream out) throws IOException {
      content.transferTo(out);
    }

    @Override
    public Object getContent() {
      return content;
    }
  }
}
