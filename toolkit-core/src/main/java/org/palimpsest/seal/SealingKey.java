package org.palimpsest.seal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A private key that seals documents, with its certificate and the chain above it.
 *
 * <p>New keys are ECDSA P-256 with a self-signed certificate: identity then rests on its
 * fingerprint. A key with a certificate of an authority is opened from the PKCS#12 file that came
 * with it; P-384 and RSA from 3,072 bits are accepted too. It may also stay on a {@link Token}.
 * Safe for use by several threads.
 */
public final class SealingKey {

  private static final int SERIAL_BITS = 127;

  private final PrivateKey key;
  private final KeyKind kind;
  private final List<X509Certificate> chain;
  private final @Nullable Token token;
  private final @Nullable Provider provider;

  SealingKey(PrivateKey key, KeyKind kind, List<X509Certificate> chain) {
    this(key, kind, chain, null, null);
  }

  /** A key that stays on its token and signs there. */
  SealingKey(
      PrivateKey key,
      KeyKind kind,
      List<X509Certificate> chain,
      @Nullable Token token,
      @Nullable Provider provider) {
    this.key = key;
    this.kind = kind;
    this.chain = List.copyOf(chain);
    this.token = token;
    this.provider = provider;
  }

  /** The token that keeps it; empty if it is in a file. */
  Optional<Token> token() {
    return Optional.ofNullable(token);
  }

  private Signing signing() {
    return new Signing(key, kind, provider);
  }

  /**
   * Makes a P-256 key and a self-signed certificate for it.
   *
   * @param name common name of the subject, for example of an examiner or an office
   * @param notBefore start of validity, cut to whole seconds
   * @param validity length of validity
   * @param random source of the key and the serial number
   * @throws IllegalArgumentException if the name is blank, longer than 64 characters or holds a
   *     control character (RFC 5280 ub-common-name)
   */
  public static SealingKey create(
      String name, Instant notBefore, Duration validity, SecureRandom random) {
    return create(name, KeyKind.P256, notBefore, validity, random);
  }

  /** The same for a key of another kind. */
  public static SealingKey create(
      String name, KeyKind kind, Instant notBefore, Duration validity, SecureRandom random) {
    if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a name has 1 to 64 characters and no control character");
    }
    try {
      KeyPair pair = kind.generate(random);
      X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, name).build();
      Instant start = notBefore.truncatedTo(ChronoUnit.SECONDS);
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      JcaX509v3CertificateBuilder certificate =
          new JcaX509v3CertificateBuilder(
              subject,
              new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
              Date.from(start),
              Date.from(start.plus(validity)),
              subject,
              pair.getPublic());
      certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      certificate.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
      certificate.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(pair.getPublic()));
      X509Certificate signed =
          new JcaX509CertificateConverter()
              .setProvider(BouncyCastle.PROVIDER)
              .getCertificate(certificate.build(new Signing(pair.getPrivate(), kind, null)));
      return new SealingKey(pair.getPrivate(), kind, List.of(signed));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Bouncy Castle cannot make such a certificate", e);
    }
  }

  /**
   * Writes the key and its chain as a new PKCS#12 file (RFC 7292) that only its owner can read. The
   * key is encrypted with AES-256; the certificates are public and are not.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is a file of that name
   * @throws IllegalStateException if the key is on a token, which it does not leave
   */
  public void write(Path file, KeySecret secret, SecureRandom random) throws IOException {
    if (token != null) {
      throw new IllegalStateException("a key on a token is not written");
    }
    OwnerOnlyFile.write(file, KeyStoreFile.encode(key, chain, secret, random));
  }

  /**
   * Opens a PKCS#12 file with one private key and its chain.
   *
   * @throws UnusableKeyException which tells a wrong passphrase from a damaged file and from a kind
   *     of key that is not allowed
   */
  public static SealingKey open(Path file, KeySecret secret)
      throws IOException, UnusableKeyException {
    return KeyStoreFile.decode(Files.readAllBytes(file), secret);
  }

  /** The certificate of this key. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /**
   * Why what this key seals would not be accepted by whoever checks it; empty if it would be.
   *
   * @param at when it is to seal
   */
  public Optional<String> fault(Instant at) {
    X509Certificate certificate = certificate();
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    Instant claimed = at.truncatedTo(ChronoUnit.SECONDS);
    if (claimed.isAfter(to)) {
      return Optional.of("ended on " + to);
    }
    if (claimed.isBefore(from)) {
      return Optional.of("is valid only from " + from + " on");
    }
    return Certificates.maySign(certificate)
        ? Optional.empty()
        : Optional.of("is not for signatures");
  }

  /** The certificate of this key, then the one that issued it, and so on. */
  public List<X509Certificate> chain() {
    return chain;
  }

  /** The certificates as PEM, this key's first, for {@code openssl}'s {@code -CAfile}. */
  public String pem() {
    return Pem.certificates(chain);
  }

  /**
   * Seals {@code content} with a detached CMS signature, CAdES B-B (ETSI EN 319 122-1), in DER.
   *
   * @param claimedTime what the signing-time attribute says; a claim, not a proof
   */
  public byte[] sealDetached(byte[] content, Instant claimedTime) {
    try {
      return CmsWriter.write(new ByteArrayInputStream(content), signing(), chain, claimedTime);
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory failed", e);
    }
  }

  /**
   * Attaches a trusted time to a seal (CAdES B-T, PAdES B-T).
   *
   * @param token a token over {@link SealCheck#signatureValue} of the seal
   */
  public static byte[] withTimestamp(byte[] seal, TimeToken token) {
    try {
      return CmsWriter.withTimestamp(seal, token.der());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }

  /**
   * Seals the bytes that a PDF's ByteRange covers: CMS for {@code ETSI.CAdES.detached} (ETSI EN 319
   * 142-1), in DER. PAdES claims its time in the PDF's {@code /M}, so there is no signing-time.
   */
  public byte[] sealPdf(InputStream byteRangeContent) throws IOException {
    return CmsWriter.write(byteRangeContent, signing(), chain, null);
  }

  @Override
  public String toString() {
    return "SealingKey[" + kind + "]";
  }
}
