package org.palimpsest.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.palimpsest.seal.Fixtures.CONTENT;
import static org.palimpsest.seal.Fixtures.NOW;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.custody.Action;
import org.palimpsest.custody.Entry;
import org.palimpsest.custody.KeyHistory;
import org.palimpsest.custody.LoggedEntry;
import org.palimpsest.digest.Sha256;
import org.palimpsest.seal.Issuer.Use;
import org.palimpsest.verdict.Check;

/** Which trusted certificates speak for others, and what a revoked one above does. */
final class CertificatesTest {

  private static Check named(List<Check> checks, String name) {
    return checks.stream().filter(check -> check.name().equals(name)).findFirst().orElseThrow();
  }

  private static byte[] seal(Issuer signer) {
    return signer.sealingKey().sealDetached(CONTENT, NOW);
  }

  private static Check.Status identity(Issuer signer, X509Certificate trusted) {
    List<Check> checks = SealCheck.detached(seal(signer), CONTENT, Set.of(trusted)).checks();
    assertThat(named(checks, "seal signature").status()).isEqualTo(Check.Status.PASSED);
    return named(checks, "seal identity").status();
  }

  @ParameterizedTest
  @EnumSource(Use.class)
  void onlyACertificateThatMayIssueOthersSpeaksForThem(Use use) throws Exception {
    Issuer above = Issuer.root("Above", use, 31);
    Issuer signer = above.issue("Examiner", Use.SEAL, 32);
    boolean isAuthority = use == Use.AUTHORITY;
    Check.Status expected = isAuthority ? Check.Status.PASSED : Check.Status.FAILED;
    assertThat(identity(signer, above.certificate())).isEqualTo(expected);
    // The very same certificate needs no right to issue.
    assertThat(identity(signer, signer.certificate())).isEqualTo(Check.Status.PASSED);
    assertThat(identity(above, above.certificate())).isEqualTo(Check.Status.PASSED);
  }

  @ParameterizedTest
  @EnumSource(Use.class)
  void theSameHoldsForTimeAuthorities(Use use) throws Exception {
    Issuer above = Issuer.root("Above", use, 33);
    Issuer authority = above.issue("Time", Use.TIME, 34);
    byte[] token = authority.date(CONTENT, NOW).der();
    boolean isAuthority = use == Use.AUTHORITY;
    TimeToken.Checked under = TimeToken.check(token, CONTENT, Set.of(above.certificate()), "time");
    assertThat(named(under.checks(), "time").status()).isEqualTo(Check.Status.PASSED);
    assertThat(named(under.checks(), "time authority").status())
        .isEqualTo(isAuthority ? Check.Status.PASSED : Check.Status.FAILED);
    assertThat(under.token() != null).isEqualTo(isAuthority);
    assertThat(TimeToken.check(token, CONTENT, Set.of(authority.certificate()), "time").token())
        .isNotNull();
  }

  private static KeyHistory history(X509Certificate certificate, KeyHistory.Role role) {
    Entry.Item item =
        new Entry.Item("certificate", 0, Fingerprint.of(certificate).hash(), role.word());
    Entry entry =
        Entry.of(NOW, Action.KEY)
            .objects(List.of(item))
            .method(List.of(KeyHistory.since(Instant.parse("2026-10-01T00:00:00Z"))));
    Sha256 none = Sha256.of(new byte[0]);
    return KeyHistory.of(List.of(new LoggedEntry(7, none, none, entry, "")));
  }

  private static Check key(Issuer signer, byte[] seal, Trust trust) {
    List<Check> checks = SealCheck.detached(seal, CONTENT, trust).checks();
    assertThat(named(checks, "seal signature").status()).isEqualTo(Check.Status.PASSED);
    assertThat(SealCheck.detached(seal, CONTENT, trust).signer()).isEqualTo(signer.certificate());
    return named(checks, "seal key");
  }

  /** Whoever has the lost key of an authority issues a certificate to a key of their own. */
  @Test
  void aRevokedCertificateAboveCountsAsTheSignersOwn() throws Exception {
    Issuer root = Issuer.root("Root", Use.AUTHORITY, 35);
    Issuer between = root.issue("Between", Use.AUTHORITY, 36);
    Issuer signer = between.issue("Examiner", Use.SEAL, 37);
    Issuer alone = new Issuer(signer.pair(), signer.chain().subList(0, 2));
    for (Issuer each : List.of(signer, alone)) {
      for (X509Certificate revoked : signer.chain()) {
        KeyHistory lost = history(revoked, KeyHistory.Role.REVOKED);
        Trust trust = new Trust(Set.of(root.certificate()), Set.of(), lost);
        assertThat(key(each, seal(each), trust).status()).isEqualTo(Check.Status.FAILED);
        assertThat(key(each, seal(each), trust).detail()).contains("revoked as of 2026-10-01");
      }
    }
    Issuer authority = Issuer.root("Time", Use.TIME, 38);
    byte[] early = signer.sealingKey().sealDetached(CONTENT, Fixtures.START.plusSeconds(60));
    TimeToken token =
        authority.date(SealCheck.signatureValue(early), Fixtures.START.plusSeconds(90));
    Trust known =
        new Trust(
            Set.of(root.certificate()),
            Set.of(authority.certificate()),
            history(between.certificate(), KeyHistory.Role.REVOKED));
    assertThat(key(signer, SealingKey.withTimestamp(early, token), known).status())
        .isEqualTo(Check.Status.PASSED);
    // A retired key issued what it issued before.
    Trust retired =
        new Trust(
            Set.of(root.certificate()),
            Set.of(),
            history(between.certificate(), KeyHistory.Role.RETIRED));
    assertThat(SealCheck.detached(seal(signer), CONTENT, retired).checks())
        .noneMatch(check -> check.name().equals("seal key"));
  }

  private static X509Certificate naming(
      Issuer issuer, String subject, PublicKey key, ASN1ObjectIdentifier kind, ASN1Encodable value)
      throws Exception {
    var built =
        new JcaX509v3CertificateBuilder(
            issuer.certificate(),
            BigInteger.TEN,
            Date.from(Fixtures.START),
            Date.from(NOW),
            new X500Principal("CN=" + subject),
            key);
    built.addExtension(kind, false, value);
    return new JcaX509CertificateConverter()
        .setProvider(BouncyCastle.PROVIDER)
        .getCertificate(built.build(new Signing(issuer.pair().getPrivate(), KeyKind.P256, null)));
  }

  /** So that of many issuers of one name most need no look at a signature. */
  @Test
  void anIssuerWithAnotherKeyThanTheOneThatIsNamedIsPassedOver() throws Exception {
    Issuer root = Issuer.root("Root", Use.AUTHORITY, 41);
    byte[] one = {1};
    X509Certificate own =
        naming(
            root,
            "Root",
            root.pair().getPublic(),
            Extension.subjectKeyIdentifier,
            new SubjectKeyIdentifier(one));
    PublicKey key = Issuer.root("Other", Use.SEAL, 42).pair().getPublic();
    for (byte[] named : List.of(one, new byte[] {2})) {
      X509Certificate below =
          naming(
              root,
              "Examiner",
              key,
              Extension.authorityKeyIdentifier,
              new AuthorityKeyIdentifier(named));
      assertThat(Certificates.isIssuedBy(below, own)).isEqualTo(named[0] == 1);
      // The certificate of the root names no key of its own.
      assertThat(Certificates.isIssuedBy(below, root.certificate())).isTrue();
    }
  }
}
