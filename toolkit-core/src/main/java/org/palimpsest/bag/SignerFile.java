package org.palimpsest.bag;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.palimpsest.seal.Fingerprint;
import org.palimpsest.seal.SealCheck;
import org.palimpsest.verdict.Check;

/**
 * The certificates that a stranger gives to OpenSSL, which trusts all of them: the one that sealed
 * the package, then those in its path and no other.
 */
final class SignerFile {

  static final String NAME = "trust/signer.pem";

  /** A seal holds ten certificates at most. */
  private static final int LONGEST = 10;

  private SignerFile() {}

  static Check check(String name, byte[] file, X509Certificate signer) {
    List<X509Certificate> all;
    try {
      all = List.copyOf(SealCheck.readAnchors(file));
    } catch (CertificateException e) {
      return Check.failed(name, "holds no certificate that can be read");
    }
    if (!Fingerprint.of(all.get(0)).equals(Fingerprint.of(signer))) {
      return Check.failed(name, "does not begin with the certificate that sealed the package");
    }
    return all.size() <= LONGEST && SealCheck.isPath(all)
        ? Check.passed(name, "holds the certificate that sealed the package")
        : Check.failed(name, "holds a certificate too that did not issue the one before it");
  }
}
