package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.palimpsest.seal.Fixtures.NOW;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.verdict.Check;

/** Which revocation lists count, and for what. */
final class ValidationDataTest {

  private static final Instant BEFORE = NOW.minus(Duration.ofDays(9));
  private static final Instant LATER = NOW.minus(Duration.ofDays(2));
  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.2.3.4.5");

  private final Issuer issuer;
  private final Issuer signer;

  ValidationDataTest() throws Exception {
    issuer = Issuer.root("Root", Issuer.Use.AUTHORITY, 51);
    signer = issuer.issue("Examiner", Issuer.Use.SEAL, 52);
  }

  private BigInteger serial() {
    return signer.certificate().getSerialNumber();
  }

  private X509CRL silent(Instant made) throws Exception {
    return issuer.list(made, list -> {});
  }

  private X509CRL naming(Instant made, Instant revoked, int reason) throws Exception {
    return issuer.list(made, list -> list.addCRLEntry(serial(), Date.from(revoked), reason));
  }

  private X509CRL with(
      Instant made, ASN1ObjectIdentifier name, boolean isCritical, ASN1Encodable value)
      throws Exception {
    return issuer.list(made, list -> list.addExtension(name, isCritical, value));
  }

  private Check.Status status(Instant at, X509CRL... lists) {
    return revocation(at, true, lists).status();
  }

  private Check revocation(Instant at, boolean isTrusted, X509CRL... lists) {
    return new ValidationData(List.of(), List.of(lists))
        .revocation("r", signer.chain(), at, isTrusted);
  }

  /** Whoever has a revoked key can run a time authority too, and date back. */
  @Test
  void aRevocationAfterATimeThatNobodyTrustedSaysIsLeftOpen() throws Exception {
    X509CRL revoked = naming(NOW, LATER, CRLReason.keyCompromise);
    assertThat(revocation(BEFORE, true, revoked).status()).isEqualTo(Check.Status.PASSED);
    Check open = revocation(BEFORE, false, revoked);
    assertThat(open.status()).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(open.detail()).contains("revoked by its issuer on " + LATER, "--trust-time");
    assertThat(revocation(NOW, false, revoked).status()).isEqualTo(Check.Status.FAILED);
    assertThat(revocation(NOW, false, silent(LATER)).status()).isEqualTo(Check.Status.PASSED);
  }

  @Test
  void aListThatIsAboutAllAndReachesCounts() throws Exception {
    assertThat(status(NOW, silent(LATER))).isEqualTo(Check.Status.PASSED);
    assertThat(status(NOW, naming(LATER, BEFORE, CRLReason.keyCompromise)))
        .isEqualTo(Check.Status.FAILED);
    assertThat(status(BEFORE.minusSeconds(1), naming(LATER, BEFORE, CRLReason.keyCompromise)))
        .isEqualTo(Check.Status.PASSED);
    assertThat(status(NOW.plus(Duration.ofDays(40)), silent(LATER)))
        .isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(status(NOW)).isEqualTo(Check.Status.NOT_CHECKED);
  }

  @Test
  void aDeltaDoesNotCount() throws Exception {
    X509CRL delta = with(LATER, Extension.deltaCRLIndicator, true, new ASN1Integer(1));
    assertThat(status(NOW, delta)).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(status(NOW, silent(BEFORE), delta)).isEqualTo(Check.Status.PASSED);
    assertThat(status(NOW, naming(BEFORE, BEFORE, CRLReason.superseded), delta))
        .isEqualTo(Check.Status.FAILED);
  }

  @Test
  void aListOfOneDistributionPointDoesNotCount() throws Exception {
    for (boolean isOnlyAuthorities : new boolean[] {true, false}) {
      var point = new IssuingDistributionPoint(null, false, isOnlyAuthorities, null, false, false);
      X509CRL scoped = with(LATER, Extension.issuingDistributionPoint, true, point);
      assertThat(status(NOW, scoped)).isEqualTo(Check.Status.NOT_CHECKED);
      assertThat(status(NOW, naming(BEFORE, BEFORE, CRLReason.superseded), scoped))
          .isEqualTo(Check.Status.FAILED);
    }
  }

  @Test
  void aListWithAnUnknownCriticalExtensionDoesNotCount() throws Exception {
    assertThat(status(NOW, with(LATER, UNKNOWN, true, DERNull.INSTANCE)))
        .isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(status(NOW, with(LATER, UNKNOWN, false, DERNull.INSTANCE)))
        .isEqualTo(Check.Status.PASSED);
    var extensions = new org.bouncycastle.asn1.x509.ExtensionsGenerator();
    extensions.addExtension(UNKNOWN, true, DERNull.INSTANCE);
    X509CRL entry =
        issuer.list(
            LATER,
            list -> list.addCRLEntry(BigInteger.TEN, Date.from(BEFORE), extensions.generate()));
    assertThat(status(NOW, entry)).isEqualTo(Check.Status.NOT_CHECKED);
  }

