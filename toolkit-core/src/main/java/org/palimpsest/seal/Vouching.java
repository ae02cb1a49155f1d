package org.palimpsest.seal;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * Looks for who signed what among certificates that come from anybody, and gives up after a bounded
 * amount of work: whoever writes a file can give all certificates in it one name.
 */
final class Vouching {

  static final String EXHAUSTED =
      "more signatures of one name than are checked: nothing is said of these certificates";

  /** Twice as many as there may be certificates and lists. */
  private static final int MOST = 400;

  /** An RSA key above 4,096 bits takes several times as long. */
  private static final int LARGE = 8;

  private int left = MOST;

  /** Whether it gave up, so that what was not found may be there. */
  boolean isExhausted() {
    return left < 0;
  }

  boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
    return Certificates.mayBeIssuedBy(certificate, issuer)
        && isLeft(issuer)
        && Certificates.isIssuedBy(certificate, issuer);
  }

  boolean isSignedBy(X509CRL list, X509Certificate issuer) {
    if (!list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || !KeyIdentifiers.agree(list, issuer)
        || KeySize.of(issuer) == KeySize.REFUSED
        || !isLeft(issuer)) {
      return false;
    }
    try {
      list.verify(issuer.getPublicKey(), BouncyCastle.PROVIDER);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      // Mutated values make the ASN.1 classes throw undeclared kinds.
      return false;
    }
  }

  private boolean isLeft(X509Certificate issuer) {
    if (left >= 0) {
      left -= KeySize.of(issuer) == KeySize.LARGE ? LARGE : 1;
    }
    return left >= 0;
  }
}
