package org.palimpsest.seal;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palimpsest.verdict.Check;

/** Whom a certificate speaks for: nobody known, unless a trusted one stands above it. */
final class Certificates {

  private static final String IDENTITY = "seal identity";

  private Certificates() {}

  static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!mayBeIssuedBy(certificate, issuer)) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey(), BouncyCastle.PROVIDER);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      // A mutated certificate made the ASN.1 classes throw an undeclared kind.
      return false;
    }
  }

  /** Whether only the signature is left to be checked, with a key that may be. */
  static boolean mayBeIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        && KeyIdentifiers.agree(certificate, issuer)
        && KeySize.of(issuer) != KeySize.REFUSED;
  }

  /** Whether the certificate may be used for signatures at all (RFC 5280 §4.2.1.3). */
  static boolean maySign(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return usage == null || usage[0] || usage[1];
  }

  /**
   * Whether the certificate may issue others (RFC 5280 §4.2.1.9 and §4.2.1.3). A trusted one that
   * may not is trusted for itself alone.
   */
  static boolean mayIssue(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() >= 0 && (usage == null || usage[5]);
  }

  /**
   * The certificates that a seal rests on: those in it, then each trusted one that may have issued
   * one of them and is not in it.
   */
  static List<X509Certificate> restingOn(
      List<X509Certificate> chain, Set<X509Certificate> anchors) {
    List<X509Certificate> all = new ArrayList<>(chain);
    anchors.stream()
        .filter(anchor -> mayIssue(anchor) && !chain.contains(anchor))
        .filter(anchor -> chain.stream().anyMatch(each -> isIssuedBy(each, anchor)))
        .forEach(all::add);
    return all;
  }

  static Check identity(List<X509Certificate> chain, Set<X509Certificate> anchors, Instant at) {
    X509Certificate signer = chain.get(0);
    String fingerprint = Fingerprint.of(signer).hex();
    // By encoding: certificates of two providers need not be equal as objects.
    if (anchors.stream().anyMatch(anchor -> Fingerprint.of(anchor).hex().equals(fingerprint))) {
      return Check.passed(IDENTITY, "the signer's certificate is trusted itself: " + fingerprint);
    }
    if (anchors.isEmpty()) {
      return Check.notChecked(
          IDENTITY,
          isIssuedBy(signer, signer)
              ? "self-signed: identity rests on the fingerprint " + fingerprint
              : "no trusted certificate was given; the fingerprint is " + fingerprint);
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(signer);
      Set<TrustAnchor> trusted = new HashSet<>();
      anchors.stream()
          .filter(Certificates::mayIssue)
          .forEach(anchor -> trusted.add(new TrustAnchor(anchor, null)));
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, target);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(at));
      parameters.addCertStore(
          CertStore.getInstance(
              "Collection", new CollectionCertStoreParameters(chain), BouncyCastle.PROVIDER));
      CertPathBuilder.getInstance("PKIX", BouncyCastle.PROVIDER).build(parameters);
      return Check.passed(
          IDENTITY, "a trusted certificate stands above the signer's (revocation not checked)");
    } catch (GeneralSecurityException | RuntimeException e) {
      return Check.failed(
          IDENTITY,
          "no trusted certificate that may issue others stands above the signer's, " + fingerprint);
    }
  }
}