  /** Issuers leave out what has ended. */
  @Test
  void aListFromAfterTheCertificatesEndSaysNothingByNotNamingIt() throws Exception {
    Instant end = signer.certificate().getNotAfter().toInstant();
    Instant after = end.plus(Duration.ofDays(100));
    assertThat(status(NOW, silent(after))).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(status(NOW, silent(end))).isEqualTo(Check.Status.PASSED);
    assertThat(status(NOW, naming(after, BEFORE, CRLReason.superseded)))
        .isEqualTo(Check.Status.FAILED);
    for (int days : new int[] {-1, 1}) {
      Date since = Date.from(end.plus(Duration.ofDays(days)));
      X509CRL keeping =
          with(after, Extension.expiredCertsOnCRL, false, new ASN1GeneralizedTime(since));
      assertThat(status(NOW, keeping))
          .isEqualTo(days < 0 ? Check.Status.PASSED : Check.Status.NOT_CHECKED);
    }
  }

  @Test
  void aNewerListThatDoesNotNameItTakesNothingBack() throws Exception {
    X509CRL revoked = naming(BEFORE, BEFORE, CRLReason.certificateHold);
    assertThat(status(NOW, revoked, silent(LATER))).isEqualTo(Check.Status.FAILED);
    assertThat(status(NOW, silent(LATER), revoked)).isEqualTo(Check.Status.FAILED);
    X509CRL removed = naming(LATER, LATER, CRLReason.removeFromCRL);
    assertThat(status(NOW, removed, revoked)).isEqualTo(Check.Status.PASSED);
    assertThat(status(NOW, removed, revoked, naming(NOW, NOW, CRLReason.keyCompromise)))
        .isEqualTo(Check.Status.FAILED);
  }

  /** Decoding one of these keys takes seconds, and checking a signature with it more. */
  @Test
  void aKeyOfAnySizeHoldsNobodyUp() throws Exception {
    List<X509Certificate> large = new ArrayList<>();
    Random random = new Random(53);
    for (int i = 0; i < 60; i++) {
      BigInteger modulus = new BigInteger(16_384, random).setBit(16_383).setBit(0);
      BigInteger exponent = new BigInteger(16_380, random).setBit(16_379).setBit(0);
      large.add(unsigned(i, modulus, exponent));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            assertThat(new ValidationData(large, List.of()).fault(List.of()).orElseThrow())
                .contains("nothing vouches"));
  }

  @Test
  void keysAreCheckedUpToASize() throws Exception {
    BigInteger usual = BigInteger.ONE.shiftLeft(4095).setBit(0);
    BigInteger large = BigInteger.ONE.shiftLeft(8191).setBit(0);
    BigInteger exponent = BigInteger.valueOf(65_537);
    BigInteger longest = BigInteger.ONE.shiftLeft(63).setBit(0);
    assertThat(KeySize.of(unsigned(1, usual, exponent))).isEqualTo(KeySize.USUAL);
    assertThat(KeySize.of(unsigned(2, large, longest))).isEqualTo(KeySize.LARGE);
    assertThat(KeySize.of(unsigned(3, large.shiftLeft(1).setBit(0), exponent)))
        .isEqualTo(KeySize.REFUSED);
    assertThat(KeySize.of(unsigned(4, usual, longest.shiftLeft(1).setBit(0))))
        .isEqualTo(KeySize.REFUSED);
    assertThat(KeySize.of(signer.certificate())).isEqualTo(KeySize.USUAL);
  }

  /** A certificate with such a key, of a name that issued it too, and a signature that is none. */
  private static X509Certificate unsigned(int serial, BigInteger modulus, BigInteger exponent)
      throws Exception {
    AlgorithmIdentifier algorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
    V3TBSCertificateGenerator body = new V3TBSCertificateGenerator();
    body.setSerialNumber(new ASN1Integer(serial));
    body.setSignature(algorithm);
    body.setIssuer(new X500Name("CN=x"));
    body.setSubject(new X500Name("CN=x"));
    body.setStartDate(new Time(Date.from(BEFORE)));
    body.setEndDate(new Time(Date.from(NOW)));
    body.setSubjectPublicKeyInfo(
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(modulus, exponent)));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(body.generateTBSCertificate());
    parts.add(algorithm);
    parts.add(new DERBitString(new byte[(modulus.bitLength() + 7) / 8]));
    byte[] der = new DERSequence(parts).getEncoded("DER");
    return ValidationData.read(List.of(der), List.of()).certificates().get(0);
  }

  /** Whoever writes the file can give all certificates one name. */
  @Test
  void whoSignedWhatIsSoughtUpToANumberOfSignatures() throws Exception {
    List<X509Certificate> alike = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      alike.add(issuer.issue("Root", Issuer.Use.AUTHORITY, 100 + i).certificate());
    }
    assertThat(new ValidationData(alike, List.of()).fault(issuer.chain()))
        .contains(Vouching.EXHAUSTED);
    assertThat(new ValidationData(alike.subList(0, 5), List.of()).fault(issuer.chain())).isEmpty();

    Issuer below = issuer;
    for (int i = 0; i < 11; i++) {
      below = below.issue("Root", Issuer.Use.AUTHORITY, 200 + i);
    }
    Check open =
        new ValidationData(alike, List.of(silent(LATER))).revocation("r", below.chain(), NOW, true);
    assertThat(open.status()).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(open.detail()).isEqualTo(Vouching.EXHAUSTED);
  }
}
