package org.palimpsest.seal;

import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.jspecify.annotations.Nullable;

/** What certificates and revocation lists say of the key that signed them. */
final class KeyIdentifiers {

  private KeyIdentifiers() {}

  /**
   * Whether what is signed may name this issuer's key (RFC 5280 §4.2.1.1). Where one of both names
   * none, it may.
   */
  static boolean agree(X509Extension signed, X509Certificate issuer) {
    try {
      byte[] named = authority(signed);
      byte[] own = subject(issuer);
      return named == null || own == null || Arrays.equals(named, own);
    } catch (RuntimeException e) {
      // The ASN.1 classes throw undeclared kinds at an extension that is none.
      return false;
    }
  }

  private static byte @Nullable [] authority(X509Extension signed) {
    byte[] value = signed.getExtensionValue(Extension.authorityKeyIdentifier.getId());
    return value == null
        ? null
        : AuthorityKeyIdentifier.getInstance(ASN1OctetString.getInstance(value).getOctets())
            .getKeyIdentifierOctets();
  }

  private static byte @Nullable [] subject(X509Certificate issuer) {
    byte[] value = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return value == null
        ? null
        : SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(value).getOctets())
            .getKeyIdentifier();
  }
}
