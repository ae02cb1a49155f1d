package org.palimpsest.seal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.ess.ESSCertID;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificate;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.tsp.TSTInfo;
import org.bouncycastle.asn1.tsp.TimeStampResp;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.jspecify.annotations.Nullable;
import org.palimpsest.verdict.Check;

/**
 * A time authority's signed statement that something existed at a time (RFC 3161, RFC 5816), taken
 * apart as strictly as a seal.
 */
public final class TimeToken {

  private final byte[] der;
  private final CmsReader cms;
  private final TSTInfo info;
  private final Instant time;

  private TimeToken(byte[] der, CmsReader cms, TSTInfo info, Instant time) {
    this.der = der;
    this.cms = cms;
    this.info = info;
    this.time = time;
  }

  /**
   * What checking a token gave.
   *
   * @param checks what was looked at
   * @param token the token, if nothing was wrong with it
   */
  public record Checked(List<Check> checks, @Nullable TimeToken token) {
    /** Copies the checks. */
    public Checked {
      checks = List.copyOf(checks);
    }
  }

  /**
   * Reads a token; nothing is verified yet.
   *
   * @throws TimeRefusedException unless it has the one form it should have
   */
  public static TimeToken parse(byte[] der) throws TimeRefusedException {
    try {
      CmsReader cms = CmsReader.readToken(der);
      byte[] content = java.util.Objects.requireNonNull(cms.content());
      ASN1Primitive inside = ASN1Primitive.fromByteArray(content);
      if (!Arrays.equals(inside.getEncoded(ASN1Encoding.DER), content)) {
        throw new TimeRefusedException("the time inside is not in DER");
      }
      TSTInfo info = TSTInfo.getInstance(inside);
      if (!info.getVersion().hasValue(1)) {
        throw new TimeRefusedException("of a version that is not known here");
      }
      return new TimeToken(der.clone(), cms, info, info.getGenTime().getDate().toInstant());
    } catch (CmsReader.MalformedSealException e) {
      throw new TimeRefusedException(e.why());
    } catch (IOException | java.text.ParseException | RuntimeException e) {
      throw new TimeRefusedException("not a well-formed timestamp");
    }
  }

