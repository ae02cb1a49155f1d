package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.jcajce.JcaCRLStore;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.util.Selector;
import org.bouncycastle.util.Store;
import org.palimpsest.verdict.Check;

/**
 * What is kept beside a seal so that it can be judged when nobody can be asked any more:
 * certificates above the signer's and the time authority's, and lists of revoked ones.
 *
 * @param certificates certificates, each vouched for by another or by itself
 * @param lists revocation lists (RFC 5280), each signed by one of the certificates
 */
public record ValidationData(List<X509Certificate> certificates, List<X509CRL> lists) {

  /** Nothing. */
  public static final ValidationData NONE = new ValidationData(List.of(), List.of());

  private static final int MOST = 200;

  /** Copies the lists. */
  public ValidationData {
    certificates = List.copyOf(certificates);
    lists = List.copyOf(lists);
  }

  /**
   * Reads certificates and lists, one DER value each.
   *
   * @throws CertificateException if one is not exactly one such value
   */
  public static ValidationData read(Collection<byte[]> certificates, Collection<byte[]> lists)
      throws CertificateException {
    if (certificates.size() + lists.size() > MOST) {
      throw new CertificateException("too many certificates and lists");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509", BouncyCastle.PROVIDER);
      List<X509Certificate> read = new ArrayList<>();
      for (byte[] der : certificates) {
        if (!(factory.generateCertificate(new ByteArrayInputStream(der))
                instanceof X509Certificate each)
            || !Arrays.equals(each.getEncoded(), der)) {
          throw new CertificateException("not a certificate in DER");
        }
        read.add(each);
      }
      List<X509CRL> revoked = new ArrayList<>();
      for (byte[] der : lists) {
        if (!(factory.generateCRL(new ByteArrayInputStream(der)) instanceof X509CRL each)
            || !Arrays.equals(each.getEncoded(), der)) {
          throw new CertificateException("not a revocation list in DER");
        }
        revoked.add(each);
      }
      return new ValidationData(read, revoked);
    } catch (CRLException | RuntimeException e) {
      throw new CertificateException("not a certificate or list that can be read", e);
    }
  }

