package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.palimpsest.digest.Sha256;
import org.palimpsest.verdict.Check;

/**
 * Checks a detached CMS seal against the content it should be over.
 *
 * <p>Each check says one thing; a later one is made only if the earlier ones allow it. A seal with
 * all checks passed shows that the content is what the holder of that certificate's key sealed. It
 * does not show who that is ({@code seal identity}) nor when ({@code seal time} is a claim).
 */
public final class SealCheck {

  private static final String FORM = "seal form";
  private static final String ALGORITHM = "seal algorithm";
  private static final String CERTIFICATE = "seal certificate";
  private static final String CONTENT = "seal content";
  private static final String SIGNATURE = "seal signature";
  private static final String TIME = "seal time";
  private static final String TIMESTAMP = "seal timestamp";

  /** The check of what happened to the signer's key. */
  public static final String KEY = "seal key";

  /** How far two clocks may be apart. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /**
   * What was found.
   *
   * @param checks what was looked at, in order
   * @param signer the signer's certificate, if the form allowed reading it
   * @param claimedTime what the signing-time attribute claims, if there is one
   * @param token the timestamp over the signature, if there is one that is sound
   * @param trusted the time of that timestamp, if its authority is trusted and it still shows it
   * @param succession what becomes of it by what was laid over it
   */
  public record Result(
      List<Check> checks,
      @Nullable X509Certificate signer,
      @Nullable Instant claimedTime,
      @Nullable TimeToken token,
      @Nullable Instant trusted,
      Succession.Judged succession) {

    private static Result early(List<Check> checks, @Nullable X509Certificate signer) {
      return new Result(checks, signer, null, null, null, Succession.Judged.NOTHING);
    }

    /** Copies the checks. */
    public Result {
      checks = List.copyOf(checks);
    }

    /** Whether no check failed; what was not checked stays to be read in {@link #checks}. */
    public boolean isSound() {
      return checks.stream().noneMatch(Check::isFailure);
    }

    /** Leaves the signer's name out. */
    @Override
    public String toString() {
      return "Result[" + (isSound() ? "sound" : "not sound") + "]";
    }
  }

  private SealCheck() {}

  /**
   * Checks a {@code .p7s} over {@code content}.
   *
   * @param anchors certificates that are trusted; empty to leave identity to the fingerprint
   */
  public static Result detached(byte[] cms, byte[] content, Set<X509Certificate> anchors) {
    return detached(cms, content, new Trust(anchors, Set.of()));
  }

  /** Checks a {@code .p7s} over {@code content} that nothing was laid over. */
  public static Result detached(byte[] cms, byte[] content, Trust trust) {
    return detached(cms, content, trust, Succession.NONE);
  }

  /**
   * Checks a {@code .p7s} over {@code content}.
   *
   * @param succession what was laid over the seal so that its time lasts
   */
  public static Result detached(byte[] cms, byte[] content, Trust trust, Succession succession) {
    return check(cms, content, trust, null, SignatureAlgorithm::of, succession);
  }

  /** How the checks of a second seal are named. */
  private static final String SECOND = "ML-DSA ";

  /**
   * Checks a second seal, {@code .mldsa65.p7s}, over {@code content}. It stands beside a first one,
   * for the day on which curves no longer hold, and takes the place of none.
   */
  public static Result second(byte[] cms, byte[] content, Trust trust) {
    // Whoever trusts the first key's certificate has said nothing of the second.
    Set<X509Certificate> signers =
        trust.signers().stream()
            .filter(certificate -> KeyKind.ofSecond(certificate.getPublicKey()).isPresent())
            .collect(Collectors.toUnmodifiableSet());
    Trust own = new Trust(signers, trust.authorities(), trust.keys());
    Result result = check(cms, content, own, null, SignatureAlgorithm::ofSecond, Succession.NONE);
    List<Check> named = new ArrayList<>();
    for (Check check : result.checks()) {
      named.add(
          new Check(
              SECOND + check.name().replaceFirst("^seal ", ""), check.status(), check.detail()));
    }
    return new Result(
        named,
        result.signer(),
        result.claimedTime(),
        result.token(),
        result.trusted(),
        result.succession());
  }