  /**
   * Takes the token out of a response that was stored by {@link #response}.
   *
   * @throws TimeRefusedException unless it has exactly that form
   */
  public static TimeToken ofResponse(byte[] response) throws TimeRefusedException {
    try {
      ASN1Sequence whole = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(response));
      if (whole.size() == 2) {
        TimeToken token =
            parse(whole.getObjectAt(1).toASN1Primitive().getEncoded(ASN1Encoding.DER));
        if (Arrays.equals(token.response(), response)) {
          return token;
        }
      }
    } catch (IOException | RuntimeException e) {
      // Said below.
    }
    throw new TimeRefusedException("not a granted response with a timestamp");
  }

  /** A response (a {@code .tsr} file) that grants this token, for {@code openssl ts -verify}. */
  public byte[] response() {
    try {
      return new TimeStampResp(
              new PKIStatusInfo(PKIStatus.granted),
              ContentInfo.getInstance(ASN1Primitive.fromByteArray(der)))
          .getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /** The token as DER. */
  public byte[] der() {
    return der.clone();
  }

  /** When, by the authority's clock. */
  public Instant time() {
    return time;
  }

  /** The authority's certificate. */
  public X509Certificate authority() {
    return cms.signer();
  }

  /** All certificates inside, the authority's first. */
  public List<X509Certificate> certificates() {
    return cms.certificates();
  }

  /** When the authority's certificate ends, and with it what the token shows by itself. */
  public Instant until() {
    return cms.signer().getNotAfter().toInstant();
  }

  /** Whether the authority's certificate has ended by then; never where no day is given. */
  boolean isEnded(@Nullable Instant now) {
    return now != null && now.isAfter(until());
  }

  /**
   * Checks a token over {@code content} that another may have been laid over since.
   *
   * @param anchors certificates that are trusted; empty to leave identity to the fingerprint
   * @param name what the checks are called
   */
  public static Checked check(
      byte[] der, byte[] content, Set<X509Certificate> anchors, String name) {
    return check(der, content, new Authorities(anchors, null), name);
  }

  /**
   * Checks a token over {@code content} that nothing was laid over since.
   *
   * @param authorities who is trusted, and when that is asked
   * @param name what the checks are called
   */
  public static Checked check(byte[] der, byte[] content, Authorities authorities, String name) {
    TimeToken token;
    try {
      token = parse(der);
    } catch (TimeRefusedException e) {
      return new Checked(List.of(Check.failed(name, e.why())), null);
    }
    List<Check> checks = new ArrayList<>();
    String wrong = token.fault(content);
    if (wrong != null) {
      checks.add(Check.failed(name, wrong));
      return new Checked(checks, null);
    }
    Instant until = token.until().truncatedTo(ChronoUnit.SECONDS);
    checks.add(
        token.isEnded(authorities.now())
            ? Check.notChecked(
                name,
                "says "
                    + token.time
                    + ", but the authority's certificate ended on "
                    + until
                    + " and nothing carries it on: it shows nothing by itself")
            : Check.passed(
                name, "existed at " + token.time + ", by a time authority; renew before " + until));
    Check identity =
        Certificates.identity(token.cms.certificates(), authorities.certificates(), token.time);
    checks.add(new Check(name + " authority", identity.status(), identity.detail()));
    return new Checked(checks, identity.isFailure() ? null : token);
  }

  /** The hash by which it names what it is over, by the JDK's name. */
  String digest() throws TimeRefusedException {
    try {
      return SignatureAlgorithm.digestName(
          info.getMessageImprint().getHashAlgorithm().getAlgorithm());
    } catch (CmsReader.MalformedSealException e) {
      throw new TimeRefusedException(e.why());
    }
  }

  /** What is wrong with it, null if nothing. */
  private @Nullable String fault(byte[] content) {
    try {
      SignatureAlgorithm algorithm = SignatureAlgorithm.ofAuthority(cms);
      ASN1Encodable type = cms.signed().get(CMSAttributes.contentType);
      if (type == null || !PKCSObjectIdentifiers.id_ct_TSTInfo.equals(type.toASN1Primitive())) {
        return "the signed content type is not a time";
      }
      byte[] inside = java.util.Objects.requireNonNull(cms.content());
      ASN1Encodable digest = cms.signed().get(CMSAttributes.messageDigest);
      if (digest == null
          || !(digest.toASN1Primitive() instanceof ASN1OctetString octets)
          || !MessageDigest.isEqual(octets.getOctets(), algorithm.digest(inside))) {
        return "the time inside is not the one that was signed";
      }
      if (!algorithm.verify(cms)) {
        return "the authority's signature does not verify";
      }
      if (!namesSigner()) {
        return "the authority's certificate is not the one that the signature names";
      }
      if (!cms.isClosed()) {
        return "nothing vouches for the topmost certificate";
      }
      if (!isAuthority(cms.signer())) {
        return "the signer's certificate is not one of a time authority alone";
      }
      if (time.isBefore(cms.signer().getNotBefore().toInstant()) || time.isAfter(until())) {
        return "the authority's certificate was not valid at " + time;
      }
      String hash =
          SignatureAlgorithm.digestName(info.getMessageImprint().getHashAlgorithm().getAlgorithm());
      byte[] actual = MessageDigest.getInstance(hash).digest(content);
      if (!MessageDigest.isEqual(actual, info.getMessageImprint().getHashedMessage())) {
        return "it is over something else";
      }
      return null;
    } catch (CmsReader.MalformedSealException e) {
      return e.why();
    } catch (GeneralSecurityException | RuntimeException e) {
      // The ASN.1 classes throw more kinds than they declare.
      return "not a well-formed timestamp";
    }
  }

  /** RFC 5816 §2.2.1: by signing-certificate-v2, or by the older form with SHA-1. */
  private boolean namesSigner() throws GeneralSecurityException, CmsReader.MalformedSealException {
    byte[] encoded = cms.signer().getEncoded();
    ASN1Encodable second = cms.signed().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    if (second != null) {
      ESSCertIDv2 named = SigningCertificateV2.getInstance(second).getCerts()[0];
      ASN1ObjectIdentifier algorithm = named.getHashAlgorithm().getAlgorithm();
      String digest = SignatureAlgorithm.digestName(algorithm);
      return MessageDigest.isEqual(
          MessageDigest.getInstance(digest).digest(encoded), named.getCertHash());
    }
    ASN1Encodable first = cms.signed().get(PKCSObjectIdentifiers.id_aa_signingCertificate);
    if (first == null) {
      return false;
    }
    ESSCertID named = SigningCertificate.getInstance(first).getCerts()[0];
    return MessageDigest.isEqual(
        MessageDigest.getInstance("SHA-1").digest(encoded), named.getCertHash());
  }

  /** RFC 3161 §2.3: the extended key usage is critical and holds timestamping alone. */
  private static boolean isAuthority(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.extendedKeyUsage.getId());
    Set<String> critical = certificate.getCriticalExtensionOIDs();
    if (value == null
        || critical == null
        || !critical.contains(Extension.extendedKeyUsage.getId())) {
      return false;
    }
    ExtendedKeyUsage usage =
        ExtendedKeyUsage.getInstance(ASN1OctetString.getInstance(value).getOctets());
    return usage.size() == 1 && usage.hasKeyPurposeId(KeyPurposeId.id_kp_timeStamping);
  }

  /** The time only. */
  @Override
  public String toString() {
    return "TimeToken[" + time + "]";
  }
}
