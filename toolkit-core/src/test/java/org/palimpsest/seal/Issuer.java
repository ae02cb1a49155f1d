package org.palimpsest.seal;

import static org.palimpsest.seal.Fixtures.START;
import static org.palimpsest.seal.Fixtures.VALIDITY;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
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
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/**
 * A key with a path of certificates, which issues others and dates as an authority would.
 *
 * @param pair the key
 * @param chain its certificate, then those above it
 */
record Issuer(KeyPair pair, List<X509Certificate> chain) {

  /** What a certificate says of its use. */
  enum Use {
    /** It issues others. */
    AUTHORITY,
    /** It calls itself an authority, and its key usage has no signing of certificates. */
    AUTHORITY_WITHOUT_USAGE,
    /** It seals. */
    SEAL,
    /** It dates. */
    TIME
  }

  static Issuer root(String name, Use use, int seed) throws Exception {
    KeyPair pair = KeyKind.P256.generate(Fixtures.random(seed));
    X509Certificate own = certificate(name, use, pair, name, pair, seed, START.plus(VALIDITY));
    return new Issuer(pair, List.of(own));
  }

  Issuer issue(String name, Use use, int seed) throws Exception {
    return issue(name, use, seed, START.plus(VALIDITY));
  }

  /** One whose certificate ends earlier. */
  Issuer issue(String name, Use use, int seed, Instant until) throws Exception {
    KeyPair next = KeyKind.P256.generate(Fixtures.random(seed));
    String issuer = certificate().getSubjectX500Principal().getName();
    List<X509Certificate> path = new ArrayList<>();
    path.add(certificate(name, use, next, issuer, pair, seed, until));
    path.addAll(chain);
    return new Issuer(next, path);
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  X509Certificate top() {
    return chain.get(chain.size() - 1);
  }

  SealingKey sealingKey() {
    return new SealingKey(pair.getPrivate(), KeyKind.P256, chain);
  }

  private static X509Certificate certificate(
      String name, Use use, KeyPair pair, String issuer, KeyPair by, int serial, Instant until)
      throws Exception {
    var built =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer.startsWith("CN=") ? issuer : "CN=" + issuer),
            BigInteger.valueOf(serial),
            Date.from(START),
            Date.from(until),
            new X500Name("CN=" + name),
            pair.getPublic());
    boolean isAuthority = use == Use.AUTHORITY || use == Use.AUTHORITY_WITHOUT_USAGE;
    built.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    int bits = use == Use.AUTHORITY ? KeyUsage.keyCertSign | KeyUsage.cRLSign : 0;
    built.addExtension(Extension.keyUsage, true, new KeyUsage(bits | KeyUsage.digitalSignature));
    if (use == Use.TIME) {
      built.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    }
    return new JcaX509CertificateConverter()
        .setProvider(BouncyCastle.PROVIDER)
        .getCertificate(built.build(new Signing(by.getPrivate(), KeyKind.P256, null)));
  }

  /** A token of this authority over {@code content} (RFC 3161). */
  TimeToken date(byte[] content, Instant at) throws Exception {
    var digests = new JcaDigestCalculatorProviderBuilder().setProvider(BouncyCastle.PROVIDER);
    var generator =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .setProvider(BouncyCastle.PROVIDER)
                .build("SHA256withECDSA", pair.getPrivate(), certificate()),
            digests.build().get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.2.3.4.1"));
    generator.addCertificates(new JcaCertStore(chain));
    var requests = new TimeStampRequestGenerator();
    requests.setCertReq(true);
    byte[] hash = org.palimpsest.digest.Sha256.of(content).bytes();
    var request = requests.generate(NISTObjectIdentifiers.id_sha256, hash);
    return TimeToken.parse(
        generator
            .generate(request, BigInteger.ONE, Date.from(at))
            .toCMSSignedData()
            .getEncoded("DER"));
  }

  /** What a list of revoked certificates holds besides its time. */
  interface Listing {
    void in(JcaX509v2CRLBuilder list) throws Exception;
  }

  /** A list of revoked certificates of this issuer, valid for thirty days. */
  X509CRL list(Instant made, Listing listing) throws Exception {
    var list = new JcaX509v2CRLBuilder(certificate(), Date.from(made));
    list.setNextUpdate(Date.from(made.plus(Duration.ofDays(30))));
    listing.in(list);
    return new JcaX509CRLConverter()
        .setProvider(BouncyCastle.PROVIDER)
        .getCRL(list.build(new Signing(pair.getPrivate(), KeyKind.P256, null)));
  }
}