  /** Which algorithms are allowed. */
  private interface Allowed {
    SignatureAlgorithm of(CmsReader seal) throws CmsReader.MalformedSealException;
  }

  /**
   * Checks the CMS of a PDF signature.
   *
   * @param contents value of {@code /Contents} with its padding of zero bytes
   * @param byteRangeContent the bytes that ByteRange covers
   * @param claimedTime the PDF's {@code /M}
   */
  public static Result pdf(
      byte[] contents, byte[] byteRangeContent, Trust trust, Instant claimedTime) {
    return pdf(contents, byteRangeContent, trust, claimedTime, Succession.NONE);
  }

  /**
   * The same.
   *
   * @param succession what was laid over the file so that its time lasts
   */
  public static Result pdf(
      byte[] contents,
      byte[] byteRangeContent,
      Trust trust,
      Instant claimedTime,
      Succession succession) {
    int length = derLength(contents);
    for (int i = length; i < contents.length; i++) {
      if (contents[i] != 0) {
        return refused(FORM, "bytes other than zero follow the signature in /Contents");
      }
    }
    return check(
        Arrays.copyOf(contents, length),
        byteRangeContent,
        trust,
        claimedTime,
        SignatureAlgorithm::of,
        succession);
  }

  /**
   * The signature of a detached seal: what a timestamp is over.
   *
   * @throws TimeRefusedException if it is no seal, or has a timestamp already
   */
  public static byte[] signatureValue(byte[] cms) throws TimeRefusedException {
    try {
      CmsReader seal = CmsReader.read(cms);
      if (seal.timestamp() != null) {
        throw new TimeRefusedException("the seal has a timestamp already");
      }
      return seal.signerInfo().getEncryptedDigest().getOctets();
    } catch (CmsReader.MalformedSealException e) {
      throw new TimeRefusedException(e.why());
    }
  }

  /**
   * The certificates of a seal, the signer's first.
   *
   * @throws TimeRefusedException if it is no seal
   */
  public static List<X509Certificate> certificates(byte[] cms) throws TimeRefusedException {
    try {
      return CmsReader.read(cms).certificates();
    } catch (CmsReader.MalformedSealException e) {
      throw new TimeRefusedException(e.why());
    }
  }

  /**
   * The timestamp of a seal, unverified.
   *
   * @throws TimeRefusedException if it is no seal, or has none
   */
  public static TimeToken timestamp(byte[] cms) throws TimeRefusedException {
    try {
      byte[] token = CmsReader.read(cms).timestamp();
      if (token == null) {
        throw new TimeRefusedException("the seal has no timestamp");
      }
      return TimeToken.parse(token);
    } catch (CmsReader.MalformedSealException e) {
      throw new TimeRefusedException(e.why());
    }
  }

