package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.palimpsest.seal.Fixtures.CONTENT;
import static org.palimpsest.seal.Fixtures.NOW;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.verdict.Check;

class SealCheckTest {

  @TempDir Path folder;

  private static final SealingKey KEY = Fixtures.sealingKey();
  private static final byte[] SEAL = KEY.sealDetached(CONTENT, NOW);

  private static Check named(SealCheck.Result result, String name) {
    return result.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertRefused(byte[] seal, byte[] content) {
    assertThat(SealCheck.detached(seal, content, Set.of()).isSound()).isFalse();
  }

  @Test
  void aFreshSealIsSound() {
    SealCheck.Result result = SealCheck.detached(SEAL, CONTENT, Set.of());
    assertThat(result.checks())
        .filteredOn(check -> check.status() == Check.Status.PASSED)
        .extracting(Check::name)
        .containsExactly(
            "seal form",
            "seal algorithm",
            "seal certificate",
            "seal content",
            "seal signature",
            "seal time");
    assertThat(result.isSound()).isTrue();
    assertThat(result.signer()).isEqualTo(KEY.certificate());
    assertThat(result.claimedTime()).isEqualTo(NOW);
    assertThat(named(result, "seal identity").status()).isEqualTo(Check.Status.NOT_CHECKED);
    assertThat(named(result, "seal identity").detail())
        .contains("self-signed: identity rests on the fingerprint")
        .contains(Fingerprint.of(KEY.certificate()).hex());
    assertThat(result.toString()).doesNotContain("Examiner");
  }

  @Test
  void sealingIsDeterministic() {
    assertThat(KEY.sealDetached(CONTENT, NOW)).isEqualTo(SEAL);
  }

  @Test
  void identityNeedsAnAnchor() throws Exception {
    Check own =
        named(SealCheck.detached(SEAL, CONTENT, Set.of(KEY.certificate())), "seal identity");
    assertThat(own.status()).isEqualTo(Check.Status.PASSED);
    Set<X509Certificate> fromFile =
        SealCheck.readAnchors(KEY.pem().getBytes(StandardCharsets.US_ASCII));
    assertThat(named(SealCheck.detached(SEAL, CONTENT, fromFile), "seal identity").status())
        .isEqualTo(Check.Status.PASSED);
    X509Certificate ofTheJdk =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(KEY.certificate().getEncoded()));
    assertThat(named(SealCheck.detached(SEAL, CONTENT, Set.of(ofTheJdk)), "seal identity").status())
        .isEqualTo(Check.Status.PASSED);
    assertThatThrownBy(() -> SealCheck.readAnchors(new byte[0]))
        .isInstanceOf(CertificateException.class);
    SealingKey stranger =
        SealingKey.create("Other", Fixtures.START, Fixtures.VALIDITY, Fixtures.random(2));
    Check other =
        named(SealCheck.detached(SEAL, CONTENT, Set.of(stranger.certificate())), "seal identity");
    assertThat(other.status()).isEqualTo(Check.Status.FAILED);
  }

