package org.palimpsest.seal;

import java.math.BigInteger;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.text.ParseException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/**
 * What a revocation list says of certificates (RFC 5280 §5).
 *
 * @param list the list, whose signature was verified
 */
record RevocationList(X509CRL list) {

  private static final Set<String> KNOWN =
      Set.of(
          Extension.authorityKeyIdentifier.getId(),
          Extension.issuerAlternativeName.getId(),
          Extension.cRLNumber.getId(),
          Extension.expiredCertsOnCRL.getId());

  private static final Set<String> KNOWN_OF_ENTRIES =
      Set.of(Extension.reasonCode.getId(), Extension.invalidityDate.getId());

  private static final Comparator<RevocationList> BY_AGE =
      Comparator.comparing(each -> each.list.getThisUpdate());

  /**
   * Whether it is about all certificates of its issuer and holds nothing that must be understood
   * and is not. A delta, or a list of one distribution point, says nothing by not naming one.
   */
  boolean isWhole() {
    Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    return list.getExtensionValue(Extension.deltaCRLIndicator.getId()) == null
        && list.getExtensionValue(Extension.issuingDistributionPoint.getId()) == null
        && isUnderstood(list, KNOWN)
        && (entries == null
            || entries.stream().allMatch(entry -> isUnderstood(entry, KNOWN_OF_ENTRIES)));
  }

  private static boolean isUnderstood(X509Extension extended, Set<String> known) {
    Set<String> critical = extended.getCriticalExtensionOIDs();
    return critical == null || known.containsAll(critical);
  }

  /**
   * Whether it would name the certificate if that had been revoked at a time: it is not out of date
   * then, and was made before issuers leave out what has ended.
   */
  boolean covers(X509Certificate certificate, Instant at) {
    Instant to = certificate.getNotAfter().toInstant();
    boolean reaches =
        list.getNextUpdate() == null || !list.getNextUpdate().toInstant().isBefore(at);
    return reaches
        && (!list.getThisUpdate().toInstant().isAfter(to)
            || expiredSince().filter(since -> !since.isAfter(to)).isPresent());
  }

  /** Since when ended certificates stay on it (X.509, expiredCertsOnCRL). */
  private Optional<Instant> expiredSince() {
    byte[] value = list.getExtensionValue(Extension.expiredCertsOnCRL.getId());
    if (value == null) {
      return Optional.empty();
    }
    try {
      byte[] time = ASN1OctetString.getInstance(value).getOctets();
      return Optional.of(ASN1GeneralizedTime.getInstance(time).getDate().toInstant());
    } catch (ParseException | RuntimeException e) {
      // A value of another form makes the ASN.1 classes throw undeclared kinds.
      return Optional.empty();
    }
  }

  /**
   * Since when lists of its issuer, taken together, call a certificate revoked. A newer list that
   * does not name it takes nothing back; one that says removed does.
   */
  static Optional<Instant> revoked(List<RevocationList> lists, BigInteger serial) {
    Instant revoked = null;
    for (RevocationList each : lists.stream().sorted(BY_AGE).toList()) {
      X509CRLEntry entry = each.list.getRevokedCertificate(serial);
      if (entry != null) {
        revoked = after(revoked, entry);
      }
    }
    return Optional.ofNullable(revoked);
  }

  private static @Nullable Instant after(@Nullable Instant revoked, X509CRLEntry entry) {
    if (entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL) {
      return null;
    }
    Instant at = entry.getRevocationDate().toInstant();
    return revoked == null || at.isBefore(revoked) ? at : revoked;
  }

  /** Leaves the issuer's name out. */
  @Override
  public String toString() {
    return "RevocationList[" + list.getThisUpdate().toInstant() + "]";
  }
}