  /**
   * Reads certificates to trust, PEM or DER.
   *
   * @throws CertificateException if there is none, or one cannot be read
   */
  public static Set<X509Certificate> readAnchors(byte[] file) throws CertificateException {
    Set<X509Certificate> anchors = new LinkedHashSet<>();
    CertificateFactory factory = CertificateFactory.getInstance("X.509", BouncyCastle.PROVIDER);
    for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(file))) {
      if (each instanceof X509Certificate certificate) {
        anchors.add(certificate);
      }
    }
    if (anchors.isEmpty()) {
      throw new CertificateException("no certificate in the file");
    }
    return anchors;
  }

  /** Whether each of the certificates was issued by the next one. */
  public static boolean isPath(List<X509Certificate> certificates) {
    for (int i = 1; i < certificates.size(); i++) {
      if (!Certificates.isIssuedBy(certificates.get(i - 1), certificates.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The DER value that {@code contents} begin with; what follows it is cut off. */
  public static byte[] withoutPadding(byte[] contents) {
    return Arrays.copyOf(contents, derLength(contents));
  }

  /** Length of the DER value that {@code bytes} begin with; all of them if that cannot be. */
  private static int derLength(byte[] bytes) {
    if (bytes.length < 2 || (bytes[1] & 0x80) == 0) {
      return bytes.length < 2 ? bytes.length : Math.min(bytes.length, 2 + bytes[1]);
    }
    int octets = bytes[1] & 0x7f;
    if (octets == 0 || octets > 3 || bytes.length < 2 + octets) {
      return bytes.length;
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | bytes[2 + i] & 0xff;
    }
    return Math.min(bytes.length, 2 + octets + length);
  }

  private static Result refused(String name, String detail) {
    return Result.early(List.of(Check.failed(name, detail)), null);
  }

  private static Result check(
      byte[] cms,
      byte[] content,
      Trust trust,
      @Nullable Instant pdfTime,
      Allowed allowed,
      Succession succession) {
    CmsReader seal;
    try {
      seal = CmsReader.read(cms);
    } catch (CmsReader.MalformedSealException e) {
      return refused(FORM, e.why());
    }
    List<Check> checks = new ArrayList<>();
    checks.add(Check.passed(FORM, "one signer, strict DER, " + cms.length + " bytes"));
    Instant signingTime;
    SignatureAlgorithm algorithm;
    try {
      signingTime = signingTime(seal, pdfTime != null);
      algorithm = allowed.of(seal);
    } catch (CmsReader.MalformedSealException e) {
      checks.add(Check.failed(ALGORITHM, e.why()));
      return Result.early(checks, seal.signer());
    }
    checks.add(Check.passed(ALGORITHM, algorithm.description()));
    checks.add(certificate(seal));
    checks.add(content(seal, algorithm, content));
    checks.add(
        algorithm.verify(seal)
            ? Check.passed(SIGNATURE, "verifies with the signer's public key")
            : Check.failed(SIGNATURE, "does not verify with the signer's public key"));
    Instant claimed = pdfTime == null ? signingTime : pdfTime;
    List<Check> timestamp = new ArrayList<>();
    TimeToken token = token(seal, trust.authorities(), succession, timestamp);
    Succession.Judged judged = succession.judge(TIMESTAMP, token, claimed, trust.authorities());
    timestamp.addAll(judged.checks());
    // Whoever has a lost key can run a time authority too: only one that is trusted counts, and
    // only as long as it shows its time.
    boolean isTrusted =
        !trust.authorities().isEmpty() && judged.standing() == Succession.Standing.HOLDS;
    Instant trusted = token == null || !isTrusted ? null : token.time();
    if (claimed != null) {
      checks.add(time(seal.signer(), claimed, token, trusted != null));
      Instant at = trusted == null ? claimed : trusted;
      checks.add(Certificates.identity(seal.certificates(), trust.signers(), at));
    }
    checks.addAll(timestamp);
    trust
        .keys()
        .judge(
            KEY,
            Certificates.restingOn(seal.certificates(), trust.signers()).stream()
                .map(each -> Fingerprint.of(each).hash())
                .toList(),
            claimed,
            trusted,
            Sha256.of(content))
        .ifPresent(checks::add);
    return new Result(checks, seal.signer(), claimed, token, trusted, judged);
  }

  private static @Nullable TimeToken token(
      CmsReader seal, Authorities authorities, Succession succession, List<Check> checks) {
    byte[] attached = seal.timestamp();
    if (attached == null) {
      checks.add(
          Check.notChecked(TIMESTAMP, "no trusted time: the time is the signer's own claim"));
      return null;
    }
    byte[] value = seal.signerInfo().getEncryptedDigest().getOctets();
    TimeToken.Checked checked =
        succession.stamps().isEmpty()
            ? TimeToken.check(attached, value, authorities, TIMESTAMP)
            : TimeToken.check(attached, value, authorities.certificates(), TIMESTAMP);
    checks.addAll(checked.checks());
    return checked.token();
  }

  private static @Nullable Instant signingTime(CmsReader seal, boolean isPdf)
      throws CmsReader.MalformedSealException {
    ASN1Encodable type = seal.signed().get(CMSAttributes.contentType);
    if (type == null || !CMSObjectIdentifiers.data.equals(type.toASN1Primitive())) {
      throw new CmsReader.MalformedSealException("the signed content type is not data");
    }
    ASN1Encodable time = seal.signed().get(CMSAttributes.signingTime);
    if ((time == null) != isPdf) {
      throw new CmsReader.MalformedSealException(
          isPdf ? "a PDF seal may not hold a signing time" : "the signing time is missing");
    }
    try {
      return time == null ? null : Time.getInstance(time.toASN1Primitive()).getDate().toInstant();
    } catch (RuntimeException e) {
      // The ASN.1 classes throw more kinds than they declare.
      throw new CmsReader.MalformedSealException("the signing time is not a time");
    }
  }

  private static Check certificate(CmsReader seal) {
    ASN1Encodable value = seal.signed().get(PKCSObjectIdentifiers.id_aa_signingCertificateV2);
    if (value == null) {
      return Check.failed(CERTIFICATE, "signing-certificate-v2 is missing");
    }
    if (!Certificates.maySign(seal.signer())) {
      return Check.failed(CERTIFICATE, "the certificate is not for signatures");
    }
    try {
      ESSCertIDv2[] named = SigningCertificateV2.getInstance(value).getCerts();
      if (!seal.isClosed() && named.length != seal.certificates().size()) {
        return Check.failed(CERTIFICATE, "nothing vouches for the topmost certificate");
      }
      for (int i = 1; i < named.length; i++) {
        byte[] hash = Sha256.of(seal.certificates().get(i).getEncoded()).bytes();
        if (!MessageDigest.isEqual(hash, named[i].getCertHash())) {
          return Check.failed(CERTIFICATE, "a certificate above is not the one that was named");
        }
      }
      String digest = SignatureAlgorithm.digestName(named[0].getHashAlgorithm().getAlgorithm());
      byte[] actual = MessageDigest.getInstance(digest).digest(seal.signer().getEncoded());
      boolean isSame =
          MessageDigest.isEqual(actual, named[0].getCertHash())
              && (named[0].getIssuerSerial() == null
                  || named[0]
                      .getIssuerSerial()
                      .getSerial()
                      .hasValue(seal.signer().getSerialNumber()));
      return isSame
          ? Check.passed(CERTIFICATE, "the one that the signature names")
          : Check.failed(CERTIFICATE, "not the one that the signature names");
    } catch (GeneralSecurityException | CmsReader.MalformedSealException | RuntimeException e) {
      // A value of another form makes the ASN.1 classes throw or return null, undeclared.
      return Check.failed(CERTIFICATE, "signing-certificate-v2 cannot be read");
    }
  }

  private static Check content(CmsReader seal, SignatureAlgorithm algorithm, byte[] content) {
    ASN1Encodable value = seal.signed().get(CMSAttributes.messageDigest);
    if (value == null || !(value.toASN1Primitive() instanceof ASN1OctetString digest)) {
      return Check.failed(CONTENT, "the message digest is missing");
    }
    byte[] actual = algorithm.digest(content);
    return MessageDigest.isEqual(actual, digest.getOctets())
        ? Check.passed(CONTENT, content.length + " bytes with the digest that was sealed")
        : Check.failed(
            CONTENT,
            "not the content that was sealed\n  calculated: "
                + HexFormat.of().formatHex(actual)
                + "\n  sealed:     "
                + HexFormat.of().formatHex(digest.getOctets()));
  }

  /** A claim outside the certificate's validity is wrong whatever a timestamp says. */
  private static Check time(
      X509Certificate signer, Instant claimed, @Nullable TimeToken token, boolean isTrusted) {
    Instant from = signer.getNotBefore().toInstant();
    Instant to = signer.getNotAfter().toInstant();
    String detail = "claimed " + claimed + ", certificate valid " + from + " to " + to;
    if (claimed.isBefore(from) || claimed.isAfter(to)) {
      return Check.failed(TIME, detail);
    }
    if (token == null) {
      return Check.passed(TIME, detail);
    }
    boolean isOutside = token.time().isBefore(from) || token.time().isAfter(to);
    return claimed.minus(SKEW).isAfter(token.time()) || (isTrusted && isOutside)
        ? Check.failed(TIME, detail + ", but the timestamp is of " + token.time())
        : Check.passed(TIME, detail);
  }
}
