package org.palimpsest.report;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.TimeToken;
import org.palimpsest.seal.ValidationData;

/**
 * A time authority that dates as it is told to, with certificates that end when they are told to.
 *
 * @param pair its key
 * @param chain its certificate, then its root's
 */
public record Dater(KeyPair pair, List<X509Certificate> chain) {

  private static final String ALGORITHM = "SHA256withECDSA";

  /** Long before and after any day of a test. */
  private static final Instant START = Instant.parse("2020-01-01T00:00:00Z");

  private static final Instant END = Instant.parse("2045-01-01T00:00:00Z");

  /** A root, which dates nothing. */
  public static Dater root() throws Exception {
    KeyPair pair = newPair();
    return new Dater(pair, List.of(certificate("Root", true, pair, "Root", pair, END)));
  }

  /** An authority below it whose certificate never ends in a test. */
  public Dater issue(String name) throws Exception {
    return issue(name, END);
  }

  /** One whose certificate ends. */
  public Dater issue(String name, Instant until) throws Exception {
    KeyPair next = newPair();
    List<X509Certificate> path = new ArrayList<>();
    path.add(certificate(name, false, next, "Root", pair, until));
    path.addAll(chain);
    return new Dater(next, path);
  }

  /** The certificate that somebody trusts who trusts this authority. */
  public X509Certificate top() {
    return chain.get(chain.size() - 1);
  }

  private static KeyPair newPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate certificate(
      String name, boolean isRoot, KeyPair pair, String issuer, KeyPair by, Instant until)
      throws Exception {
    var built =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=" + issuer),
            BigInteger.valueOf(Integer.toUnsignedLong(name.hashCode())),
            Date.from(START),
            Date.from(until),
            new X500Name("CN=" + name),
            pair.getPublic());
    built.addExtension(Extension.basicConstraints, true, new BasicConstraints(isRoot));
    int bits = isRoot ? KeyUsage.keyCertSign | KeyUsage.cRLSign : KeyUsage.digitalSignature;
    built.addExtension(Extension.keyUsage, true, new KeyUsage(bits));
    if (!isRoot) {
      built.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(built.build(new JcaContentSignerBuilder(ALGORITHM).build(by.getPrivate())));
  }

  /** A token over {@code content} (RFC 3161). */
  public TimeToken date(byte[] content, Instant at) throws Exception {
    var generator =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build(ALGORITHM, pair.getPrivate(), chain.get(0)),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.2.3.4.1"));
    generator.addCertificates(new JcaCertStore(chain));
    var requests = new TimeStampRequestGenerator();
    requests.setCertReq(true);
    var request = requests.generate(NISTObjectIdentifiers.id_sha256, Sha256.of(content).bytes());
    return TimeToken.parse(
        generator
            .generate(request, BigInteger.ONE, Date.from(at))
            .toCMSSignedData()
            .getEncoded("DER"));
  }

  /** A root's list that calls an authority's key lost, made on a day and valid for thirty. */
  public ValidationData revoking(Dater authority, Instant since, Instant made) throws Exception {
    var list = new JcaX509v2CRLBuilder(chain.get(0), Date.from(made));
    list.setNextUpdate(Date.from(made.plus(Duration.ofDays(30))));
    list.addCRLEntry(
        authority.chain().get(0).getSerialNumber(), Date.from(since), CRLReason.keyCompromise);
    X509CRL built =
        new JcaX509CRLConverter()
            .getCRL(list.build(new JcaContentSignerBuilder(ALGORITHM).build(pair.getPrivate())));
    return new ValidationData(List.of(), List.of(built));
  }
}