  /**
   * Reads revocation lists as an authority publishes them, PEM or DER.
   *
   * @throws CertificateException if there is none
   */
  public static List<X509CRL> readLists(byte[] file) throws CertificateException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509", BouncyCastle.PROVIDER);
      List<X509CRL> lists = new ArrayList<>();
      for (Object each : factory.generateCRLs(new ByteArrayInputStream(file))) {
        if (each instanceof X509CRL list) {
          lists.add(list);
        }
      }
      if (!lists.isEmpty()) {
        return lists;
      }
    } catch (CRLException | RuntimeException e) {
      // Said below.
    }
    throw new CertificateException("no revocation list in the file");
  }

  /** What this has and {@code other} has not. */
  public ValidationData without(ValidationData other) {
    return new ValidationData(
        certificates.stream().filter(each -> !other.certificates.contains(each)).toList(),
        lists.stream().filter(each -> !other.lists.contains(each)).toList());
  }

  /** Both together, nothing twice. */
  public ValidationData and(ValidationData other) {
    ValidationData more = other.without(this);
    List<X509Certificate> all = new ArrayList<>(certificates);
    all.addAll(more.certificates);
    List<X509CRL> both = new ArrayList<>(lists);
    both.addAll(more.lists);
    return new ValidationData(all, both);
  }

  /** Whether it holds nothing. */
  public boolean isEmpty() {
    return certificates.isEmpty() && lists.isEmpty();
  }

  /** As a PKCS#7 file without signers, DER: {@code openssl pkcs7 -inform DER -print_certs}. */
  public byte[] pkcs7() {
    try {
      CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
      generator.addCertificates(new JcaCertStore(certificates));
      generator.addCRLs(new JcaCRLStore(lists));
      return generator.generate(new CMSAbsentContent()).getEncoded("DER");
    } catch (CMSException | GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Bouncy Castle cannot write certificates", e);
    }
  }

  /**
   * Reads what {@link #pkcs7} wrote.
   *
   * @throws CertificateException unless it has exactly that form
   */
  public static ValidationData ofPkcs7(byte[] file) throws CertificateException {
    try {
      CMSSignedData data = new CMSSignedData(file);
      List<byte[]> certificates = new ArrayList<>();
      for (var each : all(data.getCertificates())) {
        certificates.add(each.getEncoded());
      }
      List<byte[]> lists = new ArrayList<>();
      for (var each : all(data.getCRLs())) {
        lists.add(each.getEncoded());
      }
      ValidationData read = read(certificates, lists);
      if (Arrays.equals(read.pkcs7(), file)) {
        return read;
      }
    } catch (CMSException | IOException | RuntimeException e) {
      // Said below.
    }
    throw new CertificateException("not a list of certificates in the form that is written here");
  }

  private static <T> Collection<T> all(Store<T> store) {
    Selector<T> every = null;
    return store.getMatches(every);
  }

  /**
   * Whether every certificate and list is vouched for, so that none of their bytes can change
   * unnoticed.
   *
   * @param known certificates that stand in the seals and timestamps themselves
   * @return what is wrong, nothing if nothing is
   */
  public Optional<String> fault(Collection<X509Certificate> known) {
    Vouching vouching = new Vouching();
    List<X509Certificate> issuers = new ArrayList<>(certificates);
    issuers.addAll(known);
    for (X509Certificate each : certificates) {
      if (!known.contains(each)
          && issuers.stream().noneMatch(issuer -> vouching.isIssuedBy(each, issuer))) {
        return Optional.of(
            vouching.isExhausted() ? Vouching.EXHAUSTED : "a certificate that nothing vouches for");
      }
    }
    for (X509CRL list : lists) {
      if (issuers.stream().noneMatch(issuer -> vouching.isSignedBy(list, issuer))) {
        return Optional.of(
            vouching.isExhausted()
                ? Vouching.EXHAUSTED
                : "a revocation list that no certificate inside signed");
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a certificate, and each above it, was revoked at a time.
   *
   * @param name what the check is called
   * @param chain the certificate, then those above it
   * @param at the time, by a time authority where there is one
   * @param isTrusted whether the one who says that time is trusted: if not, a revocation that came
   *     later may have come before
   */
  public Check revocation(String name, List<X509Certificate> chain, Instant at, boolean isTrusted) {
    Vouching vouching = new Vouching();
    List<X509Certificate> issuers = new ArrayList<>(chain);
    issuers.addAll(certificates);
    String lacking = null;
    int looked = 0;
    for (X509Certificate each : chain) {
      if (vouching.isIssuedBy(each, each)) {
        continue;
      }
      List<RevocationList> own = of(each, issuers, vouching);
      Optional<Instant> revoked = RevocationList.revoked(own, each.getSerialNumber());
      if (revoked.filter(since -> !since.isAfter(at)).isPresent()) {
        return Check.failed(name, "revoked by its issuer on " + revoked.get());
      }
      if (revoked.isPresent() && !isTrusted) {
        lacking =
            "revoked by its issuer on "
                + revoked.get()
                + ", and who says that "
                + at
                + " was before is not trusted (--trust-time)";
        continue;
      }
      if (revoked.isEmpty() && own.stream().noneMatch(list -> list.covers(each, at))) {
        lacking = "no revocation list that counts at " + at + " for " + each.getSerialNumber();
        continue;
      }
      looked++;
    }
    if (vouching.isExhausted()) {
      return Check.notChecked(name, Vouching.EXHAUSTED);
    }
    if (lacking != null) {
      return Check.notChecked(name, lacking);
    }
    return looked == 0
        ? Check.notChecked(name, "self-signed: no issuer that could have revoked it")
        : Check.passed(name, "not revoked at " + at + ", by the issuers' lists");
  }

  /** The lists by the issuer of a certificate that are about all that it issued. */
  private List<RevocationList> of(
      X509Certificate certificate, List<X509Certificate> issuers, Vouching vouching) {
    List<X509Certificate> own =
        issuers.stream().filter(each -> vouching.isIssuedBy(certificate, each)).toList();
    return lists.stream()
        .filter(list -> own.stream().anyMatch(issuer -> vouching.isSignedBy(list, issuer)))
        .map(RevocationList::new)
        .filter(RevocationList::isWhole)
        .toList();
  }

  /** How many, not whose. */
  @Override
  public String toString() {
    return "ValidationData[" + certificates.size() + ", " + lists.size() + "]";
  }
}