  @Test
  void aFlippedBitAnywhereInTheSealIsRefused() {
    for (int at = 0; at < SEAL.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = SEAL.clone();
        changed[at] ^= (byte) (1 << bit);
        SealCheck.Result result = SealCheck.detached(changed, CONTENT, Set.of());
        assertThat(result.isSound()).as("byte %d bit %d", at, bit).isFalse();
      }
    }
  }

  @Test
  void aFlippedBitAnywhereInTheContentIsRefused() {
    for (int at = 0; at < CONTENT.length; at++) {
      byte[] changed = CONTENT.clone();
      changed[at] ^= 1;
      SealCheck.Result result = SealCheck.detached(SEAL, changed, Set.of());
      assertThat(named(result, "seal content").status()).isEqualTo(Check.Status.FAILED);
      assertThat(named(result, "seal content").detail()).contains("calculated:", "sealed:");
    }
    assertRefused(SEAL, new byte[0]);
  }

  @Test
  void trailingAndMissingBytesAreRefused() {
    assertRefused(Arrays.copyOf(SEAL, SEAL.length + 1), CONTENT);
    for (int length = 0; length < SEAL.length; length++) {
      assertRefused(Arrays.copyOf(SEAL, length), CONTENT);
    }
  }

  @Test
  void hostileNestingIsRefusedInsteadOfOverflowing() {
    for (int depth : new int[] {100, 2_000, 60_000}) {
      byte[] indefinite = new byte[2 * depth];
      for (int i = 0; i < indefinite.length; i += 2) {
        indefinite[i] = 0x30;
        indefinite[i + 1] = (byte) 0x80;
      }
      assertRefused(indefinite, CONTENT);
      byte[] definite = {5, 0};
      for (int i = 0; i < Math.min(depth, 5_000); i++) {
        byte[] outer = new byte[definite.length + 5];
        outer[0] = 0x30;
        outer[1] = (byte) 0x83;
        outer[2] = (byte) (definite.length >> 16);
        outer[3] = (byte) (definite.length >> 8);
        outer[4] = (byte) definite.length;
        System.arraycopy(definite, 0, outer, 5, definite.length);
        definite = outer;
      }
      assertRefused(definite, CONTENT);
    }
  }

  @Test
  void aSecondEncodingOfTheSignatureIsRefused() throws Exception {
    CMSSignedData cms = new CMSSignedData(SEAL);
    byte[] signature = cms.getSignerInfos().iterator().next().getSignature();
    ASN1Sequence pair = ASN1Sequence.getInstance(signature);
    BigInteger order = KeyKind.P256.order();
    BigInteger r = ASN1Integer.getInstance(pair.getObjectAt(0)).getValue();
    BigInteger s = ASN1Integer.getInstance(pair.getObjectAt(1)).getValue();
    assertThat(s.signum()).isPositive();
    for (BigInteger[] bad :
        new BigInteger[][] {
          {BigInteger.ZERO, s},
          {r, BigInteger.ZERO},
          {r.add(order), s},
          {r, s.add(order)},
          {r.negate(), s},
          {r, s.negate()}
        }) {
      ASN1EncodableVector numbers = new ASN1EncodableVector();
      numbers.add(new ASN1Integer(bad[0]));
      numbers.add(new ASN1Integer(bad[1]));
      assertRefused(withSignature(signature, new DERSequence(numbers).getEncoded()), CONTENT);
    }
    assertRefused(withSignature(signature, new byte[0]), CONTENT);
    assertRefused(withSignature(signature, new byte[] {0x30, 0}), CONTENT);
  }

  /** Puts another signature value in, keeping the lengths around it right. */
  private static byte[] withSignature(byte[] old, byte[] replacement) throws Exception {
    var info = org.bouncycastle.asn1.cms.ContentInfo.getInstance(SEAL);
    var data = org.bouncycastle.asn1.cms.SignedData.getInstance(info.getContent());
    var signer =
        org.bouncycastle.asn1.cms.SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
    assertThat(signer.getEncryptedDigest().getOctets()).isEqualTo(old);
    var changed =
        new org.bouncycastle.asn1.cms.SignerInfo(
            signer.getSID(),
            signer.getDigestAlgorithm(),
            signer.getAuthenticatedAttributes(),
            signer.getDigestEncryptionAlgorithm(),
            new org.bouncycastle.asn1.DEROctetString(replacement),
            signer.getUnauthenticatedAttributes());
    var whole =
        new org.bouncycastle.asn1.cms.SignedData(
            data.getDigestAlgorithms(),
            data.getEncapContentInfo(),
            data.getCertificates(),
            null,
            new org.bouncycastle.asn1.DERSet(changed));
    return new org.bouncycastle.asn1.cms.ContentInfo(info.getContentType(), whole)
        .getEncoded("DER");
  }

  @Test
  void aSealFromOutsideTheCertificatesValidityIsRefused() {
    byte[] late = KEY.sealDetached(CONTENT, Fixtures.START.plus(Duration.ofDays(4000)));
    SealCheck.Result result = SealCheck.detached(late, CONTENT, Set.of());
    assertThat(named(result, "seal time").status()).isEqualTo(Check.Status.FAILED);
  }

  private static Check dated(byte[] seal, TimeToken token, Set<X509Certificate> authorities) {
    Trust trust = new Trust(Set.of(), authorities);
    byte[] dated = SealingKey.withTimestamp(seal, token);
    return named(SealCheck.detached(dated, CONTENT, trust), "seal time");
  }

  /** Anybody can run a time authority. */
  @Test
  void noTimestampMakesAClaimFromOutsideTheValidityRight() throws Exception {
    Issuer authority = Issuer.root("Time", Issuer.Use.TIME, 41);
    Set<X509Certificate> trusted = Set.of(authority.certificate());
    SealingKey young = SealingKey.create("Young", NOW, Duration.ofDays(10), Fixtures.random(42));
    for (Duration outside : List.of(Duration.ofDays(-1), Duration.ofDays(11))) {
      byte[] seal = young.sealDetached(CONTENT, NOW.plus(outside));
      assertThat(named(SealCheck.detached(seal, CONTENT, Set.of()), "seal time").status())
          .isEqualTo(Check.Status.FAILED);
      TimeToken inside = authority.date(SealCheck.signatureValue(seal), NOW.plusSeconds(60));
      for (Set<X509Certificate> authorities : List.of(Set.<X509Certificate>of(), trusted)) {
        assertThat(dated(seal, inside, authorities).status()).isEqualTo(Check.Status.FAILED);
      }
    }
  }

  /** Only a trusted time takes the place of the claimed one; none may lie before it. */
  @Test
  void aTimestampCountsInsteadOfTheClaimIfItsAuthorityIsTrusted() throws Exception {
    Issuer authority = Issuer.root("Time", Issuer.Use.TIME, 43);
    Set<X509Certificate> trusted = Set.of(authority.certificate());
    SealingKey young = SealingKey.create("Young", NOW, Duration.ofDays(10), Fixtures.random(44));
    byte[] seal = young.sealDetached(CONTENT, NOW.plus(Duration.ofDays(1)));
    byte[] value = SealCheck.signatureValue(seal);
    TimeToken good = authority.date(value, NOW.plus(Duration.ofDays(2)));
    assertThat(dated(seal, good, Set.of()).status()).isEqualTo(Check.Status.PASSED);
    assertThat(dated(seal, good, trusted).status()).isEqualTo(Check.Status.PASSED);
    TimeToken late = authority.date(value, NOW.plus(Duration.ofDays(20)));
    assertThat(dated(seal, late, Set.of()).status()).isEqualTo(Check.Status.PASSED);
    assertThat(dated(seal, late, trusted).status()).isEqualTo(Check.Status.FAILED);
    TimeToken early = authority.date(value, NOW.plusSeconds(60));
    assertThat(dated(seal, early, Set.of()).status()).isEqualTo(Check.Status.FAILED);
    assertThat(dated(seal, early, trusted).status()).isEqualTo(Check.Status.FAILED);
  }

  @Test
  void aPdfSealHasNoSigningTimeAndMayBePadded() throws Exception {
    byte[] seal = KEY.sealPdf(new ByteArrayInputStream(CONTENT));
    byte[] padded = Arrays.copyOf(seal, 32 * 1024);
    SealCheck.Result result = SealCheck.pdf(padded, CONTENT, Trust.in(KEY.certificate()), NOW);
    assertThat(result.checks()).noneMatch(Check::isFailure);
    assertThat(result.isSound()).isTrue();
    padded[padded.length - 1] = 1;
    assertThat(SealCheck.pdf(padded, CONTENT, Trust.in(), NOW).isSound()).isFalse();
    assertThat(SealCheck.pdf(SEAL, CONTENT, Trust.in(), NOW).isSound()).isFalse();
    assertRefused(seal, CONTENT);
    for (byte[] stump : new byte[][] {{}, {0x30}, {0x30, 1}, {0x30, (byte) 0x84, 1, 1, 1, 1, 0}}) {
      assertThat(SealCheck.pdf(stump, CONTENT, Trust.in(), NOW).isSound()).isFalse();
    }
  }

  @Test
  void opensslAcceptsTheSeal() throws Exception {
    Files.write(folder.resolve("x"), CONTENT);
    Files.write(folder.resolve("x.p7s"), SEAL);
    Files.writeString(folder.resolve("signer.pem"), KEY.pem());
    Fixtures.openssl(
        folder,
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "x.p7s",
        "-content",
        "x",
        "-CAfile",
        "signer.pem",
        "-purpose",
        "any",
        "-out",
        "y");
    assertThat(Files.readAllBytes(folder.resolve("y"))).isEqualTo(CONTENT);
  }

  @Test
  void sealsThatOpensslMadeWithEveryAllowedKeyAreSound() throws Exception {
    Files.write(folder.resolve("x"), CONTENT);
    for (String[] kind :
        new String[][] {
          {"ec", "-pkeyopt", "ec_paramgen_curve:P-384", "sha384"},
          {"ec", "-pkeyopt", "ec_paramgen_curve:P-256", "sha256"},
          {"rsa", "-pkeyopt", "rsa_keygen_bits:3072", "sha512"}
        }) {
      Fixtures.openssl(
          folder,
          "req",
          "-x509",
          "-newkey",
          kind[0],
          kind[1],
          kind[2],
          "-nodes",
          "-keyout",
          "k.pem",
          "-out",
          "c.pem",
          "-subj",
          "/CN=Other",
          "-days",
          "36500");
      Fixtures.openssl(
          folder,
          "cms",
          "-sign",
          "-binary",
          "-cades",
          "-md",
          kind[3],
          "-in",
          "x",
          "-signer",
          "c.pem",
          "-inkey",
          "k.pem",
          "-outform",
          "DER",
          "-out",
          "x.p7s");
      byte[] seal = Files.readAllBytes(folder.resolve("x.p7s"));
      SealCheck.Result result = SealCheck.detached(seal, CONTENT, Set.of());
      assertThat(result.checks()).noneMatch(Check::isFailure);
      Fixtures.openssl(
          folder,
          "pkcs12",
          "-export",
          "-inkey",
          "k.pem",
          "-in",
          "c.pem",
          "-out",
          "k.p12",
          "-passout",
          "pass:secret");
      SealingKey opened =
          SealingKey.open(folder.resolve("k.p12"), KeySecret.passphrase("secret".toCharArray()));
      // openssl's certificate starts now, so the claimed time must lie after it.
      byte[] ours =
          opened.sealDetached(
              CONTENT, opened.certificate().getNotBefore().toInstant().plusSeconds(1));
      assertThat(SealCheck.detached(ours, CONTENT, Set.of(opened.certificate())).checks())
          .noneMatch(Check::isFailure);
    }
  }

  @Test
  void weakKeysAndDigestsAreRefused() throws Exception {
    Files.write(folder.resolve("x"), CONTENT);
    for (String[] kind :
        new String[][] {
          {"rsa", "rsa_keygen_bits:2048", "sha256"},
          {"ec", "ec_paramgen_curve:P-521", "sha512"},
          {"ec", "ec_paramgen_curve:secp256k1", "sha256"},
          {"ec", "ec_paramgen_curve:P-256", "sha512"},
          {"ec", "ec_paramgen_curve:P-256", "sha1"}
        }) {
      Fixtures.openssl(
          folder,
          "req",
          "-x509",
          "-newkey",
          kind[0],
          "-pkeyopt",
          kind[1],
          "-nodes",
          "-keyout",
          "k.pem",
          "-out",
          "c.pem",
          "-subj",
          "/CN=Weak",
          "-days",
          "36500");
      Fixtures.openssl(
          folder,
          "cms",
          "-sign",
          "-binary",
          "-cades",
          "-md",
          kind[2],
          "-in",
          "x",
          "-signer",
          "c.pem",
          "-inkey",
          "k.pem",
          "-outform",
          "DER",
          "-out",
          "x.p7s");
      SealCheck.Result result =
          SealCheck.detached(Files.readAllBytes(folder.resolve("x.p7s")), CONTENT, Set.of());
      assertThat(named(result, "seal algorithm").status()).isEqualTo(Check.Status.FAILED);
    }
  }

  @Test
  void aSealThatNamesNoCertificateOrHasTwoSignersIsRefused() throws Exception {
    Files.write(folder.resolve("x"), CONTENT);
    Fixtures.openssl(
        folder,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "k.pem",
        "-out",
        "c.pem",
        "-subj",
        "/CN=Plain",
        "-days",
        "36500");
    Fixtures.openssl(
        folder,
        "cms",
        "-sign",
        "-binary",
        "-md",
        "sha256",
        "-in",
        "x",
        "-signer",
        "c.pem",
        "-inkey",
        "k.pem",
        "-outform",
        "DER",
        "-out",
        "x.p7s");
    byte[] plain = Files.readAllBytes(folder.resolve("x.p7s"));
    assertThat(named(SealCheck.detached(plain, CONTENT, Set.of()), "seal certificate").status())
        .isEqualTo(Check.Status.FAILED);
    Fixtures.openssl(
        folder,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "k2.pem",
        "-out",
        "c2.pem",
        "-subj",
        "/CN=Second",
        "-days",
        "36500");
    Fixtures.openssl(
        folder,
        "cms",
        "-sign",
        "-binary",
        "-cades",
        "-md",
        "sha256",
        "-in",
        "x",
        "-signer",
        "c.pem",
        "-inkey",
        "k.pem",
        "-signer",
        "c2.pem",
        "-inkey",
        "k2.pem",
        "-outform",
        "DER",
        "-out",
        "two.p7s");
    assertRefused(Files.readAllBytes(folder.resolve("two.p7s")), CONTENT);
    Fixtures.openssl(
        folder,
        "cms",
        "-sign",
        "-binary",
        "-cades",
        "-nodetach",
        "-md",
        "sha256",
        "-in",
        "x",
        "-signer",
        "c.pem",
        "-inkey",
        "k.pem",
        "-outform",
        "DER",
        "-out",
        "inside.p7s");
    assertRefused(Files.readAllBytes(folder.resolve("inside.p7s")), CONTENT);
  }

  @Test
  void aChainUnderAnAuthorityIsFollowed() throws Exception {
    Files.write(folder.resolve("x"), CONTENT);
    Fixtures.openssl(
        folder,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Authority",
        "-days",
        "36500");
    Fixtures.openssl(
        folder,
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "k.pem",
        "-out",
        "c.csr",
        "-subj",
        "/CN=Examiner");
    Fixtures.openssl(
        folder,
        "x509",
        "-req",
        "-in",
        "c.csr",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-out",
        "c.pem",
        "-days",
        "36000");
    Fixtures.openssl(
        folder,
        "pkcs12",
        "-export",
        "-inkey",
        "k.pem",
        "-in",
        "c.pem",
        "-certfile",
        "ca.pem",
        "-out",
        "k.p12",
        "-passout",
        "pass:secret");
    SealingKey key =
        SealingKey.open(folder.resolve("k.p12"), KeySecret.passphrase("secret".toCharArray()));
    assertThat(key.chain()).hasSize(2);
    byte[] seal =
        key.sealDetached(CONTENT, key.certificate().getNotBefore().toInstant().plusSeconds(5));
    SealCheck.Result trusted = SealCheck.detached(seal, CONTENT, Set.of(key.chain().get(1)));
    assertThat(named(trusted, "seal identity").status()).isEqualTo(Check.Status.PASSED);
    assertThat(trusted.isSound()).isTrue();
    SealCheck.Result foreign = SealCheck.detached(seal, CONTENT, Set.of(KEY.certificate()));
    assertThat(named(foreign, "seal identity").status()).isEqualTo(Check.Status.FAILED);
    SealCheck.Result open = SealCheck.detached(seal, CONTENT, Set.of());
    assertThat(named(open, "seal identity").detail()).contains("no trusted certificate was given");
  }
}
